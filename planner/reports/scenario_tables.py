"""Scenarios side by side as files: one CSV table, or an .xlsx with inputs, results and visits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.domain.comparison import ComparedFigure, Comparison, Unit
from planner.domain.difference import ChangedVisit
from planner.files.sheets import Cell, csv_text, workbook
from planner.reports.scenarios import changed_inputs, verdict_word

Row = Sequence[Cell]


def comparison_csv(found: Comparison) -> bytes:
    """Changed inputs, results and verdicts in one table; money in the territory's currency.

    Texts that a spreadsheet would take for a formula begin with an apostrophe.
    """
    rows = (_heading(found), *_inputs(found), *_results(found), *_verdicts(found))
    return csv_text(rows).encode("utf-8-sig")  # Excel wants the mark


def comparison_workbook(found: Comparison) -> bytes:
    """An .xlsx file of three sheets: inputs, results, and visits that differ."""
    heading = _heading(found)
    return workbook(
        {
            "Results": [heading, *_inputs(found), *_results(found), *_verdicts(found)],
            "Visits": [_VISIT_HEADING, *_visits(found)],
        }
    )


_VISIT_HEADING = (
    "scenario", "change", "rep", "account_id", "name", "before", "after", "value", "why",
)  # fmt: skip


def _heading(found: Comparison) -> Row:
    names: list[Cell] = ["", "unit", found.base.name]
    for scenario in found.others:
        names += [scenario.name, f"{scenario.name} - base"]
    return names


def _inputs(found: Comparison) -> Iterator[Row]:
    for key, before, after in changed_inputs(found.others):
        cells: list[Cell] = [key, "input", before]
        for value in after:
            cells += [value or before, None]
        yield cells


def _results(found: Comparison) -> Iterator[Row]:
    for figure in found.figures:
        unit = found.currency if figure.unit is Unit.MONEY else figure.unit.value
        cells: list[Cell] = [figure.label.strip(), unit, _plain(figure, figure.values[0])]
        for column in range(1, len(figure.values)):
            cells += [
                _plain(figure, figure.values[column]),
                _plain(figure, figure.change(column)),
            ]
        yield cells


def _verdicts(found: Comparison) -> Iterator[Row]:
    words: list[Cell] = ["Difference to base", "", ""]
    low: list[Cell] = ["at least", found.currency, ""]
    high: list[Cell] = ["at most", found.currency, ""]
    for scenario, verdict in zip(found.others, found.verdicts, strict=True):
        words += [scenario.fault if verdict is None else verdict_word(verdict), None]
        low += [None, _money(verdict.low_cents) if verdict else None]
        high += [None, _money(verdict.high_cents) if verdict else None]
    yield from (words, low, high)


def _visits(found: Comparison) -> Iterator[Row]:
    for scenario, changes in zip(found.others, found.differences, strict=True):
        for one in changes.visits if changes else ():
            yield (scenario.name, *_visit(found, one))


def _visit(found: Comparison, one: ChangedVisit) -> Row:
    visit = one.after or one.before
    assert visit is not None
    names = (
        each.territory.account[one.account_id].name
        for each in found.scenarios
        if each.territory and one.account_id in each.territory.account
    )
    return (
        str(one.change),
        visit.rep,
        one.account_id,
        next(names, ""),
        one.before.start.replace(tzinfo=None) if one.before else None,
        one.after.start.replace(tzinfo=None) if one.after else None,
        visit.value_cents / 100,
        one.why,
    )


def _plain(figure: ComparedFigure, value: float | None) -> Cell:
    if value is None:
        return None
    return _money(value) if figure.unit is Unit.MONEY else round(value, 2)


def _money(cents: float | None) -> Cell:
    return None if cents is None else round(cents / 100, 2)
