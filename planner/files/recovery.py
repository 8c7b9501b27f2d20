"""What killed planners left half-way is put back by whoever comes next.

A journal that nobody owns any more is followed if its change had begun, and is litter otherwise:
then nothing had been touched, or everything had been done.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from filelock import Timeout

from planner.domain import BadInput, Finding
from planner.files.journal import Journal, is_begun, is_ended
from planner.files.owned import BESIDE, Owned, is_mine

PATIENCE = 30.0
"""Seconds for which a reader waits for a change that somebody else is making at this moment."""


def recover(folder: Path) -> None:
    """Put back what killed processes left half-way in a folder, and remove their litter.

    What a living process is writing at this moment is waited for, so that nobody reads a half.

    Raises
    ------
    BadInput
        If something cannot be put back, or a living process does not come to an end.
    """
    for place in _journals(folder):
        if not is_mine(place):
            _recover(place)


def _journals(folder: Path) -> Iterator[Path]:
    """Journals in a folder, and in those directly below it."""
    if not folder.is_dir():
        return
    below: list[Path] = []
    with suppress(OSError):
        below = [each for each in sorted(folder.iterdir()) if each.is_dir()]
    yield from _directly_in(folder)
    for each in below:
        if not each.name.startswith(BESIDE):
            yield from _directly_in(each)


def _directly_in(folder: Path) -> list[Path]:
    with suppress(OSError):
        found = sorted(folder.glob(f"{BESIDE}*"))
        return [each for each in found if each.is_dir() and not each.is_symlink()]
    return []


def _recover(place: Path) -> None:
    half_way = is_begun(place)
    try:
        owned = Owned.taken(place, patience=PATIENCE if half_way else 0)
    except Timeout:
        if half_way:
            raise BadInput([_busy(place)]) from None
        if is_begun(place):  # since we looked
            _recover(place)
        return
    except OSError as error:
        if half_way and place.exists():  # else its owner has just brought it to its end
            raise BadInput([_cannot_put_back(place, error)]) from None
        return  # litter that is not ours to remove
    try:
        first = _follow(owned)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        owned.leave()
        raise BadInput([_cannot_put_back(place, error)]) from error
    if first is None:
        owned.remove()
    else:
        owned.leave()
        _recover(first)


def _follow(owned: Owned) -> Path | None:
    """Put back what has begun and not ended; the journal that has to go first, if there is one."""
    begun = is_begun(owned.path)
    if not begun and not is_ended(owned.path):
        return None
    journal = Journal.left(owned)
    if journal.of is not None:
        undecided = begun and journal.of.name.startswith(BESIDE) and is_begun(journal.of)
        return journal.of if undecided else None
    for folder in journal.others:  # before this journal ends: then its change would stand
        for place in _directly_in(folder):
            _follow_other(place, owned.path, begun=begun)
    if begun:
        journal.put_back()
    return None


def _follow_other(place: Path, first: Path, *, begun: bool) -> None:
    """Bring a change's journal in a folder elsewhere to its end, as the first one has decided."""
    try:
        other = Owned.taken(place, patience=0)
    except Timeout:  # another change, whose owner lives
        return
    if is_begun(place):
        journal = Journal.left(other)
        if journal.of is None or os.path.realpath(journal.of) != os.path.realpath(first):
            other.leave()
            return
        if begun:
            journal.put_back()
    other.remove()


def _busy(place: Path) -> Finding:
    return Finding(
        code="territory-in-use",
        message="Another planner is writing into this folder, and does not come to an end",
        remedy="Wait until it is done, or stop it",
        file=str(place.parent),
    )


def _cannot_put_back(place: Path, error: Exception) -> Finding:
    why = error.strerror or error if isinstance(error, OSError) else error
    return Finding(
        code="change-half-way",
        message="An earlier planner was killed while it changed files here, and the old ones "
        f"cannot be put back: {why}",
        remedy=f"Make the folder writable and run this again; the old files are in {place.name}",
        file=str(place.parent),
    )
