"""Files are written all or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner.files.writing import staged_folder, write_file, write_files

OLD = {"plan.json": b"old plan", "a.ics": b"old a", "notes.txt": b"mine"}
NEW = {"plan.json": b"new plan", "b.ics": b"new b", "visits.csv": b"new visits"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with an earlier plan and a file of the user's."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    write_files(tmp_path / "deep" / "out", NEW)
    assert held(tmp_path / "deep" / "out") == NEW
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_replaced_files_and_stale_ones(out: Path) -> None:
    write_files(out, NEW, stale=["a.ics", "never-was.ics"])
    assert held(out) == NEW | {"notes.txt": b"mine"}


class BreakError(Exception):
    """Stands for a full disk or a Ctrl-C."""


@pytest.mark.parametrize("survived", range(6))
def test_a_break_at_any_rename_keeps_the_old_files(
    out: Path, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    renames = 0
    rename = os.replace

    def breaking(source: Path, target: Path) -> None:
        nonlocal renames
        renames += 1
        if renames == survived + 1:
            raise BreakError
        rename(source, target)

    def replace(source: Path, target: Path) -> Path:
        breaking(source, target)
        return Path(target)

    monkeypatch.setattr(Path, "replace", replace)
    try:
        write_files(out, NEW, stale=["a.ics"])
    except BreakError:
        assert held(out) == OLD
    else:
        assert renames <= survived, "nothing broke"
        assert held(out) == NEW | {"notes.txt": b"mine"}


def test_a_break_while_writing_keeps_the_old_files(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_files(out, NEW, stale=["a.ics"])
    assert held(out) == OLD


def test_a_staged_folder_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    def half() -> None:
        with staged_folder(tmp_path / "new") as staged:
            (staged / "half.txt").write_text("half")
            raise BreakError

    with pytest.raises(BreakError):
        half()
    assert list(tmp_path.iterdir()) == []


def test_one_file_is_replaced_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "deep" / "problem.json", "one")
    write_file(tmp_path / "deep" / "problem.json", "two")
    assert held(tmp_path / "deep") == {"problem.json": b"two"}
