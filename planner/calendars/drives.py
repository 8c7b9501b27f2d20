"""When a rep drives: as late as one can before a visit, and home right after the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import ceil

from planner.domain import FailedCheck, TravelTimes, Visit, home_of

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Drive:
    """One unbroken part of a drive.

    Parameters
    ----------
    start, end : datetime
        Aware, in UTC.
    to_account : str or None
        Where it goes; None is home.
    minutes, km : int, float
        Of the whole drive.
    part, parts : int
        From 1; more than one where lunch or a busy time breaks the drive.
    """

    start: datetime
    end: datetime
    to_account: str | None
    minutes: int
    km: float
    part: int
    parts: int


def drives_of_day(
    visits: Sequence[Visit], travel: TravelTimes, taken: Iterable[Stretch]
) -> Iterator[Drive]:
    """The drives of one rep's day, by start.

    Parameters
    ----------
    visits : sequence of Visit
        Of one rep and day, by start; at least one.
    travel : TravelTimes
        For the way home, which no visit tells.
    taken : iterable of (datetime, datetime)
        Lunch and busy times, aware: nobody drives then.

    Raises
    ------
    FailedCheck
        If there is not enough time for a drive: such a plan breaks the rule ``travel``.
    """
    barred = sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in taken)
    midnight = datetime.combine(visits[0].start, time(), visits[0].start.tzinfo)
    ready = midnight.astimezone(UTC)
    for visit in visits:
        room = _free(ready, visit.start.astimezone(UTC), barred)
        minutes, km = visit.travel_minutes_before, visit.travel_km_before
        goal = None if visit.is_call else visit.account_id
        yield from _parts(_last_of(room, minutes), goal, minutes, km)
        ready = visit.end.astimezone(UTC)
    last, home = visits[-1].place, home_of(visits[-1].rep)
    if last == home or last not in travel.index:
        return
    minutes = ceil(travel.minutes_between(last, home))
    room = _free(ready, (midnight + timedelta(days=1)).astimezone(UTC), barred)
    yield from _parts(_first_of(room, minutes), None, minutes, travel.km_between(last, home))


def _free(start: datetime, end: datetime, barred: Sequence[Stretch]) -> list[Stretch]:
    """What the barred stretches, sorted by start, leave of a time."""
    free = []
    for bar_start, bar_end in barred:
        if start < min(bar_start, end):
            free.append((start, min(bar_start, end)))
        start = max(start, bar_end)
    return [*free, (start, end)] if start < end else free


def _first_of(room: Sequence[Stretch], minutes: int) -> list[Stretch]:
    """The first so many minutes of some stretches."""
    taken, missing = [], timedelta(minutes=minutes)
    for start, end in room:
        if missing > timedelta(0):
            taken.append((start, min(end, start + missing)))
            missing -= taken[-1][1] - start
    if missing > timedelta(0):
        raise FailedCheck(f"a drive of {minutes} minutes does not fit between the visits around it")
    return taken


def _last_of(room: Sequence[Stretch], minutes: int) -> list[Stretch]:
    """The last so many minutes of some stretches: the first of them as in a mirror."""
    epoch = datetime.fromtimestamp(0, UTC)

    def mirror(stretches: Iterable[Stretch]) -> list[Stretch]:
        turned = [(epoch - (end - epoch), epoch - (start - epoch)) for start, end in stretches]
        return turned[::-1]

    return mirror(_first_of(mirror(room), minutes))


def _parts(
    stretches: Sequence[Stretch], to_account: str | None, minutes: int, km: float
) -> Iterator[Drive]:
    for part, (start, end) in enumerate(stretches, start=1):
        yield Drive(
            start=start, end=end, to_account=to_account, minutes=minutes, km=km,
            part=part, parts=len(stretches),
        )  # fmt: skip
