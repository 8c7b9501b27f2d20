"""What the tests of the commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.commands import main

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Runs a command in this process; an exception that is no exit is raised."""

    def invoke(*words: object) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def territory(tmp_path: Path, run: Run) -> Path:
    """A new territory of December 2026."""
    folder = tmp_path / "territory"
    assert run("new", folder, "--month", "2026-12").exit_code == 0
    return folder
