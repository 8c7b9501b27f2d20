"""A disk that is full while a command writes: words, exit 1, and every file as it was."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from models.warm import tiny_problem
from tests.commands.conftest import Run

PAST = "date,start,end,title\n2026-11-03,09:00,10:00,Lunch\n"
COMMANDS = {
    "new": ("new", "BESIDE"),
    "problem": ("problem", "DIR", "-o", "DIR/problem.json"),
    "solve": ("solve", "DIR/tiny.json", "--work", "1", "--workers", "1", "-o", "DIR/solved.json"),
    "audit": ("audit", "DIR", "--past", "DIR/past.csv", "-o", "DIR/audit.xlsx"),
    "plan": ("plan", "DIR", "--work", "1"),
}


def files_in(folder: Path) -> dict[str, bytes]:
    """Everything below, but for the lock, which stays."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("lock")
    }


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("fails_at", [1, 2])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_ends_in_words(
    name: str, fails_at: int, territory: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (territory / "tiny.json").write_text(tiny_problem().to_json(), encoding="utf-8")
    (territory / "past.csv").write_text(PAST, encoding="utf-8")
    before = files_in(territory.parent)
    real: Callable[[int], None] = os.fsync
    left = fails_at

    def fsync(handle: int) -> None:
        nonlocal left
        left -= stat.S_ISREG(os.fstat(handle).st_mode)  # names in folders need no room
        if left <= 0 and stat.S_ISREG(os.fstat(handle).st_mode):
            raise full()
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    places = {"DIR": str(territory), "BESIDE": str(territory.parent / "beside")}
    words = [
        "/".join(places.get(part, part) for part in word.split("/")) for word in COMMANDS[name]
    ]
    done = run(*words)
    if left > 0:
        pytest.skip("it writes no second file")
    assert done.exit_code == 1, done.output
    assert "No space left" in done.output
    assert files_in(territory.parent) == before
