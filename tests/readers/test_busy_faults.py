from __future__ import annotations

from pathlib import Path

import pytest

from planner.domain import BusyChoices, Finding
from planner.files.budgets import MAX_CALENDAR_BYTES
from planner.readers.busy import read_busy_times
from tests.readers.calendars import DECEMBER, busy, calendar, event, faults, spans
from tests.readers.folders import SETTINGS, only_fault

KEEP_WHOLE = BusyChoices(keep_whole=True)


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;TZID=Customized Time Zone:20261201T090000"],
        ['DTSTART;TZID="(UTC+01:00) Amsterdam":20261201T090000'],
        ["DTSTART:20261201T150000Z", "DTEND;TZID=Nowhere:20261201T160000"],
        [
            "DTSTART:20261201T150000Z",
            "RRULE:FREQ=DAILY",
            "EXDATE;TZID=Nowhere:20261202T090000",
        ],
    ],
)
def test_a_zone_that_is_not_known_is_never_taken_for_the_reps_own(lines: list[str]) -> None:
    (fault,) = faults(calendar(event(*lines, "SUMMARY:Call")))
    assert fault.code == "calendar-zone-unknown"
    assert "'" not in fault.message
    assert "Call" in fault.message


def test_an_unknown_zone_long_before_the_period_does_not_matter() -> None:
    assert spans(calendar(event("DTSTART;TZID=Nowhere:20200101T090000"))) == []


def test_an_unknown_zone_of_the_calendar() -> None:
    (fault,) = faults(calendar(head="X-WR-TIMEZONE:Mars/Olympus\r\n"))
    assert (fault.code, fault.value) == ("calendar-zone-unknown", "Mars/Olympus")


@pytest.mark.parametrize(
    "lines",
    [
        ["SUMMARY:no start"],
        ["DTSTART:tomorrow"],
        ["DTSTART:20261201T150000Z", "DTEND:later"],
        ["DTSTART:20261201T150000Z", "RRULE:FREQ=OFTEN"],
        ["DTSTART:20261201T150000Z", "RRULE:FREQ=DAILY;UNTIL=2026"],
        ["DTSTART:20261201T150000Z", "RRULE:FREQ=DAILY;INTERVAL=0"],
        ["DTSTART:20261201T150000Z", "RRULE:FREQ=DAILY;BYMONTH=13"],
        ["DTSTART:20261201T150000Z", "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,32"],
        ["DTSTART:20261201T150000Z", "DTSTART:20261202T150000Z"],
        ["DTSTART:20261201T150000Z", "DURATION:P9999999999D"],
    ],
)
def test_an_entry_that_is_not_understood_is_listed(lines: list[str]) -> None:
    (fault,) = faults(calendar(event(*lines)))
    assert fault.code == "calendar-entry-wrong"


def test_an_entry_that_fails_only_when_it_is_followed_is_named() -> None:
    content = calendar(
        event("DTSTART:20261201T150000Z", "RRULE:FREQ=WEEKLY", "SUMMARY:Right", uid="a@x"),
        event("DTSTART:20261201T150000Z", "RRULE:FREQ=DAILY;BYHOUR=25", "SUMMARY:Wrong", uid="b@x"),
    )
    (fault,) = faults(content)
    assert (fault.code, fault.value) == ("calendar-entry-wrong", "Wrong")


def test_a_broken_line_that_says_nothing_about_time_is_no_fault() -> None:
    lines = ("DTSTART:20261201T150000Z", "DURATION:PT1H", "GEO:here", "some line")
    assert spans(calendar(event(*lines))) == ["01 09:00-01 10:00"]


