"""Whether the cells of one account make sense together, and in the period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from planner.accounts.hours import hours_fault
from planner.domain import ContactBy, Period, TierRule
from planner.readers.account_row import AccountRow


class Fault(NamedTuple):
    """What is wrong with a cell of a row; `fatal` is False for a warning."""

    column: str
    code: str
    message: str
    remedy: str
    value: str = ""
    fatal: bool = True


def required_faults(
    texts: Mapping[str, str], columns: Mapping[str, int], tier_rule: TierRule
) -> Iterator[Fault]:
    """Cells that must not be empty, and ids that mean something else."""
    for column in ("account_id", "name"):
        if column in columns and column not in texts:
            yield Fault(column, "cell-missing", "The cell is empty", "Fill it in.")
    if texts.get("account_id", "").startswith("home:"):
        yield Fault(
            "account_id",
            "cell-wrong",
            "An id cannot start with home:, which names the homes of reps",
            "Choose another id.",
            texts["account_id"],
        )
    if tier_rule is TierRule.GIVEN and "tier" not in texts:
        yield Fault(
            "tier",
            "tier-missing",
            'The class is missing, and [tiers] rule = "given" asks for it',
            'Write key, secondary, target or lead, or set rule = "pareto".',
        )


def sense_faults(row: AccountRow, period: Period | None) -> Iterator[Fault]:
    """Cells that contradict each other or the period."""
    if row.revenue_per_year is not None and row.revenue_per_year < 0:
        yield Fault(
            "revenue_per_year",
            "revenue-negative",
            "The revenue is negative and is taken as 0",
            "Write what the account buys in a year, without refunds.",
            str(row.revenue_per_year),
            fatal=False,
        )
    if row.min_gap_days and row.max_gap_days and row.min_gap_days > row.max_gap_days:
        yield Fault(
            "min_gap_days",
            "gaps-contradict",
            f"At least {row.min_gap_days} and at most {row.max_gap_days} days from one visit to "
            "the next cannot both hold",
            "Lower min_gap_days or raise max_gap_days.",
        )
    yield from _contract_faults(row)
    if row.growth is not None and abs(row.growth) > 10:
        yield Fault(
            "growth",
            "growth-large",
            "The account could buy more than ten times what it buys",
            "Write growth as a share of revenue: 0.17 is 17 %.",
            str(row.growth),
            fatal=False,
        )
    yield from _falling_answers(row)
    if period is not None:
        yield from _period_faults(row, period)


def _contract_faults(row: AccountRow) -> Iterator[Fault]:
    if row.contract_visits is None and (
        row.contract_hours or row.contract_by or row.contract_face_to_face
    ):
        yield Fault(
            "contract_visits",
            "contract-incomplete",
            "contract_hours, contract_by and contract_face_to_face belong to a contract, and "
            "there is none",
            "Give contract_visits, or leave them empty.",
            fatal=False,
        )
    elif row.contract_face_to_face and (row.contract_by or row.contact_by) is ContactBy.PHONE:
        yield Fault(
            "contract_face_to_face",
            "contract-contradicts",
            "The account is met by phone only, and the contract asks for visits face to face",
            "Write either in contract_by, or leave contract_face_to_face empty.",
            str(row.contract_face_to_face),
        )


def _falling_answers(row: AccountRow) -> Iterator[Fault]:
    answers = (row.sales_no_visits, row.sales_half, row.sales_plus_half, row.sales_saturation)
    given = [answer for answer in answers if answer is not None]
    if given != sorted(given):
        yield Fault(
            "sales_no_visits",
            "answers-fall",
            "Sales fall while visits rise, from sales_no_visits to sales_saturation",
            "Give multiples of present sales (present = 1) that do not fall.",
            ", ".join(str(answer) for answer in given),
        )


def _period_faults(row: AccountRow, period: Period) -> Iterator[Fault]:
    for column, hours in (
        ("opening_hours", row.opening_hours),
        ("contract_hours", row.contract_hours),
    ):
        words = hours_fault(hours) if hours else None
        if words:
            yield Fault(
                column,
                "opening-hours-wrong",
                words,
                "Write them as OpenStreetMap does: Mo-Fr 09:00-17:00; Sa 10:00-12:00.",
                hours or "",
            )
    if row.last_visit and row.last_visit >= period.first:
        yield Fault(
            "last_visit",
            "last-visit-late",
            f"The last visit is not before the period, which starts on {period.first}, and is "
            "left out",
            "Write the day of the last visit before the period.",
            str(row.last_visit),
            fatal=False,
        )
