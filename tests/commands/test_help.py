"""The help is quick because it imports nothing slow, and shows an example of each command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from planner.commands import COMMANDS
from tests.commands.conftest import Run

SLOW = {"numba", "numpy", "ortools", "pandas", "pydantic", "rich", "icalendar", "holidays",
        "openpyxl", "opening_hours", "models", "planner.domain"}  # fmt: skip

PROBE = """
import sys
from planner.commands import main
try:
    main(sys.argv[1:])
finally:
    print("IMPORTED", *sorted(sys.modules))
"""


@pytest.mark.parametrize("words", [["--help"], ["plan", "--help"], ["--version"]])
def test_help_imports_nothing_slow(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=True
    )
    imported = done.stdout.partition("IMPORTED ")[2].split()
    assert "click" in imported
    assert not SLOW & set(imported)


def test_help_names_every_command(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_ends_with_examples(name: str, run: Run) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"\n    planner {name} " in result.output.partition("For instance:")[2]


def test_unknown_command_is_a_usage_error(run: Run) -> None:
    assert run("plna").exit_code == 2


def test_usage_error_as_json(run: Run) -> None:
    result = run("plan", "--json", ".", "--work", "many")
    assert result.exit_code == 2
    assert '"status": "usage"' in result.stdout
