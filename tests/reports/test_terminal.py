"""What a terminal shows: figures with units, names as they are, lines that fit."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from rich.cells import cell_len
from rich.console import Console

from planner.domain import (
    Breach,
    Finding,
    Measure,
    Plan,
    Policy,
    Quota,
    RepResult,
    RuleReport,
    Territory,
    Tier,
)
from planner.reports.terminal import print_breaches, print_findings, print_summary
from tests.plan.samples import account, plan, territory
from tests.reports.test_summary import two_reps


def console(width: int = 100) -> Console:
    return Console(file=io.StringIO(), width=width, highlight=False)


def printed(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def summary(made: Plan, where: Territory, width: int = 100) -> str:
    out = console(width)
    print_summary(out, made, where)
    return "\n".join(line.rstrip() for line in printed(out).splitlines())


def one_rep() -> tuple[Plan, Territory]:
    where = territory([account("A1"), account("A2", tier=Tier.LEAD), account("A3", tier=Tier.LEAD)])
    made = plan(
        where,
        [("A1", "2026-12-07 09:00"), ("A2", "2026-12-07 11:00", 15), ("A1", "2026-12-14 09:00")],
        values={"A1": 5_000_000, "A2": 12_345},
    )
    rules = (
        RuleReport(id="quota:key", rep="r1", actual=88.89, limit=80.0, unit="% of visit minutes"),
        RuleReport(id="travel", rep="r1", actual=1.0, limit=None, unit="hours of driving"),
    )
    result = RepResult(
        rep="r1", status="feasible", objective_cents=10_000_000, bound_cents=10_080_000
    )
    return replace(made, rules=rules, reps=(result,)), where


def test_the_summary_of_one_rep() -> None:
    made, where = one_rep()
    assert (
        summary(made, where)
        == """
Des Moines, 2026-12

r1 (Rep r1)
Expected revenue: $100,123 more than without visits, $100,000 after $123 of driving; at most 0.8 %
below the best possible.

Class          Seen  Visits   Time   Share    Goal  Expected
K key        1 of 1       2  2.0 h  88.9 %  ≥ 80 %  $100,000
S secondary  0 of 0       0  0.0 h   0.0 %                $0
T target     0 of 0       0  0.0 h   0.0 %                $0
L lead       1 of 2       1  0.2 h  11.1 %              $123
All          2 of 3       3  2.2 h                  $100,123

Driving           1.0 h, 48 km
Leads chosen      1: Account A2
Leads left out    1: Account A3
Days with visits  2
Busiest day       Mon 7 Dec: 2 visits, 1 h 15 there, 0 h 36 driving
Quietest day      Mon 14 Dec: 1 visit, 1 h 00 there, 0 h 24 driving

Rule       Plan  Limit  Unit                Gain per unit relaxed (estimate)
quota:key  88.9     80  % of visit minutes                         not known
travel        1      -  hours of driving

