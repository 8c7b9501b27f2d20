from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.domain import BadInput, BusyChoices, BusyTime, Finding, Period
from planner.readers.busy import read_busy_times
from planner.readers.calendar_entries import MAX_BYTES
from planner.readers.recurrence import MAX_STEPS, steps_of
from tests.readers.folders import ACCOUNTS, SECOND_REP, SETTINGS, only_fault, read, write

DECEMBER = Period(first=date(2026, 12, 1), last=date(2026, 12, 31), time_zone="America/Chicago")
MARCH = Period(first=date(2026, 3, 1), last=date(2026, 3, 31), time_zone="America/Chicago")


def event(*lines: str, uid: str = "one@example") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def calendar(*events: str, head: str = "") -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n".encode()


def busy(content: bytes, period: Period = DECEMBER) -> tuple[tuple[BusyTime, ...], list[Finding]]:
    found: list[Finding] = []
    return read_busy_times(content, "r1.ics", period, "r1", found), found


def spans(content: bytes, period: Period = DECEMBER) -> list[str]:
    return [f"{each.start:%d %H:%M}-{each.end:%d %H:%M}" for each in busy(content, period)[0]]


def faults(content: bytes, period: Period = DECEMBER) -> list[Finding]:
    with pytest.raises(BadInput) as bad:
        busy(content, period)
    assert all(finding.rep == "r1" for finding in bad.value.findings)
    return list(bad.value.findings)


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
    (fault,) = faults(b" " * (MAX_BYTES + 1))
    assert fault.code == "calendar-too-large"
    settings = f'{SETTINGS}calendar = "big.ics"\n'
    fault = only_fault(tmp_path, settings=settings, big_ics=b" " * (MAX_BYTES + 1))
    assert (fault.code, fault.rep) == ("file-unreadable", "r1")
    assert "20 MB" in fault.message


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.readers.ics_text.MAX_EVENTS", 3)
    ok = [event("DTSTART:20261201T150000Z", uid=f"{n}@x") for n in range(4)]
    busy(calendar(*ok[:3]))
    (fault,) = faults(calendar(*ok))
    assert "more than 3" in fault.message


def test_steps_of_a_rule_count_its_instances_up_to_the_period() -> None:
    start, last = date(2026, 1, 1), date(2026, 12, 31)
    assert 365 <= steps_of({"FREQ": ["DAILY"]}, start, last) <= 367
    assert steps_of({"FREQ": ["SECONDLY"], "COUNT": [10]}, start, last) <= 11
    assert steps_of({"FREQ": ["SECONDLY"]}, start, last) > MAX_STEPS


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


KEEP_WHOLE = BusyChoices(keep_whole=True)


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
