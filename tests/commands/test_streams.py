"""Whatever the streams are: no traceback, and an exit code that says what happened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "scenarios" / "first-week"
PLANNER = f"{sys.executable} -c 'from planner.commands import main; main()'"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{planner} check {sample} >&-", 0),
        ("{planner} check {sample} <&- 2>&- >/dev/null", 0),
        ("{planner} check {sample} >&- 2>&- <&-", 0),
        ("{planner} check {sample} >/dev/full", 1),
        ("{planner} check {sample} >/dev/full 2>/dev/full", 1),
        ("{planner} check nowhere 2>/dev/full", 2),
        ("{planner} --help >/dev/full", 1),
        ("set -o pipefail; {planner} --help | true", 141),
        ("set -o pipefail; {planner} check {sample} | true", 141),
        ("PYTHONIOENCODING=ascii {planner} check {sample}", 0),
        ("{planner} check {sample} --json", 0),
    ],
)
def test_streams_that_are_closed_full_or_gone(line: str, code: int) -> None:
    command = line.format(planner=PLANNER, sample=SAMPLE)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    for word in ("Traceback", "Broken pipe", "bug in planner", "Exception ignored"):
        assert word not in done.stderr
