"""Tables as CSV files, for spreadsheets and for other programs."""

from __future__ import annotations

import pandas as pd

from planner.domain import Plan, Territory
from planner.files.sheets import csv_text, workbook
from planner.reports.words import WEEKDAYS

VISIT_COLUMNS = (
    "date", "weekday", "start", "end", "rep", "account_id", "name", "tier", "by", "minutes",
    "value", "drive_minutes_before", "drive_km_before", "address", "phone",
)  # fmt: skip


def visits_table(plan: Plan, territory: Territory) -> pd.DataFrame:
    """One visit a row, by rep and start; value in the territory's currency, local times.

    Returns
    -------
    DataFrame
        With the columns `VISIT_COLUMNS`, texts as they are; dates and times of Python's own.
    """
    tiers = {outcome.account_id: outcome.tier for outcome in plan.outcomes}
    rows = []
    for visit in plan.visits:
        account = territory.account[visit.account_id]
        wall = visit.end.replace(tzinfo=None) - visit.start.replace(tzinfo=None)
        rows.append(
            (
                visit.start.date(),
                WEEKDAYS[visit.start.weekday()],
                visit.start.time(),
                visit.end.time(),
                visit.rep,
                visit.account_id,
                account.name,
                tiers[visit.account_id].value,
                visit.by.value,
                int(wall.total_seconds()) // 60,
                visit.value_cents / 100,
                visit.travel_minutes_before,
                round(visit.travel_km_before, 1),
                account.address,
                account.phone,
            )
        )
    return pd.DataFrame(rows, columns=list(VISIT_COLUMNS))


def visits_csv(plan: Plan, territory: Territory) -> str:
    """`visits_table` as CSV.

    Texts that a spreadsheet would take for a formula begin with an apostrophe.
    """
    table = visits_table(plan, territory)
    for column in ("start", "end"):
        table[column] = table[column].map("{:%H:%M}".format)
    table["value"] = table["value"].map("{:.2f}".format)
    return csv_text([VISIT_COLUMNS, *table.itertuples(index=False)])


def visits_workbook(plan: Plan, territory: Territory) -> bytes:
    """`visits_table` as an .xlsx file."""
    table = visits_table(plan, territory)
    return workbook({"visits": [VISIT_COLUMNS, *table.itertuples(index=False)]})
