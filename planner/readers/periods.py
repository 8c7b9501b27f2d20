"""The days that are planned."""

from __future__ import annotations

import re
from datetime import date, timedelta

from planner.domain import Finding, Period
from planner.readers.settings import PeriodSection
from planner.readers.wording import already_said

MAX_DAYS = 92


def period_of(
    section: PeriodSection, month: str | None, file: str, found: list[Finding]
) -> Period | None:
    """Period of the settings, or of a month that goes before them; None if it is not known.

    Parameters
    ----------
    month : str or None
        Year and month, ``2026-12``.
    """
    span = _span(section, month, file, found)
    if section.time_zone is None and not already_said(found, "period.time_zone"):
        found.append(
            _fault(
                file,
                "period.time_zone",
                "The time zone is missing",
                'Add it under [period]: time_zone = "America/Chicago".',
            )
        )
    if span is None:
        return None
    # Without a zone the rest can be looked at all the same; what is wrong was said above.
    return Period(first=span[0], last=span[1], time_zone=section.time_zone or "UTC")


def _span(
    section: PeriodSection, month: str | None, file: str, found: list[Finding]
) -> tuple[date, date] | None:
    if month is not None:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
            found.append(
                _fault(
                    "",
                    "--month",
                    "This is no month",
                    "Write year and month: 2026-12.",
                    month,
                )
            )
            return None
        return _whole_month(date(int(month[:4]), int(month[5:]), 1))
    if section.month is not None and (section.start or section.end):
        found.append(
            _fault(
                file,
                "period.month",
                "The period is given twice, by month and by start or end",
                "Keep month, or start and end.",
            )
        )
        return None
    if section.month is not None:
        return _whole_month(section.month)
    if section.start is None or section.end is None:
        if not any(already_said(found, f"period.{key}") for key in ("month", "start", "end")):
            found.append(
                _fault(
                    file,
                    "period",
                    "The period is missing",
                    'Write month = "2026-12", or start and end, under [period].',
                )
            )
        return None
    days = (section.end - section.start).days + 1
    if not 1 <= days <= MAX_DAYS:
        found.append(
            _fault(
                file,
                "period.end",
                f"The period has {days} days; it must have 1 to {MAX_DAYS}",
                "Change start or end.",
                str(section.end),
            )
        )
        return None
    return section.start, section.end


def _whole_month(first: date) -> tuple[date, date]:
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _fault(file: str, key: str, message: str, remedy: str, value: str = "") -> Finding:
    return Finding(
        code="period-wrong", message=message, remedy=remedy, file=file, column=key, value=value
    )
