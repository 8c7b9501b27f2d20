"""The reps of the settings, and whether they work at all in the period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from planner.accounts.hours import hours_fault, open_days
from planner.domain import BusyChoices, Finding, Lunch, Period, Rep, to_cents
from planner.files.budgets import MAX_REPS
from planner.readers.settings import RepSection, Settings
from planner.readers.wording import already_said

_NOWHERE = (0.0, 0.0)


def read_reps(settings: Settings, file: str, found: list[Finding]) -> tuple[Rep, ...]:
    """Reps in the order of the file; those without an id are reported and left out.

    A rep whose home is missing is reported and returned at 0, 0, so that their accounts can be
    looked at.
    """
    if not settings.rep and not already_said(found, "rep"):
        found.append(
            _fault(
                file, "rep", "There is no rep", 'Add one: [[rep]] with id = "r1" and home.', None
            )
        )
    if len(settings.rep) > MAX_REPS:
        message = f"There are {len(settings.rep):,} reps, and at most {MAX_REPS} are planned"
        found.append(_fault(file, "rep", message, "Split the territory.", None))
        return ()
    reps: dict[str, Rep] = {}
    for number, section in enumerate(settings.rep, start=1):
        key = f"rep[{number}]"
        if section.id is None:
            _report_missing(file, f"{key}.id", 'Add id = "r1".', None, found)
            continue
        if section.home is None:
            remedy = "Add latitude and longitude: home = [41.5868, -93.6250]."
            _report_missing(file, f"{key}.home", remedy, section.id, found)
        if any(section.id.casefold() == other.casefold() for other in reps):
            message = "There is another rep of this id (capitals count as small letters)"
            remedy = "Give every rep an id of their own."
            found.append(_fault(file, f"{key}.id", message, remedy, None, section.id))
            continue
        reps[section.id] = _rep(section, key, file, found)
    return tuple(reps.values())


def _rep(section: RepSection, key: str, file: str, found: list[Finding]) -> Rep:
    assert section.id is not None
    lunch = None
    if section.lunch is not None:
        between = section.lunch.between
        if section.lunch.minutes > between.end - between.start:
            found.append(
                _fault(
                    file,
                    f"{key}.lunch.minutes",
                    f"A break of {section.lunch.minutes} minutes does not fit into {between}",
                    "Shorten the break or widen between.",
                    section.id,
                )
            )
        lunch = Lunch(between=between, minutes=section.lunch.minutes)
    return Rep(
        id=section.id,
        name=section.name or section.id,
        home=section.home or _NOWHERE,
        hours=section.hours or Rep.hours,
        lunch=lunch,
        max_visits_per_day=section.max_visits_per_day,
        calendar=section.calendar,
        days_off=frozenset(section.days_off),
        cost_per_hour=(
            Rep.cost_per_hour if section.cost_per_hour is None else to_cents(section.cost_per_hour)
        ),
        client=section.client,
        busy=BusyChoices(
            tentative_blocks=section.tentative == "busy",
            elsewhere_blocks=section.working_elsewhere == "busy",
            emails=tuple(section.emails),
            keep_whole=section.damaged_calendar == "keep-whole",
        ),
    )


def working_days(
    reps: Sequence[Rep],
    period: Period,
    holidays: frozenset[date],
    file: str,
    found: list[Finding],
) -> Mapping[str, frozenset[date]]:
    """Days of the period on which each rep works, by rep; reports those who never do."""
    days: dict[str, frozenset[date]] = {}
    for number, rep in enumerate(reps, start=1):
        key = f"rep[{number}].hours"
        words = hours_fault(rep.hours)
        if words is None:
            working = open_days(rep.hours, period.days, holidays)
            days[rep.id] = working - rep.days_off - holidays
            words = f"Rep {rep.id} works on no day of {period}"
        remedy = (
            "Write working hours as OpenStreetMap does (Mo-Fr 08:30-17:30), and check days_off "
            "and the holidays."
        )
        if not days.get(rep.id):
            days[rep.id] = frozenset()
            found.append(_fault(file, key, words, remedy, rep.id, rep.hours, "rep-never-works"))
    return days


def _report_missing(
    file: str, key: str, remedy: str, rep: str | None, found: list[Finding]
) -> None:
    if not already_said(found, key):
        found.append(_fault(file, key, "is missing", remedy, rep))


def _fault(
    file: str,
    key: str,
    message: str,
    remedy: str,
    rep: str | None,
    value: str = "",
    code: str = "rep-wrong",
) -> Finding:
    return Finding(
        code=code, message=message, remedy=remedy, file=file, column=key, value=value, rep=rep
    )
