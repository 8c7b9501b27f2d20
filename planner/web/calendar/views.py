"""Month, week, agenda and team as HTML. Every text in it is escaped here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape

from planner.domain import Visit, clock
from planner.reports import words
from planner.web.calendar.days import Day, Days, minute_of

MOST_CHIPS = 5
HOUR_REM = 3.4
EARLIEST, LATEST = 8, 18
PHONE = "\N{BLACK TELEPHONE}"


def month(days: Days, rep: str) -> str:
    """The period as weeks of days."""
    parts = ['<div class="month"><div class="head corner"></div>']
    parts += [f'<div class="head">{name}</div>' for name in words.WEEKDAYS]
    for monday in days.weeks():
        parts.append(f'<div class="week">{monday.isocalendar().week}</div>')
        parts += [_month_day(days, rep, monday + timedelta(days=n)) for n in range(7)]
    return "".join([*parts, "</div>"])


def _month_day(days: Days, rep: str, day: date) -> str:
    if not days.inside(day):
        return f'<div class="day outside"><div class="date"><span>{day.day}</span></div></div>'
    one = days.of(rep, day)
    shown = one.visits if len(one.visits) <= MOST_CHIPS else one.visits[: MOST_CHIPS - 1]
    chips = "".join(_chip(days, visit) for visit in shown)
    more = len(one.visits) - len(shown)
    if more:
        chips += f'<button type="button" class="more" data-open-day="{day}">+{more} more</button>'
    foot = f"<footer>{escape(one.words)}</footer>" if one.words else ""
    return (
        f'<div class="day{_kinds(days, one)}" {_target(days, one)}>{_date(one)}{chips}{foot}</div>'
    )


def _date(one: Day, text: str = "") -> str:
    label = escape(f"{words.day(one.day)}, {one.words or 'no visits'}, open the day", quote=True)
    name = f"<small>{escape(one.name)}</small>" if one.name else ""
    return (
        f'<div class="date"><button type="button" data-open-day="{one.day}" aria-label="{label}">'
        f"{escape(text) or one.day.day}</button>{name}</div>"
    )


def week(days: Days, rep: str, monday: date) -> str:
    """One week with its hours: visits, lunch and busy times in their places."""
    shown = [days.of(rep, monday + timedelta(days=n)) for n in range(7)]
    first, last = _hours(shown)
    height = f"height:{(last - first) * HOUR_REM:.1f}rem"
    parts = [f'<div class="week-grid" style="--hour:{HOUR_REM}rem"><div class="head"></div>']
    for one in shown:
        off = " off" if one.off or not days.inside(one.day) else ""
        name = f"<div><small>{escape(one.name)}</small></div>" if one.name else ""
        foot = f'<div><small class="dim">{escape(one.words)}</small></div>' if one.words else ""
        parts.append(f'<div class="head{off}">{escape(words.day(one.day))}{name}{foot}</div>')
    marks = "".join(
        f'<span style="top:{100 * (hour - first) / (last - first):.2f}%">{hour:02d}:00</span>'
        for hour in range(first + 1, last)
    )
    parts.append(f'<div class="hours" style="{height}">{marks}</div>')
    for one in shown:
        target = _target(days, one) + f' data-first="{first * 60}" data-last="{last * 60}"'
        off = " off" if one.off or not days.inside(one.day) else ""
        parts.append(f'<div class="lane{off}" style="{height}" {target}>')
        parts += _blocks(one, first * 60, last * 60)
        parts += [
            _chip(days, v, _place(minute_of(v.start), minute_of(v.end), first * 60, last * 60))
            for v in one.visits
        ]
        parts.append("</div>")
    return "".join([*parts, "</div>"])


def _hours(shown: Sequence[Day]) -> tuple[int, int]:
    """First and last hour that is needed."""
    starts = [minute_of(v.start) // 60 for one in shown for v in one.visits]
    ends = [-(-minute_of(v.end) // 60) for one in shown for v in one.visits]
    return min([EARLIEST, *starts]), max([LATEST, *ends])


def _blocks(one: Day, first: int, last: int) -> Iterator[str]:
    for lunch in one.breaks:
        place = _place(minute_of(lunch.start), minute_of(lunch.end), first, last)
        yield f'<div class="block" style="{place}">Lunch</div>'
    for busy in one.busy:
        start = max(first, minute_of(busy.start))
        end = minute_of(busy.end) if busy.end.date() == busy.start.date() else last
        if start < min(end, last):
            place = _place(start, min(end, last), first, last)
            yield f'<div class="block" style="{place}">{escape(busy.title or "busy")}</div>'


def _place(start: int, end: int, first: int, last: int) -> str:
    span = last - first
    return f"top:{100 * (start - first) / span:.3f}%;height:{100 * (end - start) / span:.3f}%"


def agenda(days: Days, rep: str, since: date) -> str:
    """Days with visits as lists: drives between the stops, lunch, and the way home."""
    period = days.plan.last_day - since
    listed = [days.of(rep, since + timedelta(days=n)) for n in range(period.days + 1)]
    parts = [_agenda_day(days, one) for one in listed if one.visits or one.name]
    if not parts:
        return "<p>No visits from this day on.</p>"
    return f'<ol class="agenda">{"".join(parts)}</ol>'


def _agenda_day(days: Days, one: Day) -> str:
    title = f"{escape(words.day(one.day))}<small>{escape(one.words or one.name)}</small>"
    rows: list[tuple[int, str]] = []
    for visit in one.visits:
        start = minute_of(visit.start)
        if visit.travel_minutes_before:
            way = f"{visit.travel_minutes_before} min, {visit.travel_km_before:.0f} km"
            rows.append((start * 2 - 1, f'<li class="drive">↓ {way}</li>'))
        until = f"{visit.start:%H:%M} to {visit.end:%H:%M}"
        rows.append((start * 2, f"<li>{_chip(days, visit, time=until)}</li>"))
    for lunch in one.breaks:
        text = f"Lunch {lunch.start:%H:%M} to {lunch.end:%H:%M}"
        rows.append((minute_of(lunch.start) * 2, f'<li class="drive">{text}</li>'))
    if one.visits:
        home = f"↓ {one.way_home} min home"
        rows.append((2 * 24 * 60, f'<li class="drive">{home}</li>'))
    stops = "".join(row for _, row in sorted(rows, key=lambda each: each[0]))
    return f'<li><h3>{title}</h3><ul class="stops">{stops}</ul></li>'


def team(days: Days, monday: date) -> str:
    """One week of all reps, a row a rep."""
    dates = [monday + timedelta(days=n) for n in range(7)]
    head = "".join(f'<th scope="col">{escape(words.day(day))}</th>' for day in dates)
    rows = []
    for rep in days.territory.reps:
        cells = []
        for day in dates:
            if not days.inside(day):
                cells.append('<td class="outside"></td>')
                continue
            one = days.of(rep.id, day)
            chips = "".join(_chip(days, visit) for visit in one.visits)
            foot = f"<footer>{escape(one.words)}</footer>" if one.words else ""
            name = f"<small>{escape(one.name)}</small>" if one.name else ""
            cells.append(
                f'<td><div class="day{_kinds(days, one)}" {_target(days, one)}>'
                f"{name}{chips}{foot}</div></td>"
            )
        rows.append(f'<tr><th scope="row">{escape(rep.name)}</th>{"".join(cells)}</tr>')
    return (
        '<div class="scroll" tabindex="0" role="group" aria-label="Week of the team">'
        f'<table class="team"><thead><tr><th scope="col">Rep</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _kinds(days: Days, one: Day) -> str:
    return (" off" if one.off else "") + (" today" if one.day == days.today else "")


def _target(days: Days, one: Day) -> str:
    """Attributes of a day that takes visits that are dropped on it."""
    if one.day <= days.today or not days.inside(one.day):
        return ""
    return f'data-day="{one.day}" data-rep="{escape(one.rep, quote=True)}"'


def _chip(days: Days, visit: Visit, style: str = "", time: str = "") -> str:
    """One visit: its class by colour and letter, its time and its account."""
    tier = days.tiers[visit.account_id]
    name = days.territory.account[visit.account_id].name
    pinned = (visit.account_id, visit.start) in days.pinned
    past = visit.start.date() <= days.today
    start, minutes = minute_of(visit.start), minute_of(visit.end) - minute_of(visit.start)
    label = (
        f"{words.day(visit.start.date())} {clock(start)}, {name}, {tier}"
        + (", by phone" if visit.is_call else "")
        + (", confirmed" if pinned else "")
        + (", past" if past else "")
    )
    kinds = (
        f"chip {tier}{' pinned' if pinned else ''}{' past' if past else ''}"
        f"{' short' if style and minutes <= 35 else ''}"
    )
    letter = f"{tier.letter}{PHONE if visit.is_call else ''}"
    placed = f' style="{style}"' if style else ""
    drag = "" if past else ' draggable="true"'
    return (
        f'<div role="button" tabindex="0" class="{kinds}"{placed}{drag} '
        f'data-visit="{escape(visit.uid, quote=True)}" aria-label="{escape(label, quote=True)}">'
        f'<span class="letter">{letter}</span><span class="at">{time or clock(start)}</span>'
        f'<span class="name">{escape(name)}</span></div>'
    )
