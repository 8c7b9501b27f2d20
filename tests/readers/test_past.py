"""Past calendars and lists of visits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.domain import BadInput, Period
from planner.readers.past import Past, read_past

NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30), time_zone="America/Chicago")


def calendar(folder: Path, *entries: str, name: str = "past.ics") -> Path:
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for n, entry in enumerate(entries):
        uid = [] if "UID:" in entry else [f"UID:{n}@test"]
        parts += ["BEGIN:VEVENT", *uid, "DTSTAMP:20260101T000000Z", *entry.split("|"), "END:VEVENT"]
    path = folder / name
    path.write_bytes("\r\n".join([*parts, "END:VCALENDAR", ""]).encode())
    return path


def timed(day: str, start: str, end: str, *more: str) -> str:
    zone = "TZID=America/Chicago"
    times = [f"DTSTART;{zone}:202611{day}T{start}00", f"DTEND;{zone}:202611{day}T{end}00"]
    return "|".join([*times, *more])


def spans(past: Past) -> list[str]:
    return [f"{event.start:%m-%d %H:%M} {event.minutes} {event.title}" for event in past.events]


def test_entries_of_every_kind(tmp_path: Path) -> None:
    path = calendar(
        tmp_path,
        timed("03", "0900", "1000", "SUMMARY:Weekly", "RRULE:FREQ=WEEKLY;COUNT=3"),
        "UID:0@test|RECURRENCE-ID;TZID=America/Chicago:20261110T090000|"
        + timed("11", "1300", "1330", "SUMMARY:Weekly moved"),
        "DTSTART;TZID=Europe/Berlin:20261105T170000|DURATION:PT45M|SUMMARY:From Berlin",
        "DTSTART:20261106T150000Z|DTEND:20261106T160000Z|SUMMARY:UTC",
        "DTSTART;VALUE=DATE:20261109|SUMMARY:Whole day",
        timed("12", "0900", "1000", "SUMMARY:Secret", "CLASS:PRIVATE", "LOCATION:Home",
              "ATTENDEE:mailto:ann@shop.example"),
        timed("13", "0900", "1000", "SUMMARY:Cancelled", "STATUS:CANCELLED"),
        timed("13", "1000", "1100", "SUMMARY:Free", "TRANSP:TRANSPARENT"),
        timed("16", "0900", "1000", "SUMMARY:Guests declined",
              "ORGANIZER:mailto:me@firm.example",
              "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@firm.example",
              "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@shop.example"),
        timed("17", "0900", "1000", "SUMMARY:I declined",
              "ATTENDEE;PARTSTAT=DECLINED:mailto:Me@firm.example",
              "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@shop.example"),
        timed("18", "0900", "1000", "SUMMARY:With Ann", "GEO:42.03;-93.62",
              "ATTENDEE;PARTSTAT=ACCEPTED:mailto:Ann@Shop.example"),
        "DTSTART:20261201T150000Z|DTEND:20261201T160000Z|SUMMARY:After",
    )  # fmt: skip
    past = read_past(path, NOVEMBER, ["me@firm.example"])
    assert spans(past) == [
        "11-03 09:00 60 Weekly", "11-05 10:00 45 From Berlin", "11-06 09:00 60 UTC",
        "11-09 00:00 0 Whole day", "11-11 13:00 30 Weekly moved", "11-12 09:00 60 ",
        "11-17 09:00 60 Weekly", "11-18 09:00 60 With Ann",
    ]  # fmt: skip
    assert past.left_out == {"cancelled": 1, "declined": 2, "free": 1}
    private, ann = past.events[5], past.events[7]
    assert (private.private, private.location, private.emails) == (True, "", ())
    assert (ann.emails, ann.place) == (("ann@shop.example",), (42.03, -93.62))


def test_a_list_of_visits(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(
        "Date,Start,End,account_id,name,drive_minutes_before,minutes\n"
        "2026-11-03,09:00,10:15,A1,Bakery,12,75\n"
        "2026-11-04,,,A2,Mill,,00:45\n"
        "2026-11-04,1:30 PM,2:00 PM,A2,Mill,,\n"
        "2026-11-05,,,A2,Mill,,\n"
        "2026-12-05,,,A2,Mill,,30\n"
    )
    past = read_past(path, NOVEMBER)
    assert [(e.account_id, e.minutes, e.all_day, e.row) for e in past.events] == [
        ("A1", 75, False, 2), ("A2", 45, False, 3), ("A2", 30, False, 4), ("A2", 0, True, 5),
    ]  # fmt: skip
    assert past.events[0].drive_minutes == 12
    assert past.events[2].start.hour == 13
    assert past.left_out == {"outside the days looked at": 1}


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("day off\n2026-11-03\n", "date"),
        ("date,minutes\nyesterday,5\n", "date"),
        ("date,start,end\n2026-11-03,10:00,09:00\n", "end"),
        ("date,start,end\n2026-11-03,10h,11h\n", "start"),
        ("date,start,end\n2026-11-03,10:00Z,11:00Z\n", "start"),
        ("date,minutes\n9999-12-31,5\n", "date"),
        ("date,minutes\n2026-11-03,a while\n", "minutes"),
        ("date,start\n2026-11-03,10:00\n", "end"),
    ],
)
def test_bad_lists(text: str, column: str, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(text)
    with pytest.raises(BadInput) as bad:
        read_past(path, NOVEMBER)
    (finding,) = bad.value.findings
    assert (finding.code, finding.column) == ("past-wrong", column)
    assert finding.remedy


def test_a_calendar_that_is_cut_off(tmp_path: Path) -> None:
    path = calendar(tmp_path, timed("03", "0900", "1000", "SUMMARY:A"))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadInput) as bad:
        read_past(path, NOVEMBER)
    assert bad.value.findings[0].code == "calendar-broken"
