"""Whoever writes is killed at every step: all of it is there afterwards, or none."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from planner.domain import BadInput
from planner.files.lock import locked
from planner.files.recovery import recover
from planner.files.writing import one_change, staged_folder, write_file, write_files
from tests.files.kills import copied, in_child, killed_at_every_step, needs_fork, state_of

pytestmark = needs_fork

OLD = {"plan.json": b"old plan", "r1.ics": b"old calendar", "gone.ics": b"stale"}
NEW = {"plan.json": b"new plan", "deep/er/r1.ics": b"new calendar", "added.ics": b"added"}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A territory with an earlier plan, and a folder elsewhere."""
    for place in ("territory/out", "elsewhere"):
        folder = tmp_path / "world" / place
        folder.mkdir(parents=True)
        for name, content in OLD.items():
            (folder / name).write_bytes(content)
    return tmp_path / "world"


def write(world: Path, *places: str) -> None:
    territory = world / "territory"
    with locked(territory), one_change(territory):
        for place in places:
            write_files(world / place, NEW, stale=["gone.ics"])


@pytest.mark.parametrize(
    "places",
    [
        ("territory/out",),
        ("territory/new",),
        ("territory/new/below/it",),
        ("elsewhere",),
        ("elsewhere/new",),
        ("territory", "elsewhere"),
    ],
)
def test_files_of_one_change(world: Path, tmp_path: Path, places: tuple[str, ...]) -> None:
    kills = killed_at_every_step(
        world, tmp_path, lambda copy: write(copy, *places),
        reader=lambda copy: recover(copy / "territory"),
    )  # fmt: skip
    assert kills.before > 20
    assert kills.after > 3


def test_a_second_journal_is_found_from_either_side(world: Path, tmp_path: Path) -> None:
    def either(copy: Path) -> None:
        recover(copy / "elsewhere")
        assert not [name for name in state_of(copy / "elsewhere") if ".planner-" in name]
        recover(copy / "territory")

    kills = killed_at_every_step(
        world, tmp_path, lambda copy: write(copy, "territory/out", "elsewhere"), reader=either
    )
    assert kills.before
    assert kills.after


def test_a_change_outside_of_any_territory(world: Path, tmp_path: Path) -> None:
    def table(copy: Path) -> None:
        write_file(copy / "elsewhere" / "plan.json", "a table")

    kills = killed_at_every_step(
        world, tmp_path, table, reader=lambda copy: recover(copy / "elsewhere")
    )
    assert kills.before
    assert kills.after


def test_a_new_folder(world: Path, tmp_path: Path) -> None:
    def new(copy: Path) -> None:
        with staged_folder(copy / "begun") as staged:
            (staged / "sub").mkdir()
            (staged / "sub" / "a.csv").write_bytes(b"accounts")
            (staged / "territory.toml").write_bytes(b"settings")

    kills = killed_at_every_step(world, tmp_path, new)
    assert kills.before > 10
    assert kills.after


def test_a_recovery_that_is_killed_goes_on(world: Path, tmp_path: Path) -> None:
    """What a recovery leaves half-way, the next one brings to its end."""
    half = half_way(world, tmp_path)
    kills = killed_at_every_step(half, tmp_path / "again", lambda copy: recover(copy / "territory"),
                                 reader=lambda copy: recover(copy / "territory"))  # fmt: skip
    assert kills.before == 0  # not even once does the half stay
    assert kills.after == kills.points > 10
    recover(half / "territory")
    assert (half / "territory" / "out" / "plan.json").read_bytes() == OLD["plan.json"]


def half_way(world: Path, tmp_path: Path) -> Path:
    """A world whose writer was killed once its second file had been renamed."""
    for survived in range(100):
        copy = copied(world, tmp_path / "half")
        assert in_child(partial(write, copy, "territory/out", "elsewhere"), survived) < 0
        if (copy / "territory" / "out" / "plan.json").read_bytes() == NEW["plan.json"]:
            return copy
    raise AssertionError("never half-way")


def test_what_a_person_has_changed_since_stays(world: Path, tmp_path: Path) -> None:
    half = half_way(world, tmp_path)
    mine = half / "territory" / "out" / "plan.json"
    mine.write_bytes(b"mine")
    recover(half / "territory")
    assert mine.read_bytes() == b"mine"
    assert (mine.parent / "r1.ics").read_bytes() == OLD["r1.ics"]


