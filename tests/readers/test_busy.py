from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.domain import BusyChoices
from planner.files.budgets import MAX_SERIES_STEPS
from planner.readers.busy import read_busy_times
from planner.readers.recurrence import steps_of
from tests.readers.calendars import DECEMBER, MARCH, busy, calendar, event, spans
from tests.readers.folders import ACCOUNTS, SECOND_REP, SETTINGS, only_fault, read, write


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20261201T150000Z", "DTEND:20261201T160000Z"], "01 09:00-01 10:00"),
        (["DTSTART:20261201T090000", "DURATION:PT1H30M"], "01 09:00-01 10:30"),
        (["DTSTART;TZID=Europe/Berlin:20261201T160000", "DURATION:PT1H"], "01 09:00-01 10:00"),
        (["DTSTART;TZID=/Europe/Berlin:20261201T160000", "DURATION:PT1H"], "01 09:00-01 10:00"),
        (
            ["DTSTART;TZID=Central Standard Time:20261201T090000", "DURATION:PT1H"],
            "01 09:00-01 10:00",
        ),
        (["DTSTART;VALUE=DATE:20261203"], "03 00:00-04 00:00"),
        (["DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261203"], "03 00:00-04 00:00"),
        (["DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261205"], "03 00:00-05 00:00"),
        (["DTSTART;VALUE=DATE:20261129", "DTEND;VALUE=DATE:20261202"], "29 00:00-02 00:00"),
        (["DTSTART:20261201T055900Z", "DTEND:20261201T060100Z"], "30 23:59-01 00:01"),
        (["DTSTART:20261201T150000Z", "DURATION:PT1H", "STATUS:TENTATIVE"], "01 09:00-01 10:00"),
        (["DTSTART:20261201T150000Z", "DURATION:PT1H", "TRANSP:OPAQUE"], "01 09:00-01 10:00"),
        (["DTSTART:20261201T150000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"], ""),
        (["DTSTART:20261201T150000Z", "DURATION:PT1H", "STATUS:CANCELLED"], ""),
        (
            ["DTSTART:20261201T150000Z", "DURATION:PT1H", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
            "",
        ),
        (["DTSTART:20261201T150000Z"], ""),
        (["DTSTART:20261201T050000Z", "DTEND:20261201T060000Z"], ""),
        (["DTSTART:20270101T060000Z", "DTEND:20270101T070000Z"], ""),
        (["DTSTART;VALUE=DATE:20270101"], ""),
    ],
)
def test_one_entry(lines: list[str], expected: str) -> None:
    assert spans(calendar(event(*lines))) == ([expected] if expected else [])


def test_a_series_with_exceptions_additions_moves_and_cancellations() -> None:
    zone = ";TZID=America/Chicago"
    series = event(
        f"DTSTART{zone}:20261005T090000",
        f"DTEND{zone}:20261005T100000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        f"EXDATE{zone}:20261214T090000",
        f"RDATE{zone}:20261217T130000",
    )
    moved = event(
        f"RECURRENCE-ID{zone}:20261221T090000",
        f"DTSTART{zone}:20261222T110000",
        f"DTEND{zone}:20261222T120000",
    )
    cancelled = event(
        f"RECURRENCE-ID{zone}:20261228T090000",
        f"DTSTART{zone}:20261228T090000",
        f"DTEND{zone}:20261228T100000",
        "STATUS:CANCELLED",
    )
    expected = ["07 09:00-07 10:00", "17 13:00-17 14:00", "22 11:00-22 12:00"]
    assert spans(calendar(series, moved, cancelled)) == expected
    assert spans(calendar(cancelled, moved, series)) == expected


def test_instances_moved_into_and_out_of_the_period() -> None:
    series = event("DTSTART:20260110T150000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY")
    gone = event("RECURRENCE-ID:20261210T150000Z", "DTSTART:20280110T150000Z", "DURATION:PT1H")
    come = event("RECURRENCE-ID:20260310T150000Z", "DTSTART:20261205T150000Z", "DURATION:PT1H")
    assert spans(calendar(series, gone, come)) == ["05 09:00-05 10:00"]


def test_nine_stays_nine_when_the_clock_changes() -> None:
    series = event(
        "DTSTART;TZID=America/Chicago:20260302T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"
    )
    found, _ = busy(calendar(series), MARCH)
    assert [f"{each.start:%d %H:%M %Z}" for each in found] == [
        "02 09:00 CST",
        "09 09:00 CDT",
        "16 09:00 CDT",
        "23 09:00 CDT",
        "30 09:00 CDT",
    ]


def test_a_whole_day_lasts_from_midnight_to_midnight_when_the_clock_changes() -> None:
    assert spans(calendar(event("DTSTART;VALUE=DATE:20260308")), MARCH) == ["08 00:00-09 00:00"]


def test_the_calendars_own_zone_is_that_of_times_without_one() -> None:
    content = calendar(
        event("DTSTART:20261201T160000", "DURATION:PT1H"), head="X-WR-TIMEZONE:Europe/Berlin\r\n"
    )
    assert spans(content) == ["01 09:00-01 10:00"]


def test_titles_but_not_of_private_entries() -> None:
    times = ("DTSTART:20261201T150000Z", "DURATION:PT1H")
    for access, title in (("PUBLIC", "Dentist"), ("PRIVATE", ""), ("CONFIDENTIAL", "")):
        found, _ = busy(calendar(event(*times, "SUMMARY:Dentist", f"CLASS:{access}")))
        assert [each.title for each in found] == [title]


def test_our_own_visits_do_not_block_their_re_planning() -> None:
    times = ("DTSTART:20261201T150000Z", "DURATION:PT1H")
    assert spans(calendar(event(*times, uid="123@visits.planner"))) == []
    assert spans(calendar(event(*times, uid="123@visits.planner.example"))) != []


