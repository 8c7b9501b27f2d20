"""Travel times from a file of measured legs: `from,to,minutes,km`."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.domain import BadInput, Finding, TravelPolicy, limits
from planner.files.budgets import too_many
from planner.files.opening import read_file
from planner.files.tables import Table, parse_table

Leg = tuple[float, float]
COLUMNS = ("from", "to", "minutes", "km")
_SHOWN = 5


def matrix(
    places: Sequence[str], policy: TravelPolicy, folder: Path, rep: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes and kilometres between places, as the file gives them.

    Parameters
    ----------
    places : sequence of str
        ``home:<rep>`` and account ids. Legs of other places in the file are left alone.
    policy : TravelPolicy
        Names the file, relative to the folder.
    folder : Path
        The territory's folder.
    rep : str
        Whose plan missing pairs spoil.

    Returns
    -------
    minutes, km : ndarray of float64, shape (n, n)
        From row to column; the diagonal is 0.

    Raises
    ------
    BadInput
        If the file cannot be read, or a pair is missing in one direction or both.
    """
    legs = read_legs(folder / policy.file, policy.file)
    minutes = np.zeros((len(places), len(places)))
    km = np.zeros_like(minutes)
    missing: list[str] = []
    for row, start in enumerate(places):
        for column, end in enumerate(places):
            if row == column:
                continue
            leg = legs.get((start, end))
            if leg is None:
                missing.append(f"{start} to {end}")
            else:
                minutes[row, column], km[row, column] = leg
    if missing:
        raise BadInput([_missing(missing, len(places), policy.file, rep)])
    return minutes, km


def _missing(pairs: list[str], places: int, file: str, rep: str) -> Finding:
    return Finding(
        code="travel-missing",
        message=f"{len(pairs):,} of {places * (places - 1):,} legs are missing: {_some(pairs)}",
        remedy="Add them, both directions, with account ids and home:<rep> as names.",
        file=file,
        rep=rep,
    )


def unknown_names(policy: TravelPolicy, folder: Path, known: Collection[str]) -> Iterator[Finding]:
    """Warnings of columns that are not read, and of places that are not of the territory.

    Parameters
    ----------
    known : collection of str
        Ids of the accounts that are planned, and names of the reps' homes.
    """
    legs, unread = _read(folder / policy.file, policy.file)
    if unread:
        yield Finding(
            code="column-unknown",
            message=f"{len(unread):,} columns are not read: {_some(unread)}",
            remedy=f"Nothing, if they are not meant: {', '.join(COLUMNS)} are read.",
            file=policy.file,
            row=1,
            fatal=False,
        )
    strangers = sorted({place for leg in legs for place in leg}.difference(known))
    if strangers:
        yield Finding(
            code="travel-unknown",
            message=f"{len(strangers):,} places are no account that is planned: {_some(strangers)}",
            remedy="Nothing, if they are meant for another territory; else correct the ids.",
            file=policy.file,
            fatal=False,
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def read_legs(path: Path, file: str) -> Mapping[tuple[str, str], Leg]:
    """Minutes and kilometres by start and end, from a file of legs.

    Raises
    ------
    BadInput
        With every fault of the file.
    """
    return _read(path, file)[0]


def _read(path: Path, file: str) -> tuple[Mapping[tuple[str, str], Leg], tuple[str, ...]]:
    """The legs of a file, and its headings that are not read."""
    try:
        stamp = path.stat()
    except (OSError, ValueError):  # said in words by who reads it
        return _legs(path, file, 0, 0)
    return _legs(path, file, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=2)  # read once for all reps; a changed file is read anew
def _legs(
    path: Path, file: str, _changed: int, _size: int
) -> tuple[Mapping[tuple[str, str], Leg], tuple[str, ...]]:
    remedy = 'Write it, or set provider = "straight-line" under [travel].'
    content = read_file(path, name=file, remedy=remedy)
    table = parse_table(content, file)
    findings = [finding for finding in table.findings if finding.fatal]
    headings = [heading.lower() for heading in table.headings]
    lacking = [column for column in COLUMNS if column not in headings]
    if lacking:
        remedy = "The first row must be from,to,minutes,km."
        raise BadInput(
            Finding(
                code="travel-unreadable",
                message=f"There is no column {column!r}",
                remedy=remedy,
                file=file,
                row=1,
                column=column,
            )
            for column in lacking
        )
    legs = _parsed(table, [headings.index(column) for column in COLUMNS], findings)
    if findings:
        raise BadInput(findings)
    return legs, tuple(h for h in table.headings if h and h.lower() not in COLUMNS)


def _parsed(
    table: Table, order: Sequence[int], findings: list[Finding]
) -> dict[tuple[str, str], Leg]:
    start, end, minutes, km = order
    legs: dict[tuple[str, str], Leg] = {}
    rows: dict[tuple[str, str], int] = {}
    for number, cells in table.rows:
        if too_many(findings, 0, table.file):
            break
        pair = (cells[start], cells[end])
        leg = (
            _figure(table, number, "minutes", cells[minutes], limits.LONGEST_DRIVE, findings),
            _figure(table, number, "km", cells[km], limits.LONGEST_LEG, findings),
        )
        if pair in legs and legs[pair] != leg:
            findings.append(
                Finding(
                    code="travel-contradiction",
                    message=f"{pair[0]} to {pair[1]} has other figures in row {rows[pair]}",
                    remedy="Keep one of the two rows.",
                    file=table.file,
                    row=number,
                )
            )
        legs[pair] = leg
        rows[pair] = number
    return legs


def _figure(
    table: Table, row: int, column: str, text: str, most: int, findings: list[Finding]
) -> float:
    written = text.replace(",", ".", 1) if table.decimal_comma else text
    try:
        figure = float(written)
    except ValueError:
        figure = math.nan
    if not 0 <= figure <= most:  # nor is what is no number at all
        findings.append(
            Finding(
                code="travel-wrong",
                message=f"{column} must be a number from 0 to {most:,}",
                remedy="Write digits alone, for instance 12.5.",
                file=table.file,
                row=row,
                column=column,
                value=text[:100],
            )
        )
        return 0.0
    return figure
