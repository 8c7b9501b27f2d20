"""What an overlay changes in the settings, and how its faults are said."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import BadInput, Finding, Policy, Rep, Tier
from planner.readers import Reading, overlay_of, read_overlay, read_territory
from tests.readers.folders import SECOND_REP, SETTINGS, write
from tests.readers.test_any_bytes import SOME, mangled

TWO_REPS = SETTINGS + SECOND_REP
ACCOUNTS = """\
account_id,name,latitude,longitude,rep
A1,Ames Bakery,42.04,-93.62,r1
A2,Nevada Hardware,42.02,-93.45,r2
"""


def overlaid(
    folder: Path, text: str, settings: str = TWO_REPS, accounts: str = ACCOUNTS
) -> Reading:
    """A territory read with an overlay file."""
    write(folder, settings=settings, accounts=accounts)
    file = folder / "whatif" / "other.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return read_territory(folder, overlay=read_overlay(file))


def faults(
    folder: Path, text: str, settings: str = TWO_REPS, accounts: str = ACCOUNTS
) -> list[Finding]:
    with pytest.raises(BadInput) as bad:
        overlaid(folder, text, settings, accounts)
    assert all(each.message and each.remedy for each in bad.value.findings)
    return [each for each in bad.value.findings if each.fatal]


def with_set(folder: Path, *settings: str) -> Reading:
    write(folder, settings=TWO_REPS, accounts=ACCOUNTS)
    return read_territory(folder, overlay=overlay_of(settings))


def test_what_an_overlay_does_not_say_stays(tmp_path: Path) -> None:
    before = overlaid(tmp_path, "")
    after = overlaid(tmp_path, "[tier.key]\nvisit_minutes = 45\n")
    assert before.changes == ()
    assert after.territory.policy.tiers[Tier.KEY].visit_minutes == 45
    assert after.territory.policy.tiers[Tier.LEAD] == before.territory.policy.tiers[Tier.LEAD]
    assert after.territory.policy.quotas == before.territory.policy.quotas
    assert after.territory.reps == before.territory.reps
    assert [(each.key, each.before, each.after) for each in after.changes] == [
        ("tier.key.visit_minutes", "60", "45")
    ]


def test_the_plan_says_which_overlay_it_rests_on(tmp_path: Path) -> None:
    assert "whatif/other.toml" in overlaid(tmp_path, "").territory.inputs
    assert "--set" in with_set(tmp_path, "quota.key=0.7").territory.inputs


@pytest.mark.parametrize(
    ("setting", "share"),
    [
        ("quota.key=0.7", (("key",), Fraction(7, 10), None)),
        ("quota.key=-10%", (("key",), Fraction(72, 100), None)),
        ("quota.key.max_share=0.9", (("key",), Fraction(4, 5), Fraction(9, 10))),
    ],
)
def test_the_quota_of_these_classes_is_changed(
    tmp_path: Path, setting: str, share: tuple[object, ...]
) -> None:
    (quota,) = with_set(tmp_path, setting).territory.policy.quotas
    assert (quota.tiers, quota.min_share, quota.max_share) == share


def test_a_quota_of_other_classes_is_added(tmp_path: Path) -> None:
    settings = "quota.target+lead.max_share=0.1"
    ids = [quota.id for quota in with_set(tmp_path, settings).territory.policy.quotas]
    assert ids == ["quota:key", "quota:lead+target"]


def test_an_empty_list_empties_a_list(tmp_path: Path) -> None:
    assert overlaid(tmp_path, "quota = []").territory.policy.quotas == ()


@pytest.mark.parametrize(
    ("change", "after"),
    [("+10%", "66"), ("-25%", "45"), ("+5", "65"), ("-7.5", "52.5"), ("72", "72")],
)
def test_a_number_may_be_relative(tmp_path: Path, change: str, after: str) -> None:
    territory = with_set(tmp_path, f"travel.speed_kmh={change}").territory
    assert territory.policy.travel.speed_kmh == Decimal(after)


@pytest.mark.parametrize(
    ("setting", "change"),
    [
        ("leads.max_active=+2", ("leads.max_active", "10", "12")),
        ("leads.days_on_list=+10", ("leads.days_on_list", "90", "100")),
        ("leads.rest_days=-90", ("leads.rest_days", "90", "0")),
        ("rep.r1.cost_per_hour=+10%", ("rep.r1.cost_per_hour", "50", "55")),
        ("prospects.access_factor.none=+0.1", ("prospects.access_factor.none", "0.25", "0.35")),
    ],
)
def test_a_number_may_be_relative_to_a_default(
    tmp_path: Path, setting: str, change: tuple[str, str, str]
) -> None:
    (one,) = with_set(tmp_path, setting).changes
    assert (one.key, one.before, one.after) == change


def test_whole_numbers_stay_whole_and_halves_go_up(tmp_path: Path) -> None:
    territory = with_set(tmp_path, "tier.target.visit_minutes=+10%").territory
    assert territory.policy.tiers[Tier.TARGET].visit_minutes == 50  # of 49.5


def test_later_layers_are_relative_to_earlier_ones(tmp_path: Path) -> None:
    write(tmp_path, settings=TWO_REPS, accounts=ACCOUNTS)
    twice = overlay_of(["leads.max_active=+1"]).combined(overlay_of(["leads.max_active=+1"]))
    policy = read_territory(tmp_path, overlay=twice).territory.policy
    assert policy.max_active_leads == (Policy().max_active_leads or 0) + 2


def test_a_rep_is_changed_by_id_and_all_by_a_star(tmp_path: Path) -> None:
    one = with_set(tmp_path, "rep.r2.hours=Mo-Th 08:00-18:00").territory
    assert [rep.hours for rep in one.reps] == [Rep.hours, "Mo-Th 08:00-18:00"]
    every = with_set(tmp_path, "rep.*.max_visits_per_day=5").territory
    assert [rep.max_visits_per_day for rep in every.reps] == [5, 5]


def test_days_off_are_added_and_taken_out(tmp_path: Path) -> None:
    settings = TWO_REPS.replace('id = "r1"', 'id = "r1"\ndays_off = [2026-12-24]')
    text = '[[rep]]\nid = "r1"\ndays_off = ["+2026-12-23", "-2026-12-24"]'
    (rep, _) = overlaid(tmp_path, text, settings).territory.reps
    assert sorted(map(str, rep.days_off)) == ["2026-12-23"]


def test_appointments_are_added(tmp_path: Path) -> None:
    text = '[[pin]]\naccount = "A1"\nstart = "2026-12-08 10:00"'
    assert [pin.account_id for pin in overlaid(tmp_path, text).territory.pins] == ["A1"]


@pytest.mark.parametrize(
    ("text", "key", "line", "remedy"),
    [
        ("\n[travle]\nspeed_kmh = 1", "travle", 2, "'travel'"),
        ("[travel]\nspeed_khm = 1", "travel.speed_khm", 2, "'speed_kmh'"),
        ("[travel]\nspeed_kmh = -1", "travel.speed_kmh", 2, "at least 2"),
        ('[travel]\nspeed_kmh = "-100%"', "travel.speed_kmh", 2, "at least 2"),
        ('[tier.key]\nmax_gap_days = "+1"', "tier.key.max_gap_days", 2, "number itself"),
        ('[[rep]]\nid = "r11"\nhours = "Mo"', "rep[1].id", 2, "'r1'"),
        ('[[rep]]\nhours = "Mo"', "rep[1]", 1, "every rep"),
        ('[[rep]]\nid = "r2"\nhours = "Xy"', "rep[1].hours", 3, "OpenStreetMap"),
        ('[[rep]]\nid = "r2"\nhuors = "Mo"', "rep[1].huors", 3, "'hours'"),
        ("[[quota]]\nmin_share = 0.5", "quota[1]", 1, "tiers"),
        ('[[quota]]\ntiers = ["key"]\nmin_share = 1.5', "quota[1].min_share", 3, "at most 1"),
        ('[[rep]]\nid = "r1"\ndays_off = ["-2026-12-23"]', "rep[1].days_off", 3, "none"),
        ('[[pin]]\naccount = "A9"\nstart = "2026-12-08 10:00"', "pin[1].account", 2, ""),
        ("[[chnage]]\ndrop = true", "chnage", 1, "'change'"),
    ],
)
def test_a_fault_is_said_of_the_overlay(
    tmp_path: Path, text: str, key: str, line: int, remedy: str
) -> None:
    (fault,) = faults(tmp_path, text)
    assert fault.file == "whatif/other.toml"
    assert (fault.column.partition("[[")[0], remedy in fault.remedy) == (key, True)
    assert fault.row in (line, None)


def test_all_faults_at_once_also_the_territorys_own(tmp_path: Path) -> None:
    settings = TWO_REPS.replace("America/Chicago", "America/Chicgo")
    found = faults(tmp_path, "[travel]\nspeed_kmh = 0\n[leads]\nmax_activ = 1\n", settings)
    assert sorted((each.file, each.column) for each in found) == [
        ("territory.toml", "period.time_zone"),
        ("whatif/other.toml", "leads.max_activ"),
        ("whatif/other.toml", "travel.speed_kmh"),
    ]


def test_faults_of_the_command_line_have_its_keys(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        with_set(tmp_path, "quota.kye=0.7", "rep.r2.lunch.minutes=x", "rep.r9.hours=Mo")
    assert {(each.file, each.column) for each in bad.value.findings} == {
        ("--set", "quota.kye.tiers[1]"),
        ("--set", "rep.r2.lunch.between"),
        ("--set", "rep.r2.lunch.minutes"),
        ("--set", "rep.r9.id"),
    }


def test_settings_without_key_or_value_are_named() -> None:
    with pytest.raises(BadInput) as bad:
        overlay_of(["quota.key", "=3", "rep.r1=4", "quota=3", "a..b=1"])
    assert [each.value for each in bad.value.findings] == [
        "quota.key", "=3", "rep.r1=4", "quota=3", "a..b=1",
    ]  # fmt: skip


def test_a_file_that_is_no_toml_or_missing(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("x = ")
    for name in ("broken.toml", "missing.toml"):
        with pytest.raises(BadInput):
            read_overlay(tmp_path / name)


SAMPLES = sorted((Path(__file__).parents[2] / "scenarios").glob("*/whatif/*.toml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_samples_overlays_change_something(path: Path) -> None:
    reading = read_territory(path.parents[1], overlay=read_overlay(path))
    assert reading.changes
    assert not any(finding.fatal for finding in reading.findings)


OVERLAY = """\
[travel]
speed_kmh = "+10%"
[[rep]]
id = "*"
days_off = ["+2026-12-23"]
lunch = { between = "11:30-13:30", minutes = 40 }
[[quota]]
tiers = ["key"]
min_share = 0.7
[[change]]
where = { tier = "lead", revenue_per_year = "< 5000", name = "A*" }
set = { visit_minutes = "+10%", contract_visits = "" }
[[add_rep]]
id = "r3"
home = [42.03, -93.62]
like = "r1"
[[remove_rep]]
id = "r2"
"""


@SOME
@given(content=mangled(OVERLAY) | st.binary(max_size=60))
def test_any_bytes_are_an_overlay_or_bad_input(content: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = write(Path(name), settings=TWO_REPS, accounts=ACCOUNTS)
        (folder / "other.toml").write_bytes(content)
        with suppress(BadInput):
            read_territory(folder, overlay=read_overlay(folder / "other.toml"))
