"""Territory folders written for one test."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.domain import BadInput, Finding
from planner.readers import Reading, read_territory

SETTINGS = """\
name = "Story County"
[period]
month = "2026-12"
time_zone = "America/Chicago"
[[rep]]
id = "r1"
home = [42.03, -93.63]
"""

SECOND_REP = """\
[[rep]]
id = "r2"
home = [42.05, -92.91]
"""

ACCOUNTS = """\
account_id,name,latitude,longitude
A1,Ames Bakery,42.04,-93.62
A2,Nevada Hardware,42.02,-93.45
"""


def settings_of(
    *tables: str, name: str = "Tiny", first: str = "2026-12-07", last: str = "2026-12-11"
) -> str:
    """Settings of some days in Chicago, with other tables."""
    period = f'[period]\nstart = {first}\nend = {last}\ntime_zone = "America/Chicago"'
    return "\n".join([f'name = "{name}"', period, *tables, ""])


def rep_table(
    rep_id: str, home: tuple[float, float], hours: str = "Mo-Fr 09:00-17:00", *more: str
) -> str:
    """A rep of the settings, with other keys."""
    keys = (f'id = "{rep_id}"', f"home = [{home[0]}, {home[1]}]", f'hours = "{hours}"', *more)
    return "\n".join(["[[rep]]", *keys])


def write(
    folder: Path,
    settings: str | bytes = SETTINGS,
    accounts: str | bytes = ACCOUNTS,
    **others: str | bytes,
) -> Path:
    """Write a folder; other files are named by keywords, ``travel_csv`` for ``travel.csv``."""
    files = {"territory.toml": settings, "accounts.csv": accounts}
    for name, content in others.items():
        stem, _, ending = name.rpartition("_")
        files[f"{stem}.{ending}"] = content
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(folder: Path, **files: str | bytes) -> Reading:
    """Write a folder and read it."""
    return read_territory(write(folder, **files))


def faults(folder: Path, **files: str | bytes) -> list[Finding]:
    """Write a folder that cannot be planned; what stops it."""
    with pytest.raises(BadInput) as bad:
        read(folder, **files)
    for finding in bad.value.findings:
        assert finding.message
        assert finding.remedy
    return [finding for finding in bad.value.findings if finding.fatal]


def only_fault(folder: Path, **files: str | bytes) -> Finding:
    """The one thing that is wrong with a folder."""
    found = faults(folder, **files)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def account_rows(header: str, *rows: str) -> str:
    """Account list with extra columns: a row is ``id`` and its extra cells."""
    lines = [f"account_id,name,latitude,longitude,{header}"]
    for number, row in enumerate(rows, start=1):
        lines.append(f"A{number},Shop {number},42.0{number},-93.6{number},{row}")
    return "\n".join(lines) + "\n"
