"""Accounts changed by filter, reps who come and go, and accounts that are handed on."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from planner.domain import Tier
from planner.readers import Reading
from tests.readers.test_overlay import faults as faults_of
from tests.readers.test_overlay import overlaid

SETTINGS = """\
[period]
month = "2026-12"
time_zone = "America/Chicago"
[[rep]]
id = "west"
home = [42.0, -94.0]
[[rep]]
id = "east"
home = [42.0, -93.0]
[tiers]
key_share = 0.25
[[pin]]
account = "W1"
start = "2026-12-08 10:00"
"""

ACCOUNTS = """\
account_id,name,latitude,longitude,rep,tier,revenue_per_year,contract_visits,last_visit,visit_minutes
W1,Big Store,42.0,-93.9,west,,90000,,2026-11-20,
W2,Corner Shop,42.0,-93.8,west,,4000,1,2026-11-02,20
W3,Market,42.0,-93.55,west,,5000,2,,
W4,Hope Ltd,42.0,-93.6,west,lead,,,,
E1,Far Store,42.0,-93.1,east,,6000,,,
E2,Near Shop,42.0,-93.45,east,,3000,1,,
"""


def changed(folder: Path, text: str, accounts: str = ACCOUNTS) -> Reading:
    return overlaid(folder, text, SETTINGS, accounts)


def meant(folder: Path, where: str) -> set[str]:
    """Accounts that a filter means: their visits get another length."""
    text = f"[[change]]\nwhere = {{ {where} }}\nset = {{ visit_minutes = 77 }}"
    accounts = changed(folder, text).territory.accounts
    return {account.id for account in accounts if account.visit_minutes == 77}


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("", "W1 W2 W3 W4 E1 E2"),
        ('tier = "secondary", revenue_per_year = "< 5000"', "W2 E2"),
        ('revenue_per_year = "<= 5000"', "W2 W3 E2"),
        ('revenue_per_year = "> 3000 and < 6000"', "W2 W3"),
        ("revenue_per_year = 6000", "E1"),
        ('revenue_per_year = "!= 6000"', "W1 W2 W3 E2"),
        ('tier = ["key", "lead"]', "W1 W4 E1"),
        ('rep = "east"', "E1 E2"),
        ('name = "*shop"', "W2 E2"),
        ('account_id = ["W1", "E1"]', "W1 E1"),
        ('contract_visits = "*"', "W2 W3 E2"),
        ('contract_visits = ""', "W1 W4 E1"),
        ('last_visit = "< 2026-11-10"', "W2"),
        ("last_visit = 2026-11-20", "W1"),
    ],
)
def test_filters(tmp_path: Path, where: str, ids: str) -> None:
    assert meant(tmp_path, where) == set(ids.split())


def test_a_class_is_that_of_the_plan_with_the_overlays_own_rule(tmp_path: Path) -> None:
    text = '[[change]]\nwhere = { tier = "key" }\nset = { visit_minutes = 9 }'
    text = f"[tiers]\nkey_share = 0.2\n{text}"
    accounts = changed(tmp_path, text).territory.accounts
    assert [account.id for account in accounts if account.visit_minutes == 9] == ["W1"]


def test_cells_are_set_emptied_and_made_relative(tmp_path: Path) -> None:
    text = """\
