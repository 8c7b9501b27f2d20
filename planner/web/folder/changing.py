"""Changes of a territory's files: each names what it saw before, and can be undone.

A change whose file is no longer as its writer saw it (another tab, the command line, an editor)
is refused, and the person is asked. While a run holds the folder nothing is changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.domain import BadInput, Finding, PlannerError
from planner.files.lock import locked
from planner.files.opening import read_file
from planner.files.writing import write_files
from planner.web.folder.picture import version_of

PATIENCE = 5.0
"""Seconds for which an edit waits for a command: whoever makes it looks on."""


class ChangedMeanwhile(PlannerError):  # noqa: N818 - named as it is said
    """A file is not as the writer saw it.

    Parameters
    ----------
    names : tuple of str
        The files.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(
            f"{' and '.join(names)} changed meanwhile, in another tab or outside the app"
        )


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change that was made.

    Parameters
    ----------
    words : str
        What it was, for the list of what can be undone.
    before : mapping of str to bytes or None
        Contents before, by name; None where there was no file.
    after : mapping of str to str
        SHA-256 of the contents after; empty where the file is gone.
    """

    words: str
    before: Mapping[str, bytes | None]
    after: Mapping[str, str]


def make_change(
    folder: Path,
    words: str,
    files: Mapping[str, bytes | None],
    seen: Mapping[str, str] | None,
) -> Change:
    """Write files, all of them or none.

    Parameters
    ----------
    words : str
        What is done: ``name of A01``.
    files : mapping of str to bytes or None
        New contents by name; None removes the file.
    seen : mapping of str to str or None
        Versions that the writer saw, by name; None writes whatever is there.

    Raises
    ------
    ChangedMeanwhile
        If a file is not as it was seen.
    BadInput
        If a name leads out of the folder, or a run is at work.
    """
    for name in files:
        inside(folder, name)
    with locked(folder, patience=PATIENCE):
        if seen is not None:
            _refuse_differing(folder, {name: seen.get(name, "") for name in files})
        change = Change(
            words=words,
            before={name: _content(folder / name) for name in files},
            after={name: _digest(content) for name, content in files.items()},
        )
        _write(folder, files)
    return change


def take_back(folder: Path, change: Change) -> None:
    """Undo a change.

    Raises
    ------
    ChangedMeanwhile
        If its files were changed since.
    BadInput
        If a run is at work.
    """
    with locked(folder, patience=PATIENCE):
        _refuse_differing(folder, change.after)
        _write(folder, change.before)


def _refuse_differing(folder: Path, expected: Mapping[str, str]) -> None:
    differing = [n for n, version in expected.items() if version_of(folder, n) != version]
    if differing:
        raise ChangedMeanwhile(tuple(sorted(differing)))


def inside(folder: Path, name: str) -> Path:
    """Path of a file in the folder.

    Raises
    ------
    BadInput
        If the name leads out of the folder, also by a link, or to a file of the app's own.
    """
    try:
        path = (folder / name).resolve()
        relative = path.relative_to(folder.resolve())
    except (OSError, ValueError):
        raise BadInput([_refused("This file lies outside the territory's folder", name)]) from None
    if not relative.parts or any(part.startswith(".") for part in relative.parts):
        raise BadInput([_refused("This is no file of the territory", name)])
    return path


def _write(folder: Path, files: Mapping[str, bytes | None]) -> None:
    kept = {name: content for name, content in files.items() if content is not None}
    write_files(folder, kept, stale=files.keys() - kept.keys())


def _content(path: Path) -> bytes | None:
    try:
        return read_file(path)
    except BadInput:
        return None


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _refused(message: str, value: str) -> Finding:
    return Finding(
        code="file-refused", message=message, remedy="Choose a file of the territory.", value=value
    )
