"""Calendars read by others than the library that writes them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import vobject

_SCRIPT = Path(__file__).with_name("read_ical.cjs")


def unfolded(content: bytes) -> list[str]:
    """Content lines, by the letter of RFC 5545, section 3.1."""
    return re.sub(rb"\r\n[ \t]", b"", content).decode().removesuffix("\r\n").split("\r\n")


def raw_events(content: bytes) -> list[dict[str, str]]:
    """Properties of every event as they are written: name with parameters to value."""
    events: list[dict[str, str]] = []
    inside: list[str] = []
    for line in unfolded(content):
        name, _, value = _split(line)
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert inside.pop() == value
        elif inside[-1] == "VEVENT":
            assert name not in events[-1], f"{name} is there twice"
            events[-1][name] = line
    assert not inside
    return events


def _split(line: str) -> tuple[str, str, str]:
    """Name, parameters and value; colons inside quotes belong to a parameter."""
    match = re.fullmatch(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line)
    assert match, f"no content line: {line!r}"
    return match[1], match[2], match[3]


def value(line: str) -> str:
    return _split(line)[2]


def parameters(line: str) -> str:
    return _split(line)[1]


def by_vobject(content: bytes) -> list[dict[str, Any]]:
    """Events as vobject reads them, the library of Radicale."""
    calendar = vobject.readOne(content.decode())
    return [
        {
            "uid": event.uid.value,
            "summary": event.summary.value,
            "description": event.description.value,
            "location": event.location.value if hasattr(event, "location") else None,
            "start": event.dtstart.value.astimezone(UTC),
            "end": event.dtend.value.astimezone(UTC),
        }
        for event in calendar.contents.get("vevent", [])
    ]


@cache
def _icaljs_missing() -> str:
    node = shutil.which("node")
    if node is None:
        return "node is not installed"
    found = subprocess.run(
        [node, "-e", "require('ical.js')"], capture_output=True, cwd=_SCRIPT.parent
    )
    return "" if found.returncode == 0 else "the npm package ical.js is not installed"


def by_icaljs(content: bytes) -> list[dict[str, Any]]:
    """Events as ical.js reads them, the library of Thunderbird; skips where it is missing."""
    if _icaljs_missing():
        pytest.skip(_icaljs_missing())
    run = subprocess.run(["node", str(_SCRIPT)], input=content, capture_output=True, check=True)
    events: list[dict[str, Any]] = json.loads(run.stdout)
    for event in events:
        for edge in ("start", "end"):
            event[edge] = datetime.fromtimestamp(event[edge], UTC)
    return events