[[change]]
where = { contract_visits = "*" }
set = { contract_visits = "", revenue_per_year = "+10%", visit_minutes = "+50%", notes = "x" }
"""
    account = changed(tmp_path, text).territory.account
    assert account["W2"].contract is None
    assert account["W2"].revenue_per_year == 4_400_00
    assert (account["W2"].visit_minutes, account["W3"].visit_minutes) == (30, 45)  # its class's 30
    assert account["W2"].notes == "x"
    assert account["W1"].revenue_per_year == 90_000_00


def test_a_list_with_decimal_commas_takes_decimals(tmp_path: Path) -> None:
    accounts = ACCOUNTS.replace(".", "#").replace(",", ";").replace("#", ",")
    text = '[[change]]\nwhere = { account_id = "W1" }\nset = { revenue_per_year = "+0.0001%" }'
    after = changed(tmp_path, text, accounts).territory.account["W1"]
    assert after.revenue_per_year == 90_000_09


def test_a_dropped_account_takes_its_appointments_along(tmp_path: Path) -> None:
    before = changed(tmp_path, "").territory
    after = changed(tmp_path, '[[change]]\nwhere = { account_id = "W1" }\ndrop = true').territory
    assert set(before.account) - set(after.account) == {"W1"}
    assert (len(before.pins), len(after.pins)) == (1, 0)


def test_accounts_move_between_reps(tmp_path: Path) -> None:
    text = '[[change]]\nwhere = { account_id = "W3" }\nset = { rep = "east" }'
    territory = changed(tmp_path, text).territory
    assert territory.account["W3"].rep == "east"
    assert "W3" in territory.travel["east"].places


def test_a_rep_who_leaves_hands_accounts_to_the_nearest(tmp_path: Path) -> None:
    reading = changed(tmp_path, '[[remove_rep]]\nid = "east"')
    assert [rep.id for rep in reading.territory.reps] == ["west"]
    assert {account.rep for account in reading.territory.accounts} == {"west"}
    assert reading.changes[-1].after == "to west 2"


def test_accounts_go_to_whoever_has_hours_left(tmp_path: Path) -> None:
    hours = "Mo-Fr 09:00-17:00"
    near = SETTINGS + f'[[rep]]\nid = "near"\nhome = [42.0, -93.05]\nhours = "{hours}"\n'
    accounts = ACCOUNTS + "B1,Store,42.0,-93.06,near,lead,,,,\n"
    text = '[[remove_rep]]\nid = "east"'
    assert overlaid(tmp_path, text, near, accounts).territory.account["E2"].rep == "near"
    # One hour in the month holds a visit to the own lead and no other.
    busy = near.replace(hours, "2026 Dec 08 12:00-13:00")
    after = overlaid(tmp_path, text, busy, accounts).territory.account
    assert after["E2"].rep == "west"
    assert after["E1"].rep == "near"  # west lives more than an hour away


def test_a_rep_may_take_accounts_along(tmp_path: Path) -> None:
    text = '[[remove_rep]]\nid = "east"\naccounts = "drop"'
    assert {a.id for a in changed(tmp_path, text).territory.accounts} == {"W1", "W2", "W3", "W4"}


NEW = '[[add_rep]]\nid = "mid"\nhome = [42.0, -93.5]\nlike = "west"\n'


def test_a_rep_who_comes_takes_what_is_nearer(tmp_path: Path) -> None:
    reading = changed(tmp_path, NEW + 'takes = "nearer"')
    owners = {account.id: account.rep for account in reading.territory.accounts}
    assert {each for each, rep in owners.items() if rep == "mid"} == {"W3", "W4", "E2"}
    assert reading.changes[-1].after == "takes 3 accounts: east 1, west 2"
    assert reading.territory.rep["mid"].hours == reading.territory.rep["west"].hours


def test_a_rep_who_comes_takes_a_fair_share(tmp_path: Path) -> None:
    text = NEW.replace("-93.5]", "-94.0]")  # nothing is nearer than for west
    owners = Counter(account.rep for account in changed(tmp_path, text).territory.accounts)
    assert owners["mid"] >= 1
    assert owners["west"] >= 1
    assert owners["east"] == 2  # an hour away and more


def test_a_lone_reps_list_without_a_column_rep_is_shared(tmp_path: Path) -> None:
    one = SETTINGS.replace('[[rep]]\nid = "east"\nhome = [42.0, -93.0]\n', "")
    accounts = "\n".join(
        ",".join(cell for n, cell in enumerate(line.split(",")) if n != 4)
        for line in ACCOUNTS.splitlines()
    )
    text = '[[add_rep]]\nid = "new"\nhome = [42.0, -93.0]\n'
    owners = {a.id: a.rep for a in overlaid(tmp_path, text, one, accounts).territory.accounts}
    assert owners["E1"] == "new"
    assert owners["W1"] == "west"


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('[[change]]\nwhere = { tier = "target" }\ndrop = true', "change[1].where", "alone"),
        ('[[change]]\nwhere = { teir = "key" }\ndrop = true', "change[1].where.teir", "'tier'"),
        ('[[change]]\nwhere = { revenue_per_year = "< x" }\ndrop = true',
         "change[1].where.revenue_per_year", "numbers"),
        ('[[change]]\nwhere = { revenue_per_year = "< nan" }\ndrop = true',
         "change[1].where.revenue_per_year", "numbers"),
        ('[[change]]\nwhere = { last_visit = "< 5" }\ndrop = true',
         "change[1].where.last_visit", "dates"),
        ('[[change]]\nset = { vist_minutes = 3 }', "change[1].set.vist_minutes",
         "'visit_minutes'"),
        ('[[change]]\nset = { visit_minutes = 0 }', "change[1].set.visit_minutes", "at least 1"),
        ('[[change]]\nset = { account_id = "x" }', "change[1].set.account_id", "Known"),
        ('[[change]]\nset = { rep = "wset" }', "change[1].set.rep", "'west'"),
        ('[[change]]\nset = { growth = "+10%" }', "change[1].set.growth", "number itself"),
        ('[[change]]\nset = { contract_visits = "-200%" }', "change[1].set.contract_visits",
         "at least 0"),
        ('[[change]]\nwhere = { tier = "key" }', "change[1]", "drop = true"),
        ('[[change]]\ndorp = true', "change[1].dorp", "'drop'"),
        ("[[change]]\nwhere = 5\ndrop = true", "change[1].where", "{ key = value }"),
        ("remove_rep = 5", "remove_rep[1]", "{ key = value }"),
        ('[[remove_rep]]\nid = "eats"', "remove_rep[1].id", "'east'"),
        ('[[remove_rep]]\nid = "east"\naccounts = "to"', "remove_rep[1].accounts", "hand-on"),
        ('[[remove_rep]]\nid = "east"\n[[remove_rep]]\nid = "west"', "remove_rep[1].id", "Keep"),
        ('[[add_rep]]\nid = "mid"\nlike = "wets"\nhome = [42.0, -93.5]', "add_rep[1].like",
         "'west'"),
        ('[[add_rep]]\nid = "mid"', "add_rep[1].home", "latitude"),
        ('[[add_rep]]\nid = "mid"\nhome = [42.0, -93.5]\ntakes = "all"', "add_rep[1].takes",
         "nearer"),
        ('[[add_rep]]\nid = "mid"\nhome = [49.0, -93.5]', "add_rep[1].id", "[[change]]"),
        ('[[add_rep]]\nid = "EAST"\nhome = [42.0, -93.5]', "add_rep[1].id", "own"),
    ],
)  # fmt: skip
def test_faults_name_the_operation(tmp_path: Path, text: str, key: str, words: str) -> None:
    found = faults_of(tmp_path, text, SETTINGS, ACCOUNTS)
    fault = next(each for each in found if each.column == key)
    assert fault.file == "whatif/other.toml"
    assert fault.row is not None
    assert words in fault.remedy


def test_where_nobody_is_left_no_account_is_at_fault(tmp_path: Path) -> None:
    text = '[[remove_rep]]\nid = "east"\n[[remove_rep]]\nid = "west"'
    found = faults_of(tmp_path, text, SETTINGS, ACCOUNTS)
    assert not [fault for fault in found if fault.file == "accounts.csv"]


def test_empty_cells_are_relative_to_the_figure_of_their_class(tmp_path: Path) -> None:
    text = '[[change]]\nset = { call_minutes = "+5", call_effect = "+0.1", margin = "+20%" }'
    account = changed(tmp_path, text).territory.account["W1"]
    assert account.call_minutes == 20
    assert account.call_effect == Decimal("0.4")
    assert account.margin == Decimal("0.3")


def test_operations_of_two_overlays_are_both_done(tmp_path: Path) -> None:
    text = """\
[[change]]
where = { tier = "secondary" }
set = { revenue_per_year = "+100%" }
[[change]]
where = { account_id = "W2" }
set = { tier = "target" }
"""
    reading = changed(tmp_path, text)
    assert reading.territory.account["W2"].revenue_per_year == 8_000_00
    assert reading.territory.account["W2"].tier is Tier.TARGET
    assert [(each.before, each.after) for each in reading.changes] == [
        ("3 accounts", "+100%"), ("1 account", "target"),
    ]  # fmt: skip
