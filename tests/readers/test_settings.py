from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from planner.domain import DEFAULT_TIERS, Measure, Policy, Span, Tier, TierPolicy, TierRule
from planner.readers import read_territory
from planner.readers.settings import TierSection
from tests.readers.folders import ACCOUNTS, SECOND_REP, SETTINGS, faults, only_fault, read, write

EVERYTHING = """\
name = "Des Moines"
currency = "EUR"
[period]
start = 2026-12-07
end = "2026-12-18"
time_zone = "America/Chicago"
holidays = "US-IA"
extra_holidays = { 2026-12-11 = "Founders' day" }
working_holidays = []
[[rep]]
id = "r1"
name = "Ann"
home = [42, -93.63]
hours = "Mo-Fr 08:30-17:30"
lunch = { between = "11:30-13:30", minutes = 40 }
max_visits_per_day = 8
cost_per_hour = 62.5
days_off = ["2026-12-14", 2026-12-15]
[tiers]
rule = "given"
key_share = 0.25
measure = "profit"
[tier.key]
visit_minutes = 50
max_gap_days = 9
elasticity = 0.5
[tier.lead]
shape = 2
[[quota]]
tiers = ["lead", "target"]
max_share = 0.1
[leads]
max_active = 3
[travel]
speed_kmh = 50
cost_per_km = 0.5
[prospects]
access_factor = { none = 0 }
[slots]
minutes = 30
[[pin]]
account = "A1"
start = "2026-12-08 10:00"
[[refuse]]
account = "A2"
dates = [2026-12-09, 2027-01-04]
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    accounts = ACCOUNTS.replace("longitude", "longitude,tier").replace("93.62", "93.62,key")
    territory = read(
        tmp_path, settings=EVERYTHING, accounts=accounts.replace("93.45", "93.45,lead")
    ).territory
    assert territory.name == "Des Moines"
    assert territory.currency == "EUR"
    assert (territory.period.first, territory.period.last) == (
        date(2026, 12, 7),
        date(2026, 12, 18),
    )
    assert territory.holidays == {date(2026, 12, 11): "Founders' day"}
    (rep,) = territory.reps
    assert (rep.name, rep.home, rep.max_visits_per_day) == ("Ann", (42.0, -93.63), 8)
    assert rep.cost_per_hour == 6250
    assert rep.lunch is not None
    assert (rep.lunch.between, rep.lunch.minutes) == (Span(690, 810), 40)
    assert rep.days_off == {date(2026, 12, 14), date(2026, 12, 15)}
    policy = territory.policy
    assert policy.tier_rule is TierRule.GIVEN
    assert policy.measure is Measure.PROFIT
    assert policy.key_share == Fraction(1, 4)
    assert policy.tiers[Tier.KEY].visit_minutes == 50
    assert policy.tiers[Tier.KEY].max_gap_days == 9
    assert policy.tiers[Tier.KEY].elasticity == Decimal("0.5")
    assert policy.tiers[Tier.KEY].max_visits == DEFAULT_TIERS[Tier.KEY].max_visits
    assert policy.tiers[Tier.LEAD].shape == 2
    (quota,) = policy.quotas
    assert (quota.id, quota.min_share, quota.max_share) == (
        "quota:lead+target",
        None,
        Fraction(1, 10),
    )
    assert policy.max_active_leads == 3
    assert policy.travel.speed_kmh == Decimal(50)
    assert policy.travel.circuity == Decimal("1.3")
    assert policy.access_factor["none"] == 0
    assert policy.access_factor["influencer"] == Decimal("0.6")
    assert policy.slot_minutes == 30
    (pin,) = territory.pins
    assert pin.start == datetime(2026, 12, 8, 10, tzinfo=ZoneInfo("America/Chicago"))
    assert [(r.account_id, r.day) for r in territory.refusals] == [("A2", date(2026, 12, 9))]
    assert set(territory.inputs) == {"territory.toml", "accounts.csv"}


def test_what_is_left_out_has_the_documented_default(tmp_path: Path) -> None:
    territory = read(tmp_path).territory
    assert territory.policy == Policy()
    assert territory.holidays == {}
    assert territory.public_holidays == frozenset()


def test_every_figure_of_a_class_can_be_set() -> None:
    assert set(TierSection.model_fields) == {field.name for field in fields(TierPolicy)}


def test_month_goes_before_the_settings(tmp_path: Path) -> None:
    write(tmp_path)
    period = read_territory(tmp_path, month="2027-02").territory.period
    assert (period.first, period.last) == (date(2027, 2, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("old", "new", "key", "line", "words"),
    [
        ('month = "2026-12"', 'month = "2026-13"', "period.month", 3, "2026-12"),
        ('month = "2026-12"', "month = 2026", "period.month", 3, "2026-12"),
        ('month = "2026-12"', "", "period", 2, "month"),
        ('month = "2026-12"', "start = 2026-12-09\nend = 2026-12-08", "period.end", 4, "Change"),
        ('month = "2026-12"', "start = 2026-01-01\nend = 2026-12-08", "period.end", 4, "Change"),
        ("America/Chicago", "America/Chicgo", "period.time_zone", 4, "America/Chicago"),
        ("America/Chicago", "../../etc/passwd", "period.time_zone", 4, "IANA"),
        ('time_zone = "America/Chicago"', "", "period.time_zone", 2, "time_zone"),
        ('id = "r1"', "", "rep[1].id", 5, "id"),
        ('id = "r1"', 'id = "../r1"', "rep[1].id", 6, "letters"),
        ("home = [42.03, -93.63]", "", "rep[1].home", 5, "latitude"),
        ("[42.03, -93.63]", "[142.03, -93.63]", "rep[1].home", 7, "latitude"),
        ("[42.03, -93.63]", '["42.03", -93.63]', "rep[1].home", 7, "digits"),
        ("[42.03, -93.63]", "[nan, -93.63]", "rep[1].home", 7, "digits"),
        ("[42.03, -93.63]", "[1e-999999999, -93.63]", "rep[1].home", 7, "digits"),
        ("name =", "nmae =", "nmae", 1, "'name'"),
        ('id = "r1"', 'id = "r1"\nhour = "Mo-Fr"', "rep[1].hour", 7, "'hours'"),
        ("[period]", "[tier.keys]\n[period]", "tier.keys", 2, "'key'"),
        ("[period]", 'lead = "ten"\n[period]', "lead", 2, "'leads'"),
        ("[period]", "leads = 10\n[period]", "leads", 2, "{ key = value }"),
    ],
)
def test_a_wrong_key_is_named_with_line_and_remedy(
    tmp_path: Path, old: str, new: str, key: str, line: int, words: str
) -> None:
    fault = only_fault(tmp_path, settings=SETTINGS.replace(old, new))
    assert (fault.file, fault.column, fault.row) == ("territory.toml", key, line)
    assert words in fault.remedy


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('[[quota]]\ntiers = ["key"]\nmin_share = 1.01', "quota[1].min_share"),
        ('[[quota]]\ntiers = ["kye"]\nmin_share = 0.5', "quota[1].tiers[1]"),
        ('[[quota]]\ntiers = ["key"]', "quota[1]"),
        ('[[quota]]\ntiers = ["key"]\nmin_share = 0.6\nmax_share = 0.5', "quota[1].min_share"),
        ("[tier.key]\nvisit_minutes = -30", "tier.key.visit_minutes"),
        ("[tier.key]\nvisit_minutes = 0", "tier.key.visit_minutes"),
        ('[tier.key]\nvisit_minutes = "60"', "tier.key.visit_minutes"),
        ("[tier.key]\nvisit_minutes = 60.5", "tier.key.visit_minutes"),
        ("[tier.key]\nmin_gap_days = 9\nmax_gap_days = 8", "tier.key.max_gap_days"),
        ('[tiers]\nrule = "perato"', "tiers.rule"),
        ("[leads]\nmax_active = -1", "leads.max_active"),
        ("[travel]\nspeed_kmh = 0", "travel.speed_kmh"),
        ('[travel]\nprovider = "osrm"', "travel.provider"),
        ("[slots]\nminutes = 0", "slots.minutes"),
        ('[[pin]]\naccount = "A9"\nstart = "2026-12-08 10:00"', "pin[1].account"),
        ('[[pin]]\naccount = "A1"\nstart = "8 Dec"', "pin[1].start"),
        ('[[pin]]\naccount = "A1"', "pin[1].start"),
        ('[[pin]]\naccount = "A1"\nstart = "2026-12-06 10:00"', "pin[1].start"),
        ('[[refuse]]\naccount = "A9"\ndates = []', "refuse[1].account"),
        ("[tier]\nkey = 5", "tier.key"),
        ('[accounts]\nmissing_coordinates = "ignore"', "accounts.missing_coordinates"),
        ('[accounts.columns]\naccount = "Id"', "accounts.columns.account"),
        ('[accounts.columns]\nrevenue_per_year = "Sales"', "accounts.columns.revenue_per_year"),
        ('[accounts.where]\nstatus = ["A"]', "accounts.where.status"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(tmp_path: Path, more: str, key: str) -> None:
    fault = only_fault(tmp_path, settings=f"{SETTINGS}{more}\n")
    assert fault.column == key
    assert fault.row is not None


@pytest.mark.parametrize("share", ["0", "0.8", "1"])
def test_a_quota_may_be_anything_from_nothing_to_all(tmp_path: Path, share: str) -> None:
    more = f'[[quota]]\ntiers = ["key"]\nmin_share = {share}\n'
    (quota,) = read(tmp_path, settings=SETTINGS + more).territory.policy.quotas
    assert quota.min_share == Fraction(share)


def test_no_quota_at_all(tmp_path: Path) -> None:
    assert read(tmp_path, settings=f"quota = []\n{SETTINGS}").territory.policy.quotas == ()


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    settings = SETTINGS.replace("America/Chicago", "Chicago") + (
        'hours = "Mo-Fr 9-5"\n[slots]\nminutes = 0\nmore = 1\n'
    )
    found = faults(tmp_path, settings=settings, accounts=ACCOUNTS.replace("42.04", "$42"))
    assert [fault.column for fault in found] == [
        "period.time_zone",
        "slots.minutes",
        "slots.more",
        "rep[1].hours",
        "latitude",
    ]


def test_two_missing_keys_of_one_entry_hide_no_other_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, settings=SETTINGS + "[[pin]]\n[[pin]]\naccount = 3\n")
    assert {fault.column for fault in found} == {
        "pin[1].account",
        "pin[1].start",
        "pin[2].account",
        "pin[2].start",
    }


@pytest.mark.parametrize(
    "content",
    [b"name = ", b"\xff\xfe", b"a = 1\na = 2", b"x = " + b"[" * 5000, b"x = " + b"9" * 5000],
)
def test_what_is_no_toml_is_said_so(tmp_path: Path, content: bytes) -> None:
    assert only_fault(tmp_path, settings=content).code == "settings-unreadable"


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    read(tmp_path, settings=b"\xef\xbb\xbf" + SETTINGS.replace("\n", "\r\n").encode())


def test_no_folder_and_no_settings(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(Exception, match="planner new"):
            read_territory(folder)


def test_reps_need_ids_of_their_own(tmp_path: Path) -> None:
    settings = SETTINGS + SECOND_REP.replace("r2", "R1")
    fault = only_fault(tmp_path, settings=settings)
    assert (fault.code, fault.column) == ("rep-wrong", "rep[2].id")


def test_a_pin_outside_the_period_is_left_out_with_a_warning(tmp_path: Path) -> None:
    more = '[[pin]]\naccount = "A1"\nstart = "2027-01-05 10:00"\n'
    reading = read(tmp_path, settings=SETTINGS + more)
    assert reading.territory.pins == ()
    assert [finding.code for finding in reading.findings] == ["pin-wrong"]


def test_a_pin_at_an_hour_that_the_clock_jumps_over(tmp_path: Path) -> None:
    settings = SETTINGS.replace("2026-12", "2026-03") + 'hours = "Mo-Su 00:00-24:00"\n'
    more = '[[pin]]\naccount = "A1"\nstart = "2026-03-08 02:30"\n'
    assert "jumps" in only_fault(tmp_path, settings=settings + more).message
