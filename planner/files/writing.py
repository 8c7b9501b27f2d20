"""Writing files all or nothing: a break or a kill at any moment leaves what was there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from planner.files.durable import sync_folders, sync_tree
from planner.files.journal import Journal, is_ended
from planner.files.lock import held_above
from planner.files.owned import Owned, staging
from planner.files.recovery import recover


class _Change:
    """Files that change together, whatever folders they are in.

    Parameters
    ----------
    folder : Path
        Where most of them are: its journal decides.
    """

    def __init__(self, folder: Path) -> None:
        recover(folder)
        self._first = Journal(Owned.new(folder))
        self._others: dict[Path, Journal] = {}

    def write(self, files: Mapping[Path, bytes | None], *, private: bool) -> None:
        by_journal: dict[Journal, dict[Path, bytes | None]] = {}
        for path, content in files.items():
            real = Path(os.path.realpath(path))
            if content is None and not real.exists():
                continue
            by_journal.setdefault(self._journal(real), {})[real] = content
        for journal, own in by_journal.items():
            journal.write(own, private=private)

    def _journal(self, path: Path) -> Journal:
        """The journal of a file: the one that decides, or one in a folder that is elsewhere."""
        if path.is_relative_to(self._first.root):
            return self._first
        root = _standing(path)
        if root not in self._others:
            recover(root)
            self._first.add_other(root)
            self._others[root] = Journal(Owned.new(root), of=self._first.owned.path)
        return self._others[root]

    def put_back(self) -> None:
        """Undo everything; where even that fails, the journals are left to whoever comes next."""
        if is_ended(self._first.owned.path):  # too late: what failed is only the clearing away
            self.finish()
            return
        journals = (*self._others.values(), self._first)
        try:
            for journal in journals:
                journal.put_back()
        except BaseException:
            for journal in journals:
                journal.owned.leave()
            raise
        for journal in journals:
            journal.owned.remove()

    def finish(self) -> None:
        """Keep everything."""
        for journal in (self._first, *self._others.values()):
            journal.finish()
        for journal in (*self._others.values(), self._first):
            journal.owned.remove()


_open: ContextVar[_Change | None] = ContextVar("change under way", default=None)


@contextmanager
def one_change(folder: Path) -> Iterator[None]:
    """Make everything that is written within one change: all of it stays, or none.

    What is written can be read at once. If something fails within, all files get their old
    contents; if the process is killed, whoever comes next gives them these (`recover`). Within
    another change it is a part of that one.

    Parameters
    ----------
    folder : Path
        The territory, or a folder in it. Files elsewhere may be a part of the change, too.
    """
    if _open.get() is not None:
        yield
        return
    change = _Change(_root(folder))
    token = _open.set(change)
    try:
        yield
        change.finish()
    except BaseException:
        change.put_back()
        raise
    finally:
        _open.reset(token)


def write_files(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    stale: Iterable[str] = (),
    private: bool = False,
) -> None:
    """Write all files of a folder, or none; folders that are missing are made.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name, which may begin with folders; other files of the folder stay.
    stale : iterable of str
        Names that are removed together with the change.
    private : bool
        Whether nobody but the owner may read the files.
    """
    contents: dict[str, bytes | None] = {**dict.fromkeys(stale), **files}
    paths = {folder / name: content for name, content in sorted(contents.items())}
    with one_change(folder):
        change = _open.get()
        assert change is not None
        change.write(paths, private=private)


def write_file(path: Path, text: str, *, private: bool = False) -> None:
    """Write one file, all of it or nothing, in UTF-8."""
    write_files(path.parent, {path.name: text.encode()}, private=private)


@contextmanager
def staged_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which gets its name in one rename once everything is written.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.
    """
    parent = _standing(Path(os.path.realpath(folder)))
    recover(parent)
    with staging(parent) as beside:
        staged = beside / "new"
        staged.mkdir()
        yield staged
        sync_tree(staged)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            folder.rmdir()
        staged.replace(folder)
        sync_folders([folder.absolute().parent])


def _root(folder: Path) -> Path:
    """Where a change of a folder is recorded: in the territory that is held, or close by."""
    real = Path(os.path.realpath(folder))
    return held_above(real / "file") or (real if real.is_dir() else _standing(real))


def _standing(path: Path) -> Path:
    """The nearest folder above a path that exists."""
    return next(each for each in path.parents if each.is_dir())
