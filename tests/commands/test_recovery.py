"""What a killed run left half-way is put back by the next command, also by one that only reads."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.commands import main
from planner.files.writing import one_change, write_file
from tests.files.kills import in_child, needs_fork

SAMPLE = Path(__file__).parents[2] / "scenarios" / "first-week"
pytestmark = needs_fork


def change(folder: Path) -> None:
    """Settings and an account list that nobody has finished to write."""
    with one_change(folder):
        write_file(folder / "territory.toml", "half of it")
        write_file(folder / "by-hand.toml", "[[pin]]")


@pytest.fixture
def half_way(tmp_path: Path) -> Path:
    for survived in range(100):
        folder = tmp_path / "territory"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SAMPLE, folder)
        assert in_child(partial(change, folder), survived) < 0
        if (folder / "by-hand.toml").exists():
            return folder
    raise AssertionError("never half-way")


@pytest.mark.parametrize(
    "words",
    [
        ("check", "DIR"), ("contracts", "DIR"), ("review", "DIR"), ("curves", "DIR"),
        ("classify", "DIR", "-o", "DIR/classed.csv"), ("problem", "DIR", "-o", "DIR/problem.json"),
    ],
)  # fmt: skip
def test_a_command_that_reads_puts_back_first(half_way: Path, words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [word.replace("DIR", str(half_way)) for word in words])
    assert done.exit_code == 0, done.output
    settings = (half_way / "territory.toml").read_bytes()
    assert settings == (SAMPLE / "territory.toml").read_bytes()
    assert not (half_way / "by-hand.toml").exists()
    assert not list(half_way.glob(".planner-*/"))


@pytest.mark.parametrize("command", ["report", "verify"])
def test_a_plan_is_read_once_its_territory_is_whole(half_way: Path, command: str) -> None:
    plan = half_way / "out" / "plan.json"
    plan.parent.mkdir()
    plan.write_text("{}")
    words = [command, str(plan), *([str(half_way)] if command == "verify" else [])]
    assert CliRunner().invoke(main, words).exit_code == 1  # it is no plan
    assert not (half_way / "by-hand.toml").exists()
