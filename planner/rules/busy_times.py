"""No visit, drive or lunch touches a time that the rep's own calendar blocks.

Busy times are taken in wall-clock minutes of the territory's zone, begun minutes whole, those
that overlap or touch as one. A day that they block from start to end is no working day.

Canonical: ``blocked`` spans of a duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from planner.accounts.hours import merged
from planner.domain import DAY_MINUTES, BusyTime, Span
from planner.rules.draft import Draft
from planner.rules.hours import clipped, gaps

_MINUTE = timedelta(minutes=1)


def fill(draft: Draft) -> None:
    """Block busy times on the working days, and drop days without a free minute."""
    zone = draft.territory.period.zone
    for busy in draft.territory.busy.get(draft.rep.id, ()):
        for day, span in spans_of(busy, zone):
            if day in draft.shifts:
                inside = clipped([span], draft.shifts[day])
                draft.blocked[day] = merged((*draft.blocked[day], *inside))
    for day, shift in list(draft.shifts.items()):
        if not gaps(draft.blocked[day], shift):
            del draft.shifts[day], draft.blocked[day]


def spans_of(busy: BusyTime, zone: ZoneInfo) -> Iterator[tuple[date, Span]]:
    """Wall-clock minutes that a busy time touches, day by day."""
    start, end = busy.start.astimezone(UTC), busy.end.astimezone(UTC)
    while start < end:
        day = start.astimezone(zone).date()
        following = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
        stop = min(end, following.astimezone(UTC))
        yield day, _on_one_day(start, stop, zone)
        start = stop


def _on_one_day(start: datetime, end: datetime, zone: ZoneInfo) -> Span:
    """Wall-clock span of a stretch of one local day; over a clock change, all that it shows."""
    shown = [_wall_minute(start, zone), _wall_minute(end - timedelta.resolution, zone)]
    if start.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset():
        steps = (end - start) // _MINUTE
        shown += [_wall_minute(start + step * _MINUTE, zone) for step in range(steps)]
    return Span(min(shown), min(max(shown) + 1, DAY_MINUTES))


def _wall_minute(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
