"""Writing files all or nothing: a break at any moment leaves what was there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


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
    with tempfile.TemporaryDirectory(prefix=".planner-", dir=parent) as beside:
        staged = Path(beside) / "new"
        staged.mkdir()
        yield staged
        if folder.exists():
            folder.rmdir()
        staged.replace(folder)


def write_files(folder: Path, files: Mapping[str, bytes], *, stale: Iterable[str] = ()) -> None:
    """Write all files of a folder, or none.

    A new folder appears in one rename. In a folder that exists everything is written beside
    first; then the old files step aside and the new ones take their names, and if that fails
    half-way the old ones are put back.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name; other files of the folder stay.
    stale : iterable of str
        Names that are removed together with the change.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        with staged_folder(folder) as staged:
            _write(staged, files)
        return
    with tempfile.TemporaryDirectory(prefix=".planner-", dir=folder) as beside:
        fresh, old = Path(beside) / "new", Path(beside) / "old"
        fresh.mkdir()
        old.mkdir()
        _write(fresh, files)
        _swap(folder, fresh, old, sorted({*files, *stale}))


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        with (folder / name).open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def _swap(folder: Path, fresh: Path, old: Path, names: Iterable[str]) -> None:
    done: list[str] = []
    try:
        for name in names:
            done.append(name)
            if (folder / name).exists():
                shutil.move(folder / name, old / name)
            if (fresh / name).exists():
                (fresh / name).replace(folder / name)
    except BaseException:
        for name in done:
            if (old / name).exists():
                (old / name).replace(folder / name)
            elif not (fresh / name).exists():
                (folder / name).unlink(missing_ok=True)
        raise


def write_file(path: Path, text: str) -> None:
    """Write a file beside its place and rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".planner-", dir=path.absolute().parent) as beside:
        staged = Path(beside) / "new"
        staged.mkdir()
        _write(staged, {path.name: text.encode()})
        (staged / path.name).replace(path)
