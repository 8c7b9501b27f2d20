"""Calendars of a few entries, and what is read of them."""

from __future__ import annotations

from datetime import date

import pytest

from planner.domain import BadInput, BusyTime, Finding, Period
from planner.readers.busy import read_busy_times

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
