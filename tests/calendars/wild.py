"""A plan whose texts are hard to write, and the calendars that are made of plans."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from planner.calendars import CalendarOptions, calendar_files
from planner.domain import BusyTime, Plan, Territory, Tier
from tests.plan.samples import Stop, account, plan, territory

EVERYTHING = CalendarOptions(lunch=True, drives=True, alarm_minutes=15)
WILD = 'Café "Zur Post"; Löwen, \\New ^n 🦁 ' + "長い名前" * 40


def wild() -> tuple[Plan, Territory]:
    """Two reps, odd names, lunch in the middle of a drive, a busy time."""
    accounts = [
        account(
            "A1",
            name=WILD,
            address='1 "Main" St;\nDes Moines, IA',
            phone="515-555-0101",
            email="a@example.org",
            notes="C:\\New;\tone, two\r\n\r\nthree\x00\x07\u2028four 🦁",
            last_visit=date(2026, 11, 3),
        ),
        account("A2", tier=Tier.LEAD, latitude=0.00001, longitude=-0.5),
        account("B1", rep="r2", tier=Tier.SECONDARY),
    ]
    where = territory(
        accounts,
        reps=("r1", "r2"),
        busy={"r1": (busy_time("2026-12-07 10:00", "2026-12-07 10:05"),)},
    )
    stops: list[Stop] = [
        ("A1", "2026-12-07 09:00"),
        ("A2", "2026-12-07 11:00", 30),
        ("A1", "2026-12-14 09:00"),
        ("A2", "2026-12-14 10:15", 30),
        ("B1", "2026-12-07 09:00"),
    ]
    return plan(where, stops, lunches=[("r1", "2026-12-07 10:15")]), where


def busy_time(start: str, end: str, zone: str = "America/Chicago") -> BusyTime:
    edges = [datetime.fromisoformat(edge).replace(tzinfo=ZoneInfo(zone)) for edge in (start, end)]
    return BusyTime(start=edges[0], end=edges[1], title="Board meeting")


def content(options: CalendarOptions = EVERYTHING, rep: str = "r1") -> bytes:
    made, where = wild()
    [(name, written)] = calendar_files(made, where, rep, options)
    assert name == f"{rep}.ics"
    return written


def one_visit(zone: str, *starts: str, options: CalendarOptions | None = None) -> bytes:
    """A calendar of visits to A1 at some local times; the period is their months."""
    days = [date.fromisoformat(start[:10]) for start in starts]
    where = territory([account("A1")], zone=zone, first=min(days), last=max(days))
    [(_, written)] = calendar_files(
        plan(where, [("A1", start, 30) for start in starts]), where, "r1", options
    )
    return written
