"""Writing files all or nothing: a break at any moment leaves what was there."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_BESIDE = ".planner-"
_OLD = "old"
_BEGUN = "begun.json"
"""Names of the files of a change, from before the first takes its name until the last has."""


@contextmanager
def staged_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which gets its name in one rename once everything is written.

    Parameters
    ----------
    folder : Path
        Must not exist, or be empty.
    """
    parent = folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=parent) as beside:
        staged = Path(beside) / "new"
        staged.mkdir()
        yield staged
        if folder.exists():
            folder.rmdir()
        staged.replace(folder)


def write_files(folder: Path, files: Mapping[str, bytes], *, stale: Iterable[str] = ()) -> None:
    """Write all files of a folder, or none.

    A new folder appears in one rename. In a folder that exists everything is written beside
    first, and so are copies of the old files; then the new ones take their names one by one. If
    that fails half-way the old ones are put back; if the process is killed then, the next one
    that writes here, or calls `recover`, puts them back.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name, which may begin with a folder; other files of the folder stay.
    stale : iterable of str
        Names that are removed together with the change.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        with staged_folder(folder) as staged:
            _write(staged, files)
        return
    recover(folder)
    with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=folder) as beside:
        fresh, old = Path(beside) / "new", Path(beside) / _OLD
        fresh.mkdir()
        old.mkdir()
        _write(fresh, files)
        names = sorted({*files, *stale})
        _write(old, {n: (folder / n).read_bytes() for n in names if (folder / n).exists()})
        _write(Path(beside), {_BEGUN: json.dumps(names).encode()})
        try:
            for name in names:
                if (fresh / name).exists():
                    (folder / name).parent.mkdir(exist_ok=True)
                    (fresh / name).replace(folder / name)
                else:
                    (folder / name).unlink(missing_ok=True)
        except BaseException:
            _put_back(folder, old, names)
            raise
        (Path(beside) / _BEGUN).unlink()


def is_half_way(folder: Path) -> bool:
    """Whether a change of the folder is under way, or was broken off."""
    return any(folder.glob(f"{_BESIDE}*/{_BEGUN}"))


def recover(folder: Path) -> None:
    """Put back the old files of a change that a killed process left half-way."""
    for beside in sorted(folder.glob(f"{_BESIDE}*")) if folder.is_dir() else ():
        begun = beside / _BEGUN
        if begun.exists():
            _put_back(folder, beside / _OLD, json.loads(begun.read_bytes()))
            begun.unlink()
        shutil.rmtree(beside, ignore_errors=True)


def _put_back(folder: Path, old: Path, names: Iterable[str]) -> None:
    for name in names:
        if (old / name).exists():
            shutil.copyfile(old / name, old / f"{name}.back")
            (old / f"{name}.back").replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def write_file(path: Path, text: str) -> None:
    """Write a file beside its place and rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=path.absolute().parent) as beside:
        staged = Path(beside) / "new"
        staged.mkdir()
        _write(staged, {path.name: text.encode()})
        (staged / path.name).replace(path)