def test_a_file_cut_off_anywhere_is_no_calendar() -> None:
    content = calendar(event("DTSTART:20261201T150000Z", "DURATION:PT1H", "SUMMARY:Call"))
    for end in range(len(content) - len("\r\n")):
        (fault,) = faults(content[:end])
        assert fault.code == "calendar-broken"
    lines = content.count(b"\n", 0, content.index(b"BEGIN:VEVENT")) + 1
    (fault,) = faults(content[: content.index(b"SUMMARY")])
    assert (fault.row, "cut off" in fault.message) == (lines, True)


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"", None),
        (b"hello\n", 1),
        (b"account_id,name\n", 1),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", 1),
        (b"BEGIN:VCALENDAR\nEND:VEVENT\n", 2),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n<html>\n", 3),
        (b"\x81\x00", 1),
    ],
)
def test_what_is_no_calendar_is_refused_with_its_line(content: bytes, row: int | None) -> None:
    (fault,) = faults(content)
    assert fault.row == row


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=2",
        "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3,4,5,6,7,8,9;BYSECOND=1,2,3,4,5,6,7",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;UNTIL=20301231T000000Z",
    ],
)
def test_rules_without_end_are_refused_before_they_are_followed(rule: str) -> None:
    (fault,) = faults(calendar(event("DTSTART:19900101T090000Z", f"RRULE:{rule}")))
    assert fault.code == "calendar-repeats"


def test_many_ordinary_series_are_followed() -> None:
    weekly = [
        event("DTSTART:20200106T150000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", uid=f"{n}@x")
        for n in range(60)
    ]
    monthly = event(
        "DTSTART:20200106T150000Z",
        "DURATION:PT1H",
        "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        uid="m@x",
    )
    assert len(busy(calendar(*weekly, monthly))[0]) == 5  # four Mondays once, and the 31st


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (fault,) = faults(b" " * (MAX_CALENDAR_BYTES + 1))
    assert fault.code == "calendar-too-large"
    settings = f'{SETTINGS}calendar = "big.ics"\n'
    fault = only_fault(tmp_path, settings=settings, big_ics=b" " * (MAX_CALENDAR_BYTES + 1))
    assert (fault.code, fault.rep) == ("file-unreadable", "r1")
    assert "20 MB" in fault.message


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.readers.ics_text.MAX_CALENDAR_ENTRIES", 3)
    ok = [event("DTSTART:20261201T150000Z", uid=f"{n}@x") for n in range(4)]
    busy(calendar(*ok[:3]))
    (fault,) = faults(calendar(*ok))
    assert "more than 3" in fault.message


def test_a_calendar_that_was_cut_off_is_read_as_far_as_it_is_whole_where_that_is_asked_for() -> (
    None
):
    whole = calendar(
        event("DTSTART:20261201T150000Z", "DURATION:PT1H", uid="a"),
        event("DTSTART:20261202T150000Z", "DURATION:PT1H", uid="b"),
    )
    ends = [i for i in range(len(whole)) if whole.endswith(b"END:VEVENT\r\n", 0, i)]
    for length in range(len("BEGIN:VCALENDAR\r\n"), len(whole) - len("END:VCALENDAR\r\n")):
        found: list[Finding] = []
        times = read_busy_times(whole[:length], "r1.ics", DECEMBER, "r1", found, KEEP_WHOLE)
        assert len(times) == sum(end - len("\r\n") <= length for end in ends)
        assert [finding.code for finding in found] == ["calendar-cut-off"]
        assert not found[0].fatal


def test_of_a_damaged_calendar_every_entry_that_is_not_understood_is_listed() -> None:
    content = calendar(
        event("SUMMARY:No start", uid="a"),
        event("DTSTART:20261202T150000Z", "DURATION:PT1H", uid="b"),
        event("DTSTART:20261203T150000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", uid="c"),
        event("DTSTART:20261203T150000Z", "DTSTART:20261204T150000Z", "SUMMARY:Two", uid="d"),
    )
    found: list[Finding] = []
    times = read_busy_times(content, "r1.ics", DECEMBER, "r1", found, KEEP_WHOLE)
    assert [each.start.day for each in times] == [2, 3, 4]
    assert {finding.value for finding in found} == {"No start", "Two"}
    assert not any(finding.fatal for finding in found)
