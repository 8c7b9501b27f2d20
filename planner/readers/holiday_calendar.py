"""Public holidays of a period, from the package holidays, with days added and taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.domain import Finding, Period
from planner.readers.settings import PeriodSection
from planner.readers.wording import did_you_mean


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """Public holidays of a period.

    Parameters
    ----------
    off : mapping of date to str
        Those on which nobody works, with names.
    worked : frozenset of date
        Those on which the reps work all the same.
    """

    off: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    @property
    def public(self) -> frozenset[date]:
        """All of them: what ``PH`` means in the opening hours of an account."""
        return self.worked.union(self.off)


def read_holidays(
    section: PeriodSection, period: Period, file: str, found: list[Finding]
) -> Holidays:
    """Public holidays of the period.

    Parameters
    ----------
    section : PeriodSection
        ``holidays`` is a country's code, or a country's and a part's with a hyphen: ``US-IA``.
    found : list of Finding
        Gets an unknown code, and working holidays that are none.
    """
    days = _public(section.holidays, period, file, found)
    asked = {day for day in section.working_holidays if period.first <= day <= period.last}
    found.extend(_no_holiday(day, section.holidays, file) for day in sorted(asked - days.keys()))
    worked = asked & days.keys() - section.extra_holidays.keys()
    days.update(section.extra_holidays)
    off = {
        day: days[day]
        for day in sorted(days)
        if period.first <= day <= period.last and day not in worked
    }
    return Holidays(off=off, worked=frozenset(worked))


def _no_holiday(day: date, code: str | None, file: str) -> Finding:
    return Finding(
        code="holiday-unknown",
        message=f"{day} is no public holiday{f' of {code}' if code else ''}",
        remedy="Take it out of working_holidays.",
        file=file,
        column="period.working_holidays",
        value=str(day),
        fatal=False,
    )


def _public(code: str | None, period: Period, file: str, found: list[Finding]) -> dict[date, str]:
    if not code:
        return {}
    import holidays

    if remedy := holidays_remedy(code):
        found.append(
            Finding(
                code="holidays-unknown",
                message="No public holidays are known under this code",
                remedy=remedy,
                file=file,
                column="period.holidays",
                value=code,
            )
        )
        return {}
    country, _, part = code.strip().partition("-")
    years = range(period.first.year, period.last.year + 1)
    return dict(holidays.country_holidays(country, subdiv=part or None, years=years).items())


def holidays_remedy(code: str) -> str:
    """What to write instead of a code that no public holidays are known under; empty if some are.

    Parameters
    ----------
    code : str
        A country's code, or a country's and a part's with a hyphen: ``US-IA``.
    """
    import holidays

    country, _, part = code.strip().partition("-")
    parts = holidays.list_supported_countries(include_aliases=False)
    if country in parts and (not part or part in parts[country]):
        return ""
    # A wrong region is looked for in its country, a wrong country everywhere.
    countries = [country] if country in parts else sorted(parts)
    known = {*countries, *(f"{each}-{region}" for each in countries for region in parts[each])}
    return did_you_mean(code, known, otherwise=_EXAMPLES)


_EXAMPLES = 'Write a country\'s two letters, or with its region: "US", "US-IA", "DE-BY".'
