"""Whatever the bytes of a file: a territory, or what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain import BadInput, Finding
from planner.readers import read_territory
from planner.readers.holiday_calendar import read_holidays
from planner.readers.periods import period_of
from planner.readers.policy import policy_of
from planner.readers.reps import read_reps
from planner.readers.settings import Section, Settings, section_at
from planner.readers.toml_file import validated
from tests.readers.folders import ACCOUNTS, SETTINGS, write

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ICS = """\
BEGIN:VCALENDAR
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VEVENT
UID:a
DTSTART;TZID=America/Chicago:20261201T090000
DTEND;TZID=America/Chicago:20261201T100000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20270101T000000Z
EXDATE:20261207T150000Z
RDATE;VALUE=PERIOD:20261203T100000Z/PT2H
DURATION:PT1H
SUMMARY:x
END:VEVENT
END:VCALENDAR
"""
CSV = """\
account_id;name;latitude;longitude;tier;revenue_per_year;opening_hours;last_visit;margin
A1;"x";42,04;-93,62;key;1.200;Mo-Fr 09:00-17:00;2026-11-30;0,2
A2,y,42.04,-93.62,lead,$5,off,00:45,1%
"""
TOML = (
    SETTINGS
    + """
lunch = { between = "11:30-13:30", minutes = 40 }
days_off = [2026-12-24, "2026-12-25"]
[tier.key]
margin = 0.3
[[quota]]
tiers = ["key"]
min_share = 0.8
[[pin]]
account = "A1"
start = 2026-12-08T10:00:00
"""
)


def survives(**files: str | bytes) -> None:
    with TemporaryDirectory() as name:
        folder = write(Path(name), **files)
        found: Sequence[Finding] = ()
        try:
            read_territory(folder)
        except BadInput as bad:
            found = bad.findings
        assert all(finding.message and finding.remedy for finding in found)


@st.composite
def mangled(draw: st.DrawFn, text: str) -> bytes:
    """A file that was right, with some bytes changed, cut out or written twice."""
    content = bytearray(text.encode())
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 12)))
        kept = bytes(content[start:end])
        content[start:end] = draw(
            st.sampled_from([b"", kept + kept, kept[::-1], b"0", b"-", b"9" * 30, b'"', b"\n"])
            | st.binary(max_size=8)
            | st.text(max_size=6).map(lambda each: each.encode("utf-8", "replace"))
        )
    return bytes(content)


@SOME
@given(st.binary(max_size=300) | mangled(CSV) | mangled(ACCOUNTS))
def test_any_accounts(content: bytes) -> None:
    survives(accounts=content)


@SOME
@given(st.binary(max_size=300) | mangled(TOML))
def test_any_settings(content: bytes) -> None:
    survives(settings=content)


def keys_under(section: type[Section], *around: str) -> Iterator[tuple[str, ...]]:
    """Paths of all keys that a table may have, and of those within them."""
    for key in section.model_fields:
        yield (*around, key)
        inner = section_at((key,), section)
        if inner is not None:
            yield from keys_under(inner, *around, key)


VALUES: tuple[Any, ...] = (
    0, -1, 5, 10**18, True, Decimal("0.5"), Decimal("-1e9"), Decimal("nan"), "", "x", "+5", "a/b",
    "2026-02-31", date(2026, 12, 8), datetime(2026, 12, 8, 10, tzinfo=UTC), time(10), [], [5],
    ["x", {}], {}, {"key": 5}, {"x": "y"}, [[]], [{"id": "r1"}],
)  # fmt: skip


@pytest.mark.parametrize("path", list(keys_under(Settings)), ids=".".join)
def test_any_value_at_any_key(path: tuple[str, ...]) -> None:
    """Every key, with values of every type: what is wrong is said in words."""
    *around, last = path
    for value in VALUES:
        tree: Any = {last: value}
        for key in reversed(around):
            tree = {key: [tree] if key in ("rep", "quota", "pin", "refuse") else tree}
        found: list[Finding] = []
        parts = validated(tree, "territory.toml", found)
        period = period_of(parts.period, None, "territory.toml", found)
        policy_of(parts, "territory.toml", found)
        read_reps(parts, "territory.toml", found)
        if period is not None:
            read_holidays(parts.period, period, "territory.toml", found)
        for finding in found:
            assert finding.message
            assert finding.remedy
            assert "Input should" not in finding.message, "pydantic's words, not ours"


@SOME
@given(st.binary(max_size=300) | mangled(ICS))
def test_any_calendar(content: bytes) -> None:
    survives(settings=f'{SETTINGS}calendar = "r1.ics"\n', r1_ics=content)


@SOME
@given(
    st.binary(max_size=300)
    | mangled("from,to,minutes,km\nhome:r1,A1,3,2\nA1,home:r1,4,2.5\nA1,A2,1,1\n")
)
def test_any_matrix(content: bytes) -> None:
    survives(settings=f'{SETTINGS}[travel]\nprovider = "matrix"\n', travel_csv=content)
