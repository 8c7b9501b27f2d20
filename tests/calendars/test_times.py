"""Times of the calendar files: requirements R7 to R11, read back by two foreign parsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planner.calendars import CalendarOptions, calendar_files, calendar_notices
from planner.domain import BadInput, FailedCheck
from tests.calendars.readers import (
    by_icaljs,
    by_vobject,
    raw_events,
    unfolded,
)
from tests.calendars.wild import busy_time, content, one_visit
from tests.plan.samples import account, plan, territory

Reader = Callable[[bytes], list[dict[str, Any]]]


def test_r7_times_are_local_with_their_zone_or_utc() -> None:
    for written in (content(), content(CalendarOptions(utc=True, drives=True, lunch=True))):
        zones = {line for line in unfolded(written) if line.startswith("TZID:")}
        for event in raw_events(written):
            for edge in ("DTSTART", "DTEND"):
                local = re.fullmatch(rf"{edge};TZID=([\w/]+):\d{{8}}T\d{{6}}", event[edge])
                utc = re.fullmatch(rf"{edge}:\d{{8}}T\d{{6}}Z", event[edge])
                assert bool(local) != bool(utc)
                assert not local or f"TZID:{local[1]}" in zones
    assert b"VTIMEZONE" not in written  # the last one is in UTC


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "Zulu"])
def test_r7_a_zone_that_is_utc_is_written_as_utc(name: str) -> None:
    written = one_visit(name, "2026-12-07 09:00")
    assert b"DTSTART:20261207T090000Z" in written
    assert b"TZID" not in written


# Both changes of the clock in each zone, and days on either side of them.
CHANGES = {
    "America/Chicago": ("2026-03-08", "2026-11-01"),
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "Europe/Dublin": ("2026-03-29", "2026-10-25"),
    "Australia/Sydney": ("2026-04-05", "2026-10-04"),
    "America/Phoenix": ("2026-03-08", "2026-11-01"),
    "Asia/Kolkata": ("2026-03-29", "2026-10-25"),
    "Africa/Casablanca": ("2026-02-15", "2026-03-22"),
}


def around(zone: str) -> list[str]:
    days = [date.fromisoformat(change) for change in CHANGES[zone]]
    return [
        f"{day + timedelta(days=shift)} {hour}"
        for day in days
        for shift in (-1, 0, 1)
        for hour in ("00:15", "04:15", "09:00", "21:45")
    ]


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("reader", [by_vobject, by_icaljs], ids=["vobject", "icaljs"])
def test_r8_every_instant_is_that_of_the_iana_zone(zone: str, reader: Reader) -> None:
    starts = around(zone)
    meant = [
        datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for start in starts
    ]
    read = sorted(event["start"] for event in reader(one_visit(zone, *starts)))
    assert read == sorted(meant)


def test_r8_outlook_can_read_the_zone() -> None:
    lines = unfolded(content())
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    assert zone.count("BEGIN:STANDARD") == 1
    assert zone.count("BEGIN:DAYLIGHT") == 1
    assert not [line for line in zone if line.startswith(("RDATE", "EXDATE"))]
    rules = [line for line in zone if line.startswith("RRULE")]
    assert len(rules) == 2
    for rule in rules:
        assert re.fullmatch(r"RRULE:FREQ=YEARLY;BYDAY=(-1|[1-4])(SU|MO|TU|WE|TH|FR|SA);"
                            r"BYMONTH=\d{1,2}", rule)  # fmt: skip
    assert sum(line.startswith("TZOFFSETTO:") for line in zone) == 2


def test_r9_a_zone_without_yearly_rules_is_written_in_utc_with_a_notice() -> None:
    written = one_visit("Africa/Casablanca", "2026-12-07 09:00")
    assert b"TZID" not in written
    assert b"DTSTART:20261207T080000Z" in written
    [notice] = calendar_notices(plan(territory(zone="Africa/Casablanca"), []))
    assert "Africa/Casablanca" in notice.message
    assert not notice.fatal
    for zone in ("America/Chicago", "Asia/Kolkata", "UTC"):
        assert calendar_notices(plan(territory(zone=zone), [])) == ()


def test_r10_a_local_time_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        one_visit("America/Chicago", "2026-03-08 02:30", "2026-03-09 02:30")
    assert {finding.code for finding in refused.value.findings} == {"visit-in-clock-gap"}
    assert "2026-03-08 02:30" in str(refused.value)
    one_visit("America/Chicago", "2026-03-08 03:00")  # the first that exists again


@pytest.mark.parametrize("reader", [by_vobject, by_icaljs], ids=["vobject", "icaljs"])
@pytest.mark.parametrize("fold", [0, 1])
def test_r10_a_local_time_that_occurs_twice_is_the_one_meant(reader: Reader, fold: int) -> None:
    where = territory([account("A1")], first=date(2026, 11, 1), last=date(2026, 11, 30))
    made = plan(where, [("A1", "2026-11-01 01:15", 30)])
    visit = made.visits[0]
    visit = replace(visit, start=visit.start.replace(fold=fold), end=visit.end.replace(fold=fold))
    [(_, written)] = calendar_files(replace(made, visits=(visit,)), where, "r1")
    [event] = reader(written)
    assert event["start"] == datetime(2026, 11, 1, 6 + fold, 15, tzinfo=UTC)
    assert event["end"] == datetime(2026, 11, 1, 6 + fold, 45, tzinfo=UTC)


def test_r10_a_visit_that_does_not_end_after_its_start_is_refused() -> None:
    where = territory([account("A1")])
    made = plan(where, [("A1", "2026-12-07 09:00", 0)])
    with pytest.raises(FailedCheck, match="does not end after"):
        calendar_files(made, where, "r1")


@pytest.mark.parametrize(("minute", "refused"), [("10:00", False), ("09:59", True)])
def test_r11_visits_may_touch_but_not_overlap(minute: str, refused: bool) -> None:
    where = territory([account("A1"), account("A2")])
    made = plan(where, [("A1", "2026-12-07 09:00"), ("A2", f"2026-12-07 {minute}")])
    if refused:
        with pytest.raises(FailedCheck, match="overlaps"):
            calendar_files(made, where, "r1")
    else:
        calendar_files(made, where, "r1")


@pytest.mark.parametrize(("start", "end", "refused"), [
    ("08:00", "09:00", False), ("10:00", "11:00", False),
    ("08:00", "09:01", True), ("09:59", "11:00", True), ("09:20", "09:30", True),
])  # fmt: skip
def test_r11_nor_with_busy_times(start: str, end: str, refused: bool) -> None:
    busy = {"r1": (busy_time(f"2026-12-07 {start}", f"2026-12-07 {end}"),)}
    where = territory([account("A1")], busy=busy)
    made = plan(where, [("A1", "2026-12-07 09:00")])
    if refused:
        with pytest.raises(FailedCheck, match="Board meeting"):
            calendar_files(made, where, "r1")
    else:
        calendar_files(made, where, "r1")
