"""The record of a change under way: what was there before, so that it can be put back.

A change of files is recorded in a folder ``.planner-XXXX`` above them, its journal::

    owner.lock   held by whoever makes the change, and free as soon as that process has ended
    begun.json   the files of the change: there before the first is touched, gone once all are whole
    ended.json   what ``begun.json`` is renamed to then
    0, 1, ...    the files as they were before

A journal is followed only within the folder that it lies in. A change that reaches files
elsewhere has a further journal there, which names the first one: the rename of the first one's
``begun.json`` is what decides.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from planner.files.durable import sync_folders, write_durably
from planner.files.owned import Owned

_BEGUN, _ENDED = "begun.json", "ended.json"
_NOTHING = ""
"""Stands for the digest of a file that is not there."""


@dataclass(kw_only=True)
class _File:
    """A file of a change.

    Parameters
    ----------
    old : str or None
        Name of its old content in the journal; None where there was no file.
    new : list of str
        SHA-256 of every content that the change gives it, one after the other.
    """

    old: str | None
    new: list[str] = field(default_factory=list)


class Journal:
    """A change under way of files in one folder.

    Parameters
    ----------
    owned : Owned
        Where the record is; the folder that it lies in holds all files of the change.
    of : Path, optional
        The journal that decides, where the change has several.
    """

    def __init__(self, owned: Owned, *, of: Path | None = None) -> None:
        self.owned, self.of = owned, of
        self.root = Path(os.path.realpath(owned.path.parent))
        self._files: dict[str, _File] = {}
        self._made: list[str] = []
        self._others: list[str] = []

    @classmethod
    def left(cls, owned: Owned) -> Journal:
        """The journal that a process has left.

        Raises
        ------
        OSError, ValueError, KeyError, TypeError, AttributeError
            If it cannot be read.
        """
        kept = next(owned.path / name for name in (_BEGUN, _ENDED) if (owned.path / name).exists())
        document = json.loads(kept.read_bytes())
        of = document["of"]
        journal = cls(owned, of=None if of is None else Path(of))
        journal._files = {name: _File(**each) for name, each in document["files"].items()}
        journal._made, journal._others = document["made"], document["others"]
        return journal

    @property
    def others(self) -> tuple[Path, ...]:
        """Folders elsewhere that have a journal of the same change."""
        return tuple(Path(each) for each in self._others)

    def add_other(self, root: Path) -> None:
        """Name a folder elsewhere, before the change has a journal there."""
        self._others.append(str(root))
        self._save()

    def write(self, files: Mapping[Path, bytes | None], *, private: bool = False) -> None:
        """Change files once their old contents are recorded.

        Parameters
        ----------
        files : mapping of Path to bytes or None
            New contents by resolved path; None removes the file.
        private : bool
            Whether nobody but the owner may read them.
        """
        self._record(files)
        for name in self._made:
            (self.root / name).mkdir(exist_ok=True)
        for path, content in files.items():
            if content is not None:
                beside = self._beside(path)
                write_durably(beside, content, mode=0o600 if private else 0o666)
                if path.exists() and not private:
                    shutil.copymode(path, beside)
        for path, content in files.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                self._beside(path).replace(path)
        sync_folders(self._touched(files))

    def put_back(self) -> None:
        """Give all files their old contents; what somebody has changed since is left alone."""
        if not is_begun(self.owned.path):
            return  # nothing has been touched
        paths = {self._inside(name): each for name, each in self._files.items()}
        for path, each in paths.items():
            beside = self._beside(path)
            beside.unlink(missing_ok=True)
            if _digest(path) not in each.new:
                continue
            if each.old is None:
                path.unlink(missing_ok=True)
            else:
                old = self.owned.path / each.old
                write_durably(beside, old.read_bytes())
                shutil.copymode(old, beside)
                beside.replace(path)
        for name in reversed(self._made):
            with suppress(OSError):  # somebody has put something into it, or it was never made
                self._inside(name).rmdir()
        sync_folders(folder for folder in self._touched(paths) if folder.is_dir())
        self.finish()

    def finish(self) -> None:
        """Decide that nothing is to be put back any more."""
        if is_begun(self.owned.path):
            (self.owned.path / _BEGUN).replace(self.owned.path / _ENDED)
            sync_folders([self.owned.path])

    def _record(self, files: Mapping[Path, bytes | None]) -> None:
        for path, content in files.items():
            name = path.relative_to(self.root).as_posix()
            if name not in self._files:
                self._files[name] = _File(old=self._copied(path))
            self._files[name].new.append(_NOTHING if content is None else _sha(content))
            if content is not None:
                self._made += [each for each in self._missing(path) if each not in self._made]
        self._save()

    def _copied(self, path: Path) -> str | None:
        """Name of a copy of a file in the journal; None where there is no file.

        Raises
        ------
        OSError
            If it is something other than a file.
        """
        if not path.exists():
            return None
        if not path.is_file():
            raise OSError(errno.EINVAL, "This is no file, and nothing is written to it", str(path))
        name = str(len(self._files))
        write_durably(self.owned.path / name, path.read_bytes())
        shutil.copymode(path, self.owned.path / name)
        return name

    def _missing(self, path: Path) -> list[str]:
        """Folders that a file needs and that are to be made, from the outermost."""
        needed = [each for each in path.parents if each.is_relative_to(self.root)]
        return [
            each.relative_to(self.root).as_posix() for each in reversed(needed) if not each.exists()
        ]

    def _save(self) -> None:
        document = {
            "files": {name: asdict(each) for name, each in self._files.items()},
            "made": self._made,
            "others": self._others,
            "of": None if self.of is None else str(self.of),
        }
        begun = self.owned.path / _BEGUN
        write_durably(begun.with_suffix(".new"), json.dumps(document).encode())
        begun.with_suffix(".new").replace(begun)
        sync_folders([self.owned.path, self.root])

    def _beside(self, path: Path) -> Path:
        """Where a file's new content is before it gets its name."""
        name = path.relative_to(self.root).as_posix()
        return path.with_name(f"{self.owned.path.name}.{list(self._files).index(name)}")

    def _touched(self, files: Iterable[Path]) -> set[Path]:
        """Folders whose names change."""
        return {path.parent for path in files} | {(self.root / each).parent for each in self._made}

    def _inside(self, name: str) -> Path:
        path = Path(os.path.realpath(self.root / name))
        if not path.is_relative_to(self.root):
            raise ValueError(f"{name} lies outside of {self.root}")
        return path


def is_begun(place: Path) -> bool:
    """Whether a change is under way, or was broken off, by its journal."""
    return (place / _BEGUN).exists()


def is_ended(place: Path) -> bool:
    """Whether a change stands, or was put back, and only its journal is to be removed."""
    return (place / _ENDED).exists()


def _digest(path: Path) -> str:
    return _sha(path.read_bytes()) if path.is_file() else _NOTHING


def _sha(content: bytes) -> str:
    return sha256(content).hexdigest()
