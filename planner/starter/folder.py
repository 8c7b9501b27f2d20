"""Writes a new territory folder, all of it or nothing."""

from __future__ import annotations

import json
import shutil
import statistics
from dataclasses import dataclass
from pathlib import Path
from string import Template

from planner.domain import BadInput, Finding
from planner.files.tables import Table, parse_table
from planner.files.writing import staged_folder
from planner.readers.account_row import REQUIRED
from planner.starter.columns import guess_columns

_TEMPLATES = Path(__file__).parent
_DOWNTOWN = (41.5868, -93.6250)


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
    columns: dict[str, str]
    missing: tuple[str, ...] = ()


def start_territory(
    folder: Path,
    *,
    month: str,
    time_zone: str,
    holidays: str,
    source: Path | None = None,
) -> Started:
    """Make a folder that can be planned at once.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.
    month : str
        ``YYYY-MM``.
    source : Path or None
        A person's own account list (.csv or .xlsx): it is copied unchanged, and a column map
        says which of its columns is which.

    Raises
    ------
    BadInput
        If the folder holds something, or the source is no table.
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
    words = {
        "folder": str(folder),
        "name": _quoted(folder.resolve().name),
        "month": month,
        "time_zone": _quoted(time_zone),
        "holidays": _quoted(holidays),
    }
    with staged_folder(folder) as staged:
        columns = _copy_own(staged, source, words) if source else _copy_sample(staged, words)
        text = (_TEMPLATES / "territory.toml").read_text(encoding="utf-8")
        filled = Template(text).substitute(words)
        (staged / "territory.toml").write_text(filled, encoding="utf-8", newline="\n")
        files = sorted(
            path.relative_to(staged).as_posix() for path in staged.rglob("*") if path.is_file()
        )
    missing = tuple(name for name in REQUIRED if name not in columns) if source else ()
    return Started(folder=folder, files=tuple(files), columns=columns, missing=missing)


def _copy_sample(staged: Path, words: dict[str, str]) -> dict[str, str]:
    shutil.copy(_TEMPLATES / "accounts.csv", staged)
    shutil.copytree(_TEMPLATES / "calendars", staged / "calendars")
    words["reps"] = _rep_table("r1", _DOWNTOWN, "r1.ics")
    words["accounts"] = ""
    return {}


def _copy_own(staged: Path, source: Path, words: dict[str, str]) -> dict[str, str]:
    """Copies a person's list beside a column map and a table for every rep it names."""
    content = source.read_bytes()
    table = parse_table(content, source.name)
    file = f"accounts{source.suffix.lower()}"
    (staged / file).write_bytes(content)
    columns = guess_columns(table.headings)
    reps = _reps_named(table, columns) or ("r1",)
    words["reps"] = "".join(
        _rep_table(rep, _middle(table, columns, rep if len(reps) > 1 else None)) for rep in reps
    )
    lines = [
        "\n[accounts]",
        f"file = {_quoted(file)}",
        'missing_coordinates = "skip"         # "error" refuses rows without a place',
        "\n[accounts.columns]",
        "# our name = the heading in your file: add what is missing, correct what is wrong",
    ]
    lines += [f"{ours} = {_quoted(heading)}" for ours, heading in columns.items()]
    lines += [f'# {name} = "?"' for name in REQUIRED if name not in columns]
    words["accounts"] = "\n".join(lines) + "\n"
    return columns


def _rep_table(rep: str, home: tuple[float, float], calendar: str | None = None) -> str:
    busy = (
        f'calendar = "calendars/{calendar}"   # busy times, read only; put your own there'
        if calendar
        else f'# calendar = "calendars/{rep}.ics"   # busy times, from Outlook or Google'
    )
    return f"""
[[rep]]
id = {_quoted(rep)}
home = [{home[0]:.4f}, {home[1]:.4f}]          # where every day starts and ends: CHANGE THIS
hours = "Mo-Th 08:30-17:30; Fr 08:30-15:00"   # from leaving home to being back
lunch = {{ between = "11:30-13:30", minutes = 40 }}
max_visits_per_day = 8
{busy}
# days_off = [2026-12-24]
"""


def _reps_named(table: Table, columns: dict[str, str]) -> tuple[str, ...]:
    """Reps in the order of the list's first mention."""
    if "rep" not in columns:
        return ()
    at = table.headings.index(columns["rep"])
    return tuple(dict.fromkeys(cells[at] for _, cells in table.rows if cells[at]))


def _middle(table: Table, columns: dict[str, str], rep: str | None) -> tuple[float, float]:
    """Median place of a rep's accounts, a first guess of the home."""
    if not {"latitude", "longitude"} <= columns.keys():
        return _DOWNTOWN
    north, east = (table.headings.index(columns[name]) for name in ("latitude", "longitude"))
    by = table.headings.index(columns["rep"]) if rep is not None else None
    places = [
        (_degrees(cells[north], table, 90), _degrees(cells[east], table, 180))
        for _, cells in table.rows
        if by is None or cells[by] == rep
    ]
    # 0, 0 is written by exports that know nothing.
    known = [(n, e) for n, e in places if n is not None and e is not None and (n or e)]
    if not known:
        return _DOWNTOWN
    return statistics.median(n for n, _ in known), statistics.median(e for _, e in known)


def _degrees(cell: str, table: Table, most: int) -> float | None:
    """A cell as degrees, with the table's decimal sign; None where it is no place on earth."""
    try:
        number = float(cell.replace(",", ".") if table.decimal_comma else cell)
    except ValueError:
        return None
    return number if -most <= number <= most else None


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False)
