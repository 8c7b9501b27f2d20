"""Scenarios side by side, for a terminal and for programs: inputs above results, base first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.domain import Territory, money
from planner.domain.comparison import ComparedFigure, Comparison, Scenario, Unit, Verdict
from planner.domain.difference import Change, ChangedVisit, Difference
from planner.reports.changes import changes_json
from planner.reports.words import at_least, at_most, count, day, gap_percent

SHOWN_VISITS = 6
"""Visits of a difference that are named; the rest are counted."""

SHOWN_LETTERS = 240
"""Of a fault; comparison.json has the rest."""

_LABEL, _BASE, _COLUMN = 30, 12, 26
"""Characters that columns take about, by which scenarios are parted into blocks."""

_WORDS = {
    Change.ADDED: ("appears", "appear"),
    Change.DROPPED: ("vanishes", "vanish"),
    Change.MOVED: ("moves to another day or rep", "move to another day or rep"),
    Change.SHIFTED: ("moves within its day", "move within their day"),
}
"""What becomes of one visit, and of several."""


def print_comparison(console: Console, found: Comparison) -> None:
    """Print inputs, results, what is certain, and whose visits differ."""
    territory = found.base.territory
    assert territory is not None
    console.print()
    console.print(Text(f"{territory.name}, {territory.period}: what if", style="bold"))
    for scenario in found.scenarios:
        for fault in faults_of(scenario):
            console.print(Text(f"{scenario.name}: {_short(fault)}", style="bold red"))
    most = max(1, (console.width - _LABEL - _BASE) // _COLUMN)
    for begin in range(0, max(1, len(found.others)), most):
        columns = range(begin + 1, min(begin + most, len(found.others)) + 1)
        _print_block(console, found, columns, territory)
    for number, scenario in enumerate(found.others):
        changes = found.differences[number]
        if changes is not None:
            _print_visits(console, scenario, changes, territory)


def faults_of(scenario: Scenario) -> list[str]:
    """Why a scenario has no plan, or which reps have none in it."""
    reps = scenario.plan.reps if scenario.plan else ()
    without = [each for each in reps if each.objective_cents is None]
    said = [f"no plan for rep {each.rep}: {each.message or each.status}" for each in without]
    return ([scenario.fault] if scenario.fault else []) + said


def _short(fault: str) -> str:
    return fault if len(fault) <= SHOWN_LETTERS else f"{fault[:SHOWN_LETTERS]} …"


def _print_block(
    console: Console, found: Comparison, columns: Sequence[int], territory: Territory
) -> None:
    scenarios = [found.scenarios[column] for column in columns]
    inputs = list(changed_inputs(scenarios))
    if inputs:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("Changed inputs", overflow="fold")
        for name in ("base", *(each.name for each in scenarios)):
            table.add_column(Text(name), overflow="fold", justify="right")
        for key, before, after in inputs:
            cells = [Text(each if each else "·") for each in after]
            table.add_row(Text(key), Text(before or "-"), *cells)
        console.print()
        console.print(table)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Results", overflow="fold")
    table.add_column("base", justify="right", no_wrap=True)
    for scenario in scenarios:
        table.add_column(Text(scenario.name), justify="right", overflow="fold")
        table.add_column("", justify="right", no_wrap=True)
    for figure in found.figures:
        if not figure.is_told:
            continue
        cells = [Text(shown_column(figure, 0, territory.currency))]
        for column in columns:
            shown = shown_column(figure, column, territory.currency)
            cells += [Text(shown), _change(figure, column, territory.currency)]
        table.add_row(Text(figure.label), *cells)
    table.add_row("")
    _add_verdicts(table, found, columns, territory.currency)
    console.print()
    console.print(table)


def _add_verdicts(table: Table, found: Comparison, columns: Sequence[int], currency: str) -> None:
    verdicts = [found.verdicts[column - 1] for column in columns]
    for label, words in (
        ("Difference to base", verdict_word),
        ("  at least", lambda each: _proven(each.low_cents, at_least, currency)),
        ("  at most", lambda each: _proven(each.high_cents, at_most, currency)),
    ):
        cells: list[Text] = []
        for verdict in verdicts:
            text = Text("-") if verdict is None else Text(words(verdict), style=_style(verdict))
            cells += [text, Text("")]
        table.add_row(Text(label), "", *cells)


def _style(verdict: Verdict) -> str:
    return "green" if verdict.better else "red" if verdict.worse else ""


def verdict_word(verdict: Verdict) -> str:
    """What is known of the difference, in a word or three."""
    if verdict.same:
        return "the same"
    if verdict.better:
        return "certain: better"
    return "certain: worse" if verdict.worse else "within the gap"


def changed_inputs(
    scenarios: Sequence[Scenario],
) -> Iterator[tuple[str, str, list[str]]]:
    """Key, value of the base, and values of the scenarios, empty where a scenario has the base's.

    A key that a scenario changes twice has a row for each time.
    """
    rows: dict[tuple[str, int], tuple[str, dict[int, str]]] = {}
    for column, scenario in enumerate(scenarios):
        times: dict[str, int] = {}
        for change in scenario.changes:
            times[change.key] = times.get(change.key, 0) + 1
            before, after = rows.setdefault((change.key, times[change.key]), (change.before, {}))
            after[column] = change.after or "none"
    for (key, _), (before, after) in rows.items():
        yield key, before, [after.get(column, "") for column in range(len(scenarios))]


def shown_column(figure: ComparedFigure, column: int, currency: str) -> str:
    """A figure of one scenario."""
    if column in figure.unknown:
        return "not known"
    value = figure.values[column]
    if figure.key == "bound_cents" and value is not None:
        return at_most(value, currency)
    return shown_figure(value, figure.unit, currency)


def shown_figure(value: float | None, unit: Unit, currency: str) -> str:
    """A figure with its unit; a dash where there is none."""
    if value is None:
        return "-"
    match unit:
        case Unit.MONEY:
            return money(round(value), currency)
        case Unit.HOURS:
            return f"{value:,.1f} h"
        case Unit.KM:
            return f"{value:,.0f} km"
        case Unit.PERCENT:
            return gap_percent(value / 100)
        case Unit.COUNT:
            return f"{value:,.0f}"


def _change(figure: ComparedFigure, column: int, currency: str) -> Text:
    """Difference to the base; green is better and red is worse."""
    change = figure.change(column)
    if change is None or figure.unit is Unit.PERCENT:
        return Text("")
    words = shown_figure(abs(change), figure.unit, currency)
    if words == shown_figure(0, figure.unit, currency):
        return Text("")
    style = {1: "green", -1: "red"}.get(figure.better * (1 if change > 0 else -1), "")
    return Text(f"{'+' if change > 0 else '-'}{words}", style=style)


def _proven(cents: int | None, rounded: Callable[[float, str], str], currency: str) -> str:
    if cents is None:
        return "not proven"
    return f"{'+' if cents > 0 else ''}{rounded(cents, currency)}"


def _print_visits(
    console: Console, scenario: Scenario, changes: Difference, territory: Territory
) -> None:
    """How many visits differ, and the first of them."""
    console.print()
    parts = [count(changes.kept, "visit") + " as in base"]
    parts += [
        f"{len(changes.of(change))} {many}"
        for change, (_, many) in _WORDS.items()
        if changes.of(change)
    ]
    console.print(Text(f"{scenario.name}: {', '.join(parts)}", style="bold"))
    for one in sorted(changes.visits, key=_weight)[:SHOWN_VISITS]:
        console.print(Text(f"  {_sentence(one, scenario, territory)}"))
    if len(changes.visits) > SHOWN_VISITS:
        console.print(
            f"  and {len(changes.visits) - SHOWN_VISITS:,} more: comparison.json has all of them"
        )


def _weight(one: ChangedVisit) -> tuple[bool, int, str]:
    """Visits that appear or vanish first, by what they are worth."""
    visit = one.after or one.before
    assert visit is not None
    lasting = one.change in (Change.ADDED, Change.DROPPED)
    return not lasting, -visit.value_cents, visit.uid


def _sentence(one: ChangedVisit, scenario: Scenario, territory: Territory) -> str:
    accounts = scenario.territory.account if scenario.territory else {}
    account = accounts.get(one.account_id) or territory.account.get(one.account_id)
    when = " → ".join(
        f"{day(visit.start.date())} {visit.start:%H:%M}"
        for visit in (one.before, one.after)
        if visit
    )
    name = " ".join(account.name.split()) if account else ""
    visit = one.after or one.before
    assert visit is not None
    worth = money(visit.value_cents, territory.currency)
    return f"{one.account_id} {name}: a visit worth {worth} {_WORDS[one.change][0]}, {when}"


def comparison_document(found: Comparison) -> dict[str, Any]:
    """The comparison for programs; money in cents."""
    territory = found.base.territory
    return {
        "territory": territory.name if territory else "",
        "currency": found.currency,
        "period": str(territory.period) if territory else "",
        "figures": [
            {"key": each.key, "label": each.label.strip(), "unit": each.unit.value,
             "better": each.better, "part": each.label.startswith(" ")}
            for each in found.figures
        ],
        "scenarios": [
            {
                "name": scenario.name,
                "faults": faults_of(scenario),
                "exit_code": int(scenario.exit_code),
                "status": scenario.plan.status if scenario.plan else None,
                "findings": [str(finding) for finding in scenario.findings],
                "changes": [
                    {"key": each.key, "before": each.before, "after": each.after}
                    for each in scenario.changes
                ],
                "figures": {figure.key: figure.values[column] for figure in found.figures},
                **(_against_base(found, column - 1) if column else {}),
            }
            for column, scenario in enumerate(found.scenarios)
        ],
    }  # fmt: skip


def _against_base(found: Comparison, number: int) -> Mapping[str, Any]:
    verdict, changes = found.verdicts[number], found.differences[number]
    return {
        "difference": None
        if verdict is None
        else {
            "verdict": verdict_word(verdict),
            "certain": verdict.certain,
            "found_cents": verdict.shown_cents,
            "low_cents": verdict.low_cents,
            "high_cents": verdict.high_cents,
        },
        "visits": None if changes is None else changes_json(changes),
    }
