"""Fixtures that several rooms share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the project's own."""
    parser.addoption(
        "--problems",
        type=int,
        default=300,
        metavar="N",
        help="problems that the exhaustive suite compares",
    )


@pytest.fixture(scope="session")
def exhaustive_problems(request: pytest.FixtureRequest) -> int:
    """Number of problems that the exhaustive suite compares."""
    return int(request.config.getoption("--problems"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of reference data, beside the checkout or named by PLANNER_DATA."""
    named = os.environ.get("PLANNER_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder}: set PLANNER_DATA to its folder")
    return folder
