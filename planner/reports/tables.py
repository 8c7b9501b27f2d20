"""Tables as CSV files, for spreadsheets and for other programs."""

from __future__ import annotations

import csv
import io
import re

from planner.domain import Plan, Territory
from planner.reports.words import WEEKDAYS

VISIT_COLUMNS = (
    "date", "weekday", "start", "end", "rep", "account_id", "name", "tier", "minutes", "value",
    "drive_minutes_before", "drive_km_before", "address", "phone",
)  # fmt: skip

_FORMULA = re.compile("'*[=+@\t\r-]")


def visits_csv(plan: Plan, territory: Territory) -> str:
    """One visit a row, by rep and start; value in the territory's currency, local times.

    Texts that a spreadsheet would take for a formula begin with an apostrophe (`harmless`).
    """
    tiers = {outcome.account_id: outcome.tier for outcome in plan.outcomes}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(VISIT_COLUMNS)
    for visit in plan.visits:
        account = territory.account[visit.account_id]
        texts = (visit.rep, visit.account_id, account.name)
        wall = visit.end.replace(tzinfo=None) - visit.start.replace(tzinfo=None)
        writer.writerow(
            (
                visit.start.date().isoformat(),
                WEEKDAYS[visit.start.weekday()],
                f"{visit.start:%H:%M}",
                f"{visit.end:%H:%M}",
                *map(harmless, texts),
                tiers[visit.account_id].value,
                int(wall.total_seconds()) // 60,
                f"{visit.value_cents / 100:.2f}",
                visit.travel_minutes_before,
                f"{visit.travel_km_before:.1f}",
                harmless(account.address),
                harmless(account.phone),
            )
        )
    return out.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet computes: an apostrophe goes before = + - @, tab and return.

    Also before apostrophes that stand before one of those, so that `original` is certain.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def original(text: str) -> str:
    """Text that was made harmless, as it was."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
