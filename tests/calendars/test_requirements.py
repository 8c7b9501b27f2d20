"""The exporter's requirements, each by its number in the notes on calendar programs."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from planner.calendars import CalendarOptions, calendar_files
from planner.calendars.export import MOST_BYTES
from planner.domain import stable_uid
from tests.calendars.readers import (
    by_icaljs,
    by_vobject,
    parameters,
    raw_events,
    unfolded,
    value,
)
from tests.calendars.wild import EVERYTHING, content, wild
from tests.plan.samples import account, plan, territory

Reader = Callable[[bytes], list[dict[str, Any]]]


def test_r1_crlf_everywhere_utf8_no_bom_no_blank_line() -> None:
    written = content()
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert written.count(b"\n") == written.count(b"\r") == written.count(b"\r\n")
    assert not written.startswith(b"\xef\xbb\xbf")
    assert "🦁" in written.decode("utf-8")
    assert all(line.strip() for line in written.decode().removesuffix("\r\n").split("\r\n"))


@pytest.mark.parametrize("length", range(40, 90))
def test_r2_lines_of_at_most_75_octets_and_no_empty_fold(length: int) -> None:
    made, where = wild()
    renamed = [account("A1", name="é" * (length // 3) + "n" * length, address=" x" * length)]
    where = territory([*renamed, *where.accounts[1:]], reps=("r1", "r2"))
    [(_, written)] = calendar_files(made, where, "r1", EVERYTHING)
    for line in written.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        line.decode("utf-8")  # a fold inside a character would not decode
        assert not line.startswith(b" ") or len(line) > 1


def test_r3_one_calendar_and_nested_components() -> None:
    inside: list[str] = []
    for line in unfolded(content()):
        if line.startswith("BEGIN:"):
            inside.append(line.removeprefix("BEGIN:"))
        elif line.startswith("END:"):
            assert inside.pop() == line.removeprefix("END:")
    assert not inside
    assert unfolded(content()).count("BEGIN:VCALENDAR") == 1


def test_r4_calendar_properties() -> None:
    lines = unfolded(content())
    head = lines[: lines.index("BEGIN:VTIMEZONE")]
    assert head.count("VERSION:2.0") == 1
    assert head.count("CALSCALE:GREGORIAN") == 1
    assert head.count("METHOD:PUBLISH") == 1
    assert sum(line.startswith("PRODID:") for line in head) == 1


def test_r5_every_event_has_its_properties_once() -> None:
    for event in raw_events(content()):
        # raw_events refuses a property that is there twice
        assert event.keys() >= {
            "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED", "SUMMARY", "CREATED",
        }  # fmt: skip
        for stamp in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
            assert event[stamp] == f"{stamp}:20261201T000000Z"
        assert event["SEQUENCE"] == "SEQUENCE:0"


def test_r6_uids_are_short_unique_and_of_our_domain() -> None:
    uids = [value(event["UID"]) for rep in ("r1", "r2") for event in raw_events(content(rep=rep))]
    assert len(set(uids)) == len(uids)
    for uid in uids:
        assert re.fullmatch(r"[0-9a-f-]{36}@visits\.planner", uid)
        assert len(uid.encode()) <= 202


def test_r6_uids_do_not_follow_the_time_but_the_month() -> None:
    def uids(month: str, *starts: str) -> list[str]:
        day = date.fromisoformat(f"{month}-01")
        last = (day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        where = territory([account("A1")], first=day, last=last)
        made = plan(where, [("A1", f"{month}-{start}") for start in starts])
        [(_, written)] = calendar_files(made, where, "r1")
        return [value(event["UID"]) for event in raw_events(written)]

    december = uids("2026-12", "07 09:00", "14 09:00")
    assert uids("2026-12", "08 13:30", "21 10:00") == december
    assert uids("2026-12", "08 13:30") == december[:1]
    assert not set(december) & set(uids("2027-01", "11 09:00", "18 09:00"))


def test_r6_uids_are_known_for_ever() -> None:
    # Calendars out there hold them: a change would double every visit.
    assert stable_uid("2026-12", "A1", 1) == "1e1110f8-8080-5c16-9859-35656c3e5e57@visits.planner"


def test_r12_texts_are_escaped() -> None:
    visit = raw_events(content(CalendarOptions()))[0]
    assert value(visit["SUMMARY"]).startswith(r'Café "Zur Post"\; Löwen\, \\New ^n 🦁')
    assert r"Notes: C:\\New\;" in value(visit["DESCRIPTION"])
    assert r"one\, two\n\nthree" in value(visit["DESCRIPTION"])


def test_r13_control_characters_are_replaced() -> None:
    text = content().decode()
    allowed = {"\r", "\n", "\t"}
    assert not [c for c in text if (c < " " or "\x7f" <= c <= "\x9f") and c not in allowed]
    assert not set(text) & {"\u2028", "\u2029", "\x85"}
    assert r"three" + "\ufffd\ufffd" + r"\nfour" in "".join(unfolded(content()))


def test_r14_titles_are_one_line_of_at_most_255_utf16_units() -> None:
    for event in raw_events(content()):
        title = value(event["SUMMARY"])
        assert r"\n" not in title.replace(r"\\", "")
        assert len(re.sub(r"\\(.)", r"\1", title).encode("utf-16-le")) <= 2 * 255
    named = raw_events(content(CalendarOptions()))[0]
    assert value(named["SUMMARY"]).endswith("… (K)") or value(named["SUMMARY"]).endswith("前 (K)")


def test_r14_parameters_are_quoted_and_written_by_rfc_6868() -> None:
    visit = raw_events(content(CalendarOptions()))[0]
    given = parameters(visit["X-APPLE-STRUCTURED-LOCATION"])
    assert '''X-ADDRESS="1 ^'Main^' St; Des Moines, IA"''' in given
    assert """X-TITLE="Café ^'Zur Post^'; Löwen, /New ^^n 🦁""" in given
    read = by_icaljs(content(CalendarOptions()))[0]
    assert read["address"] == '1 "Main" St; Des Moines, IA'
    assert read["title"].startswith('Café "Zur Post"; Löwen, /New ^n 🦁')