def test_entries_that_share_an_id_all_block() -> None:
    content = calendar(
        event("DTSTART:20261201T150000Z", "DURATION:PT1H"),
        event("DTSTART:20261202T150000Z", "DURATION:PT1H"),
    )
    assert spans(content) == ["01 09:00-01 10:00", "02 09:00-02 10:00"]
    assert [finding.code for finding in busy(content)[1]] == ["calendar-doubled"]


def test_an_entry_that_ends_before_it_starts_is_listed() -> None:
    content = calendar(event("DTSTART:20261201T160000Z", "DTEND:20261201T150000Z"))
    assert spans(content) == ["01 09:00-01 10:00"]
    assert [finding.code for finding in busy(content)[1]] == ["calendar-entry-reversed"]


def test_several_calendars_byte_order_mark_and_plain_line_ends() -> None:
    one = calendar(event("DTSTART:20261201T150000Z", "DURATION:PT1H"))
    two = calendar(event("DTSTART:20261202T150000Z", "DURATION:PT1H"))
    content = b"\xef\xbb\xbf" + (one + two).replace(b"\r\n", b"\n")
    assert spans(content) == ["01 09:00-01 10:00", "02 09:00-02 10:00"]


def test_latin_letters_in_an_old_encoding_are_read_with_a_warning() -> None:
    content = calendar(event("DTSTART:20261201T150000Z", "DURATION:PT1H", "SUMMARY:Büro"))
    found, warnings = busy(content.decode().encode("cp1252"))
    assert [each.title for each in found] == ["Büro"]
    assert [finding.code for finding in warnings] == ["encoding-guessed"]


def test_steps_of_a_rule_count_its_instances_up_to_the_period() -> None:
    start, last = date(2026, 1, 1), date(2026, 12, 31)
    assert 365 <= steps_of({"FREQ": ["DAILY"]}, start, last) <= 367
    assert steps_of({"FREQ": ["SECONDLY"], "COUNT": [10]}, start, last) <= 11
    assert steps_of({"FREQ": ["SECONDLY"]}, start, last) > MAX_SERIES_STEPS


def test_calendars_belong_to_their_reps(tmp_path: Path) -> None:
    settings = f'{SETTINGS}calendar = "a.ics"\n{SECOND_REP}calendar = "b.ics"\n'
    accounts = ACCOUNTS.replace("longitude", "longitude,rep").replace("93.62", "93.62,r1")
    accounts = accounts.replace("93.45", "93.45,r2")
    ours = calendar(event("DTSTART:20261201T150000Z", "DURATION:PT1H"))
    territory = read(
        tmp_path, settings=settings, accounts=accounts, a_ics=ours, b_ics=calendar()
    ).territory
    assert (len(territory.busy["r1"]), len(territory.busy["r2"])) == (1, 0)
    assert {"a.ics", "b.ics"} <= set(territory.inputs)
    fault = only_fault(tmp_path, settings=settings, accounts=accounts, b_ics=ours[:-5])
    assert (fault.file, fault.rep) == ("b.ics", "r2")


def test_a_calendar_that_is_not_there(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, settings=f'{SETTINGS}calendar = "calendars/r1.ics"\n')
    assert (fault.code, fault.column, fault.rep) == ("file-unreadable", "rep[1].calendar", "r1")
    write(tmp_path)


INVITED = ["DTSTART:20261201T150000Z", "DURATION:PT1H"]


@pytest.mark.parametrize(
    ("answer", "choices", "head", "blocks"),
    [
        ("ACCEPTED", BusyChoices(emails=("rep@example.com",)), "", True),
        ("DECLINED", BusyChoices(), "", True),  # nobody says which of the guests the rep is
        ("DECLINED", BusyChoices(emails=("Rep@Example.com",)), "", False),
        ("DECLINED", BusyChoices(emails=("other@example.com",)), "", True),
        ("DECLINED", BusyChoices(), "X-WR-CALNAME:rep@example.com\r\n", False),
    ],
)
def test_what_the_rep_declined_is_free(
    answer: str, choices: BusyChoices, head: str, blocks: bool
) -> None:
    guest = f"ATTENDEE;PARTSTAT={answer}:mailto:rep@example.com"
    host = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:boss@example.com"
    content = calendar(event(*INVITED, guest, host), head=head)
    assert bool(read_busy_times(content, "r1.ics", DECEMBER, "r1", [], choices)) is blocks


@pytest.mark.parametrize("blocks", [True, False])
def test_working_elsewhere_is_a_choice(blocks: bool) -> None:
    content = calendar(event(*INVITED, "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"))
    choices = BusyChoices(elsewhere_blocks=blocks)
    assert bool(read_busy_times(content, "r1.ics", DECEMBER, "r1", [], choices)) is blocks


def test_which_busy_time_is_uncertain() -> None:
    content = calendar(
        event(*INVITED, "STATUS:TENTATIVE", uid="a"),
        event("DTSTART:20261202T160000Z", "DTEND:20261202T150000Z", uid="b"),
        event("DTSTART:20261203T150000Z", "DURATION:PT1H", uid="c"),
        event("DTSTART:20261204T150000Z", "DURATION:PT1H", uid="c"),
        event("DTSTART:20261205T150000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", uid="c"),
    )
    assert [(each.start.day, each.uncertain) for each in busy(content)[0]] == [
        (1, "tentative"),
        (2, "ends before it starts"),
        (3, ""),
        (4, "has the id of another entry"),
        (5, "has the id of another entry"),
        (6, "has the id of another entry"),
    ]