1 account left out
  A3 Account A3: worth less than its drive"""
    )


def test_prices_are_shown_when_they_are_known() -> None:
    made, where = one_rep()
    assert "not known" in summary(made, where)
    unpriced = replace(made, rules=made.rules[1:])
    assert "Gain per unit relaxed" not in summary(unpriced, where)
    priced = replace(made, rules=(replace(made.rules[0], price_cents=123_456), made.rules[1]))
    [line] = [line for line in summary(priced, where).splitlines() if "quota:key" in line]
    assert line.endswith("$1,235")
    rule = replace(priced.rules[0], price_bounds_cents=(99_950, 150_001))
    proven = replace(made, rules=(rule, made.rules[1]))
    [line] = [line for line in summary(proven, where).splitlines() if "quota:key" in line]
    assert line.endswith("$1,235  $999 .. $1,501")  # rounded outward


def test_of_contracts_only_the_costliest_are_shown() -> None:
    made, where = one_rep()
    contracts = tuple(
        RuleReport(
            id=f"contract:{n}", rep="r1", actual=1.0, limit=1.0, unit="visits", price_cents=100 * n
        )
        for n in range(1, 6)
    )
    said = summary(replace(made, rules=(*made.rules, *contracts)), where)
    assert [n for n in range(1, 6) if f"contract:{n}" in said] == [3, 4, 5]


def test_no_bound_is_said_so() -> None:
    made, where = one_rep()
    unproven = replace(made, reps=(replace(made.reps[0], bound_cents=None),))
    assert "no bound was computed." in summary(unproven, where, 140)


@pytest.mark.parametrize(
    ("objective", "bound", "words"),
    [
        (10_000_000, 10_000_000, "; the best possible."),
        (-500, -500, "; the best possible."),
        (-500, -400, "; at most -$4 is possible."),
    ],
)
def test_a_bound_in_words(objective: int, bound: int, words: str) -> None:
    made, where = one_rep()
    result = replace(made.reps[0], objective_cents=objective, bound_cents=bound)
    assert words in summary(replace(made, reps=(result,)), where, 140)


def test_profit_and_another_currency() -> None:
    made, where = one_rep()
    quotas = (
        Quota(tiers=(Tier.KEY, Tier.TARGET), min_share=Fraction(2, 3)),
        Quota(tiers=(Tier.LEAD,), max_share=Fraction(1, 8)),
    )
    where = replace(where, policy=Policy(measure=Measure.PROFIT, quotas=quotas))
    shown = summary(replace(made, currency="CHF"), where)
    assert "Expected profit: CHF 100,123" in shown
    assert "≥ 66.6667 %+" in shown
    assert "≤ 12.5 %" in shown


def test_several_reps_have_totals() -> None:
    made, where = two_reps()
    shown = summary(made, where)
    assert "All 2 reps" in shown
    [total] = [line for line in shown.splitlines() if line.startswith("All") and "4/5" in line]
    assert total.split() == [
        "All",
        "4",
        "3.0",
        "h",
        "1.4",
        "h",
        "4/5",
        "1",
        "$1,080",
        "≤",
        "19.1",
        "%",
    ]


def test_a_rep_without_a_plan_says_why() -> None:
    made, where = two_reps()
    failed = RepResult(rep="r2", status="failed", message="hours: [bold]no[/bold] working day")
    shown = summary(replace(made, reps=(made.reps[0], failed)), where)
    assert "No plan: hours: [bold]no[/bold] working day" in shown
    [row] = [line for line in shown.splitlines() if line.startswith("r2") and "failed" in line]
    assert row.split()[1:7] == ["-"] * 6


def test_no_visits_at_all() -> None:
    where = territory([account("A1")])
    made = replace(
        plan(where, []),
        reps=(RepResult(rep="r1", status="optimal", objective_cents=0, bound_cents=0),),
    )
    shown = summary(made, where)
    assert "Expected revenue: $0" in shown
    assert "Driving  0.0 h, 0 km" in shown
    assert "Busiest" not in shown
    assert "1 account left out" in shown


def wide(made: Plan, where: Territory) -> Territory:
    names = {
        "A1": "長い名前の会社" * 12,
        "A2": "[bold]Donau[/bold]dampfschifffahrts" + "elektrizitäten" * 8,
        "A3": "x\x1b[31m\r\ny :smile:",
    }
    accounts = tuple(replace(one, name=names.get(one.id, one.name)) for one in where.accounts)
    assert made.visits
    return replace(where, accounts=accounts)


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("sample", [one_rep, two_reps])
def test_lines_fit_and_names_stay_as_they_are(
    width: int, sample: Callable[[], tuple[Plan, Territory]]
) -> None:
    made, where = sample()
    shown = summary(made, wide(made, where), width)
    assert all(cell_len(line) <= width for line in shown.splitlines())
    assert "\x1b" not in shown
    assert "[bold]Donau[/bold]" in shown
    assert ":smile:" in shown
    assert "$" in shown
    assert "…" not in shown


def test_five_reps_fit_into_eighty_columns() -> None:
    reps = tuple(f"cedar-rapids-{n}" for n in range(5))
    accounts = [account(f"A{n}", rep=rep) for n, rep in enumerate(reps)]
    where = territory(accounts, reps=reps)
    made = plan(where, [(f"A{n}", "2026-12-07 09:00") for n in range(5)])
    results = tuple(RepResult(rep=rep, status="feasible", objective_cents=9_900) for rep in reps)
    shown = summary(replace(made, reps=results), where, 80)
    assert all(any(line.startswith(f"{rep} ") for line in shown.splitlines()) for rep in reps)
    assert "All 5 reps" in shown


def test_no_color_has_no_colours() -> None:
    made, where = one_rep()
    shown = {}
    for no_color in (False, True):
        out = Console(file=io.StringIO(), width=100, highlight=False, force_terminal=True,
                      color_system="truecolor", no_color=no_color)  # fmt: skip
        print_summary(out, made, where)
        shown[no_color] = printed(out)
    assert "38;2;27;127;92" in shown[False]
    assert "38;2" not in shown[True]
    assert "K key" in shown[True]


def finding(n: int, code: str = "account-duplicate", **changes: object) -> Finding:
    known: dict[str, object] = {
        "code": code,
        "message": f"account A{n} is there twice",
        "remedy": "Keep one of the rows",
        "file": "accounts.csv",
        "row": n,
        "column": "account_id",
        "value": f"A{n}",
    }
    return Finding(**(known | changes))  # type: ignore[arg-type]


def test_findings_say_place_value_and_remedy() -> None:
    out = console()
    print_findings(out, [finding(3, value="[red]x\x1b[0m")])
    assert printed(out).splitlines() == [
        "error: accounts.csv, row 3, account_id: account A3 is there twice (got '[red]x [0m')",
        "  Keep one of the rows [account-duplicate]",
    ]


@pytest.mark.parametrize(("number", "more"), [(4, None), (5, None), (6, 1), (42, 37)])
def test_findings_of_a_kind_are_counted(number: int, more: int | None) -> None:
    out = console()
    print_findings(out, [finding(n) for n in range(number)])
    shown = printed(out)
    assert shown.count("is there twice") == min(number, 5)
    assert (f"and {more} more errors of this kind [account-duplicate]" in shown) is (
        more is not None
    )
    assert ("more errors" in shown) is (more is not None)


def test_errors_come_before_warnings_and_kinds_stay_together() -> None:
    out = console()
    mixed = [
        finding(1, "warned", fatal=False),
        finding(2, "one"),
        finding(3, "other"),
        finding(4, "one"),
    ]
    print_findings(out, mixed)
    codes = [line.split("[")[1].rstrip("]") for line in printed(out).splitlines() if "[" in line]
    assert codes == ["one", "one", "other", "warned"]
    assert "warning: " in printed(out)


def test_breaches_are_grouped_by_rule() -> None:
    out = console()
    breaches = [Breach(rule="travel", message=f"leg {n}") for n in range(7)]
    print_breaches(out, [*breaches, Breach(rule="grid", message="at 09:07\x1b[2J")])
    lines = [line.rstrip() for line in printed(out).splitlines()]
    assert lines[:3] == ["grid: 1 breach", "  at 09:07 [2J", "travel: 7 breaches"]
    assert lines[-1] == "  and 2 more"


def test_what_is_a_row_of_a_table_is_a_line_of_a_text() -> None:
    finding = Finding(code="some-code", message="is wrong", remedy="Mend it.", row=7, column="x")
    assert replace(finding, file="accounts.csv").place == "accounts.csv, row 7, x"
    assert replace(finding, file="whatif/a.toml").place == "whatif/a.toml, line 7, x"
    assert replace(finding, file="calendars/r1.ICS").place == "calendars/r1.ICS, line 7, x"
