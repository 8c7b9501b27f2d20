"""Public holidays of a period, from the package holidays, with days added and taken away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planner.domain import Finding, Period
from planner.readers.hours import knows_country
from planner.readers.settings import PeriodSection
from planner.readers.wording import did_you_mean


def read_holidays(
    section: PeriodSection, period: Period, file: str, found: list[Finding]
) -> tuple[Mapping[date, str], str | None]:
    """Public holidays of the period with names, and the country's ISO code.

    The code is None where opening hours know no public holidays (``PH``) of the country.

    Parameters
    ----------
    section : PeriodSection
        ``holidays`` is a country's code, or a country's and a part's with a hyphen: ``US-IA``.
    found : list of Finding
        Gets an unknown code, and working holidays that are none.
    """
    country, days = _public(section.holidays, period, file, found)
    found.extend(
        _no_holiday(day, section.holidays, file)
        for day in section.working_holidays
        if period.first <= day <= period.last and days.pop(day, None) is None
    )
    days.update(section.extra_holidays)
    inside = {day: days[day] for day in sorted(days) if period.first <= day <= period.last}
    return inside, country


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


def _public(
    code: str | None, period: Period, file: str, found: list[Finding]
) -> tuple[str | None, dict[date, str]]:
    if not code:
        return None, {}
    import holidays

    country, _, part = code.strip().partition("-")
    parts = holidays.list_supported_countries(include_aliases=False)
    if country not in parts or (part and part not in parts[country]):
        # A wrong region is looked for in its country, a wrong country everywhere.
        countries = [country] if country in parts else sorted(parts)
        known = {*countries, *(f"{each}-{region}" for each in countries for region in parts[each])}
        found.append(
            Finding(
                code="holidays-unknown",
                message="No public holidays are known under this code",
                remedy=did_you_mean(code, known, otherwise=_EXAMPLES),
                file=file,
                column="period.holidays",
                value=code,
            )
        )
        return None, {}
    years = range(period.first.year, period.last.year + 1)
    public = holidays.country_holidays(country, subdiv=part or None, years=years)
    return country if knows_country(country) else None, dict(public.items())


_EXAMPLES = 'Write a country\'s two letters, or with its region: "US", "US-IA", "DE-BY".'
