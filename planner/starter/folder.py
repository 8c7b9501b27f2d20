"""Writes a new territory folder, all of it or nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from planner.domain import BadInput, Finding
from planner.files.writing import staged_folder
from planner.starter.basics import Basics
from planner.starter.guesses import NO_HOLIDAYS, Place
from planner.starter.own_list import LONE_REP, OwnList

SAMPLE = Basics(
    time_zone="America/Chicago",
    currency="USD",
    holidays="US-IA",
    homes={LONE_REP: (41.5868, -93.6250)},
)
"""Where the sample's accounts are. It holds for no other list."""

_TEMPLATES = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Started:
    """What a new folder holds.

    Parameters
    ----------
    files : tuple of str
        Relative to the folder.
    columns : mapping of str to str
        Our names and the headings taken for them; empty for the sample.
    missing : tuple of str
        Required columns that no heading names: to be filled in by hand.
    """

    folder: Path
    files: tuple[str, ...]
    columns: Mapping[str, str]
    missing: tuple[str, ...] = ()


def start_territory(
    folder: Path, *, month: str, basics: Basics = SAMPLE, own: OwnList | None = None
) -> Started:
    """Make a folder that can be planned at once.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.
    month : str
        ``YYYY-MM``.
    basics : Basics
        What a person confirmed; the sample's for the sample alone.
    own : OwnList or None
        A person's own account list: it is copied unchanged, and a column map says which of its
        columns is which. None is the sample.

    Raises
    ------
    BadInput
        If the folder holds something.
    """
    refuse_folder_in_use(folder)
    with staged_folder(folder) as staged:
        words = {
            "folder": str(folder),
            "name": _quoted(folder.resolve().name),
            "month": month,
            "currency": _quoted(basics.currency),
            "time_zone": _quoted(basics.time_zone),
            "holidays": _holidays_line(basics.holidays),
            "reps": "".join(
                _rep_table(rep, home, sample=own is None) for rep, home in basics.homes.items()
            ),
            "accounts": "" if own is None else _accounts_table(own),
        }
        if own is None:
            shutil.copy(_TEMPLATES / "accounts.csv", staged)
            shutil.copytree(_TEMPLATES / "calendars", staged / "calendars")
        else:
            (staged / _file_of(own)).write_bytes(own.content)
        text = (_TEMPLATES / "territory.toml").read_text(encoding="utf-8")
        filled = Template(text).substitute(words)
        (staged / "territory.toml").write_text(filled, encoding="utf-8", newline="\n")
        files = sorted(
            path.relative_to(staged).as_posix() for path in staged.rglob("*") if path.is_file()
        )
    if own is None:
        return Started(folder=folder, files=tuple(files), columns={})
    return Started(folder=folder, files=tuple(files), columns=own.columns, missing=own.missing)


def refuse_folder_in_use(folder: Path) -> None:
    """Refuse a folder that holds something.

    Raises
    ------
    BadInput
        If it does, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(
            [
                Finding(
                    code="folder-in-use",
                    message="The folder exists and is not empty",
                    remedy="Choose another name; nothing is overwritten.",
                    file=str(folder),
                )
            ]
        )


def _accounts_table(own: OwnList) -> str:
    """Says where the list is, and which of its columns is which."""
    lines = [
        "\n[accounts]",
        f"file = {_quoted(_file_of(own))}",
        'missing_coordinates = "skip"         # "error" refuses rows without a place',
        "\n[accounts.columns]",
        "# our name = the heading in your file: add what is missing, correct what is wrong",
        *(f"{ours} = {_quoted(heading)}" for ours, heading in own.columns.items()),
        *(f'# {name} = "?"' for name in own.missing),
    ]
    return "\n".join(lines) + "\n"


def _file_of(own: OwnList) -> str:
    return f"accounts{own.suffix}"


def _holidays_line(code: str) -> str:
    if code == NO_HOLIDAYS:
        return '# holidays = "US-IA"'
    return f"holidays = {_quoted(code)}"


def _rep_table(rep: str, home: Place, *, sample: bool) -> str:
    busy = (
        f'calendar = "calendars/{rep}.ics"   # busy times, read only; put your own there'
        if sample
        else f'# calendar = "calendars/{rep}.ics"   # busy times, from Outlook or Google'
    )
    change = ": CHANGE THIS" if sample else ""
    return f"""
[[rep]]
id = {_quoted(rep)}
home = [{home[0]:.4f}, {home[1]:.4f}]          # where every day starts and ends{change}
hours = "Mo-Th 08:30-17:30; Fr 08:30-15:00"   # from leaving home to being back
lunch = {{ between = "11:30-13:30", minutes = 40 }}
max_visits_per_day = 8
{busy}
# days_off = [2026-12-24]
"""


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False)