def test_what_cannot_be_put_back_is_said(world: Path, tmp_path: Path) -> None:
    half = half_way(world, tmp_path)
    [begun] = (half / "territory").glob(".planner-*/begun.json")
    begun.write_text("{")
    with pytest.raises(BadInput, match="change-half-way") as said, locked(half / "territory"):
        pass
    assert "the old files are in .planner-" in str(said.value)


@pytest.mark.parametrize("name", ["../../victim", "out/link/victim"])
def test_a_journal_from_somebody_else_leads_nowhere(world: Path, tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"")
    territory = world / "territory"
    (territory / "out" / "link").symlink_to(tmp_path)
    place = territory / ".planner-planted"
    place.mkdir()
    (place / "0").write_bytes(b"evil")
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    document: dict[str, object] = {
        "files": {name: {"old": "0", "new": [digest]}},
        "made": [],
        "others": [],
        "of": None,
    }
    (place / "begun.json").write_text(json.dumps(document))
    with pytest.raises(BadInput, match="change-half-way"):
        recover(territory)
    assert victim.read_bytes() == b""


def test_a_change_that_somebody_is_making_is_waited_for(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("old")
    half, goes_on = threading.Event(), threading.Event()

    def change() -> None:
        with one_change(tmp_path):
            write_file(tmp_path / "a", "new")
            half.set()
            goes_on.wait()
            write_file(tmp_path / "b", "new")

    with ThreadPoolExecutor(2) as others:
        changing = others.submit(change)
        half.wait()
        reading = others.submit(recover, tmp_path)
        assert not reading.done()
        goes_on.set()
        reading.result()
        assert (tmp_path / "b").read_text() == "new"
        changing.result()


def test_whoever_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.files.recovery.PATIENCE", 0.1)
    (tmp_path / "a").write_text("old")
    raises = pytest.raises(BadInput, match="does not come to an end")
    with one_change(tmp_path), ThreadPoolExecutor(1) as another:
        write_file(tmp_path / "a", "new")
        with raises:
            another.submit(recover, tmp_path).result()


def test_a_change_that_fails_leaves_nothing(world: Path) -> None:
    before = state_of(world)

    def fails() -> None:
        with one_change(world / "territory"):
            write_files(world / "territory" / "new" / "below", NEW)
            write_files(world / "elsewhere", NEW, stale=["gone.ics"])
            (world / "elsewhere" / "fifo").mkdir()
            write_files(world / "elsewhere", {"fifo": b"no file"})

    with pytest.raises(OSError, match="no file"):
        fails()
    (world / "elsewhere" / "fifo").rmdir()
    assert state_of(world) == before


def test_litter_of_a_living_writer_stays(tmp_path: Path) -> None:
    with staged_folder(tmp_path / "new") as staged:
        child = os.fork()
        if not child:
            recover(tmp_path)
            os._exit(int(staged.is_dir()))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert (tmp_path / "new").is_dir()


def test_nothing_is_decided_before_it_is_on_the_disk(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contents are synced before their names change, and names before the journal ends."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("the system does not tell which file a handle is of")
    steps: list[tuple[str, str]] = []
    sync, replace, unlink = os.fsync, os.replace, os.unlink

    def synced(handle: int) -> None:
        steps.append(("sync", str(Path(f"/proc/self/fd/{handle}").readlink())))
        sync(handle)

    def replaced(source: Path, target: Path) -> None:
        steps.append(("replace", str(source)))
        replace(source, target)

    def unlinked(path: Path, **words: int) -> None:
        steps.append(("unlink", str(path)))
        unlink(path, **words)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(os, "unlink", unlinked)
    out = world / "territory" / "out"
    write_files(out, {"plan.json": b"new"}, stale=["gone.ics"])
    journal = str(next(Path(path).parent for what, path in steps if path.endswith("begun.new")))
    begun, *others = [n for n, (what, _) in enumerate(steps) if what == "replace"]
    ended = others.pop()
    touched = [*others, steps.index(("unlink", str(out / "gone.ics")))]
    assert len(touched) == 2
    assert ("sync", steps[begun][1]) in steps[:begun]
    assert ("sync", journal) in steps[begun : min(touched)]
    assert ("sync", steps[others[0]][1]) in steps[: others[0]]
    assert ("sync", str(out)) in steps[max(touched) : ended]
    assert ("sync", journal) in steps[ended:]