def test_r15_transparency_and_busy_status_agree() -> None:
    shown = {
        (value(event["TRANSP"]), value(event["X-MICROSOFT-CDO-BUSYSTATUS"]))
        for event in raw_events(content())
    }
    assert shown == {("OPAQUE", "BUSY"), ("TRANSPARENT", "FREE")}


def test_r16_status_is_confirmed() -> None:
    assert {value(event["STATUS"]) for event in raw_events(content())} == {"CONFIRMED"}


def test_r17_both_places_are_equal_and_plain_numbers() -> None:
    placed = [event for event in raw_events(content()) if "GEO" in event]
    assert len(placed) > 4
    for event in placed:
        geo = value(event["GEO"])
        assert re.fullmatch(r"-?\d+\.\d{6};-?\d+\.\d{6}", geo)
        assert value(event["X-APPLE-STRUCTURED-LOCATION"]) == "geo:" + geo.replace(";", ",")
        assert "VALUE=URI" in parameters(event["X-APPLE-STRUCTURED-LOCATION"])
        assert "URL" not in event
    assert any(value(event["GEO"]) == "0.000010;-0.500000" for event in placed)


def test_r18_descriptions_are_plain_text_that_says_it_all() -> None:
    assert not [line for line in unfolded(content()) if line.startswith("X-ALT-DESC")]
    first = by_vobject(content(CalendarOptions()))[0]["description"].split("\n")
    assert first[:6] == [
        "Key account",
        "Worth of this visit: $100; of one more: $42",
        "Last visit: 2026-11-03",
        "Drive: 12 min, 9.5 km from home",
        "Phone: 515-555-0101",
        "E-mail: a@example.org",
    ]
    lead, again = by_vobject(content(CalendarOptions()))[1:3]
    assert "from Café" in lead["description"]
    assert "Last visit: 2026-12-07 (in this plan)" in again["description"]
    assert "Lead" in lead["description"]


