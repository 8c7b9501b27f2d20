"""The reps' own calendars of the sample territories, as a calendar program would export them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

CHICAGO = dedent("""\
    BEGIN:VTIMEZONE
    TZID:America/Chicago
    BEGIN:STANDARD
    DTSTART:19701101T020000
    RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
    TZOFFSETFROM:-0500
    TZOFFSETTO:-0600
    TZNAME:CST
    END:STANDARD
    BEGIN:DAYLIGHT
    DTSTART:19700308T020000
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
    TZOFFSETFROM:-0600
    TZOFFSETTO:-0500
    TZNAME:CDT
    END:DAYLIGHT
    END:VTIMEZONE
    """)


def entry(uid: str, summary: str, *lines: str) -> str:
    """One entry; ``lines`` are its other properties."""
    head = ("BEGIN:VEVENT", f"UID:{uid}@calendar.example", "DTSTAMP:20260801T120000Z")
    return "\n".join((*head, *lines, f"SUMMARY:{summary}", "END:VEVENT", ""))


def local(start: str, end: str) -> tuple[str, str]:
    """Start and end (``YYYYMMDDThhmm``) on the clock of Chicago."""
    zone = "TZID=America/Chicago"
    return f"DTSTART;{zone}:{start}00", f"DTEND;{zone}:{end}00"


def all_day(first: str, after: str) -> tuple[str, str]:
    """Whole days, from the first to the one before ``after``."""
    return f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{after}"


def calendar_text(entries: Sequence[str]) -> str:
    """A whole calendar with the line ends of RFC 5545."""
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Sample//Invented entries//EN\n"
    return (head + CHICAGO + "".join(entries) + "END:VCALENDAR\n").replace("\n", "\r\n")


FIRST_WEEK = (
    entry(
        "training",
        "Product training",
        *local("20261102T0830", "20261102T1100"),
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE;TZID=America/Chicago:20261105T083000",
    ),
    entry("welcome", "Welcome by the whole team", *local("20261102T1200", "20261102T1330")),
    entry("election", "Election Day", *all_day("20261103", "20261104"), "TRANSP:TRANSPARENT"),
)

ANY_MONTH = (
    entry(
        "meeting",
        "Weekly meeting",
        *local("20260105T0830", "20260105T0930"),
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
    ),
    entry(
        "desk",
        "Desk time",
        *local("20260108T1500", "20260108T1630"),
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
    ),
    entry(
        "payday",
        "Payday",
        *all_day("20260115", "20260116"),
        "RRULE:FREQ=MONTHLY",
        "TRANSP:TRANSPARENT",
    ),
)

MONTH_OF_DES_MOINES = (
    entry(
        "sales-meeting",
        "Sales meeting",
        *local("20260831T0830", "20260831T0945"),
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "EXDATE;TZID=America/Chicago:20261228T083000",
    ),
    entry(
        "sales-meeting",
        "Sales meeting (moved)",
        "RECURRENCE-ID;TZID=America/Chicago:20261221T083000",
        *local("20261222T0900", "20261222T1015"),
    ),
    entry(
        "one-to-one",
        "Pipeline with the sales manager",
        *local("20261009T1300", "20261009T1400"),
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    ),
    entry("conference", "Broadcasters' conference", *all_day("20261203", "20261204"),
          "TRANSP:OPAQUE"),
    entry("birthday", "Mom's birthday", *all_day("20261210", "20261211"), "TRANSP:TRANSPARENT"),
    entry("shopping", "Holiday campaign runs", *all_day("20261207", "20261212"),
          "TRANSP:TRANSPARENT"),
    entry("dentist", "Dentist", "DTSTART:20261209T160000", "DTEND:20261209T170000"),
    entry("webinar", "Webinar: audio in the car", "DTSTART:20261210T160000Z",
          "DTEND:20261210T173000Z"),
    entry(
        "agency",
        "Call with the agency in New York",
        "DTSTART;TZID=America/New_York:20261215T110000",
        "DTEND;TZID=America/New_York:20261215T120000",
    ),
    entry("tour", "Studio tour (called off)", *local("20261208T0900", "20261208T1200"),
          "STATUS:CANCELLED"),
    entry("concert", "School concert", *local("20261216T1430", "20261216T1600"),
          "STATUS:TENTATIVE"),
    entry("focus", "Proposals, can move", *local("20261211T0830", "20261211T1000"),
          "TRANSP:TRANSPARENT"),
    entry("stock", "Airtime inventory", *local("20261230T1300", "20261230T1730")),
)  # fmt: skip


def team_calendar(rep: str, number: int) -> str:
    """A rep of the team: the shared Monday call, an own afternoon, and an all-day entry."""
    weekday = ("TU", "WE", "TH", "TU", "WE")[number]
    fair = (5, 6, 10, 12, 13)[number]
    return calendar_text(
        (
            entry(
                f"{rep}-call",
                "Team call",
                *local("20260907T0830", "20260907T0930"),
                "RRULE:FREQ=WEEKLY;BYDAY=MO",
            ),
            entry(
                f"{rep}-desk",
                "Desk time: proposals",
                *local("20261020T1500", "20261020T1700"),
                f"RRULE:FREQ=WEEKLY;BYDAY={weekday};UNTIL=20261231T235959Z",
            ),
            entry(
                f"{rep}-fair",
                "Trade fair",
                *all_day(f"202611{fair:02d}", f"202611{fair + 1:02d}"),
                "TRANSP:OPAQUE",
            ),
        )
    )
