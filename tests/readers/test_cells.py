"""Days, times and lengths in the cells of tables."""

from __future__ import annotations

from datetime import date

import pytest

from planner.readers.cells import day_of, length_of, minute_of


@pytest.mark.parametrize(
    "text", ["2026-11-30", "2026-11-30 09:15", "2026-11-30T9:15:00", "2026-11-30T09:15:00.5Z"]
)
def test_days(text: str) -> None:
    assert day_of(text) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "text", ["", "2026-02-31", "30.11.2026", "2026-11-30 noon", "2026-11-301", "9999-12-31"]
)
def test_what_is_no_day(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("00:00", 0),
        ("9:05", 545),
        ("13:30:59", 810),
        ("24:00", 1440),
        ("2026-11-30 13:30", 810),
        ("2026-11-30T13:30:00", 810),
        ("1:30 PM", 810),
        ("12:00am", 0),
        ("12:30 p.m.", 750),
        ("11:59 AM", 719),
    ],
)
def test_times(text: str, minute: int) -> None:
    assert minute_of(text) == minute


@pytest.mark.parametrize(
    "text", ["", "9", "24:01", "25:00", "9:60", "13:30 PM", "0:30 AM", "13:30Z", "13:30+01:00"]
)
def test_what_is_no_time(text: str) -> None:
    assert minute_of(text) is None


def test_lengths() -> None:
    assert [length_of(text) for text in ("00:45", "1:30:00", "45", "")] == [45, 90, None, None]