def test_r19_alarms() -> None:
    lines = unfolded(content())
    starts = [n for n, line in enumerate(lines) if line == "BEGIN:VALARM"]
    assert len(starts) == 4  # visits alone
    for start in starts:
        alarm = lines[start : lines.index("END:VALARM", start)]
        assert "ACTION:DISPLAY" in alarm
        assert "TRIGGER:-PT15M" in alarm
        assert any(line.startswith("DESCRIPTION:") for line in alarm)
    assert b"VALARM" not in content(CalendarOptions())


def test_r20_nobody_is_invited_and_nothing_recurs() -> None:
    for event in raw_events(content()):
        assert not event.keys() & {"ATTENDEE", "ORGANIZER", "RRULE", "RDATE", "EXDATE"}


def large(notes: int, visits_a_day: int) -> list[tuple[str, bytes]]:
    accounts = [account(f"A{n:02d}", notes="🦁" * notes) for n in range(visits_a_day)]
    where = territory(accounts)
    stops: list[tuple[str, str, int]] = [
        (one.id, f"2026-12-{day:02d} {n // 4:02d}:{n % 4 * 15:02d}", 15)
        for day in (7, 8, 9, 14, 15)
        for n, one in enumerate(accounts)
    ]
    return calendar_files(plan(where, stops), where, "r1")


def test_r22_large_calendars_are_split_by_week() -> None:
    parts = large(notes=600, visits_a_day=90)
    assert [name for name, _ in parts] == ["r1-2026-W50.ics", "r1-2026-W51.ics"]
    uids: list[str] = []
    for _, written in parts:
        assert len(written) < MOST_BYTES
        assert unfolded(written).count("BEGIN:VTIMEZONE") == 1
        uids += [value(event["UID"]) for event in raw_events(written)]
    assert len(uids) == len(set(uids)) == 5 * 90


def test_r22_a_week_too_large_is_split_by_day_and_notes_are_cut() -> None:
    parts = large(notes=100_000, visits_a_day=96)
    assert [name for name, _ in parts] == [
        "r1-2026-12-07.ics",
        "r1-2026-12-08.ics",
        "r1-2026-12-09.ics",
        "r1-2026-W51.ics",
    ]
    assert all(len(written) < MOST_BYTES for _, written in parts)
    assert sum(len(raw_events(written)) for _, written in parts) == 5 * 96


_AGAIN = """
import hashlib, locale, sys
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
from tests.calendars.wild import content
print(hashlib.sha256(content()).hexdigest())
"""


def test_r23_the_same_bytes_anywhere() -> None:
    def digest(**environment: str) -> str:
        run = subprocess.run(
            [sys.executable, "-c", _AGAIN],
            env=os.environ | environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout.strip()

    first = digest(TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="1")
    assert first == digest(TZ="America/New_York", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert first == hashlib.sha256(content()).hexdigest()


def test_a_rep_without_visits_gets_a_calendar_without_entries() -> None:
    where = territory([account("A1")])
    for options in (CalendarOptions(), CalendarOptions(utc=True)):
        [(name, written)] = calendar_files(plan(where, []), where, "r1", options)
        assert name == "r1.ics"
        assert raw_events(written) == []
        assert unfolded(written).count("BEGIN:VTIMEZONE") == 1


def test_drives_fill_the_time_around_visits_lunch_and_busy_times() -> None:
    made, where = wild()
    [(_, written)] = calendar_files(made, where, "r1", EVERYTHING)
    entries = sorted(by_vobject(written), key=lambda event: event["start"])
    day = [event for event in entries if event["start"].date() == date(2026, 12, 7)]
    local = [
        f"{event['start'] - timedelta(hours=6):%H:%M} {event['summary'][:13]}" for event in day
    ]
    assert local == [
        "08:48 Drive to Café",
        '09:00 Café "Zur Pos',
        "10:08 Drive to Acco",
        "10:15 Lunch",
        "10:55 Drive to Acco",
        "11:00 Account A2 (L",
        "11:30 Drive to home",
    ]
    for one, other in pairwise(entries):
        assert one["end"] <= other["start"]
    driven = sum(
        ((e["end"] - e["start"]) for e in entries if e["summary"].startswith("Drive")),
        timedelta(),
    )
    assert driven == 6 * timedelta(minutes=12)
