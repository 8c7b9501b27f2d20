"""Hostile inputs end in a sentence, within the budgets of time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.readers.hostile import HOSTILE

SECONDS, MEGABYTES = 2.0, 300.0
"""Beyond what the check of the sample takes."""
SAMPLE = Path(__file__).parents[2] / "scenarios" / "first-week"
UNDERSTOOD = frozenset({
    "31 February", "a change of the past and all to come", "a local start in the year 1",
    "100,000 old entries", "a description of 15 MB", "alarms without end",
    "a zone that never changes", "1,900 different opening hours", "30,000 days off",
    "9,000 changes by hand",
})  # fmt: skip
"""What is no fault: it is read within the budget, and nothing need be said."""


@dataclass(frozen=True)
class Measured:
    """One command."""

    exit_code: int
    output: str
    seconds: float
    mb: float


Measure = Callable[[list[str]], Measured]


@pytest.fixture(scope="module")
def measure() -> Iterator[Measure]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.readers.measuring"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def ask(words: list[str]) -> Measured:
            stdin.write(json.dumps(words) + "\n")
            stdin.flush()
            return json.loads(stdout.readline(), object_hook=lambda d: Measured(**d) if d else None)  # type: ignore[no-any-return]

        ask(["load", "check", str(SAMPLE)])
        yield ask
        stdin.close()


@pytest.fixture(scope="module")
def usual(measure: Measure) -> Measured:
    """What the check of the sample takes."""
    found = measure(["check", str(SAMPLE)])
    assert found.exit_code == 0
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_input_ends_in_a_sentence_within_its_budget(
    name: str, tmp_path: Path, measure: Measure, usual: Measured
) -> None:
    found = measure(HOSTILE[name](tmp_path))
    said = found.output[:2000]
    assert "Traceback" not in found.output, found.output[-3000:]
    assert "bug in planner" not in found.output, said
    assert found.exit_code == (0 if name in UNDERSTOOD else 1), said
    assert ("error: " in said) == (name not in UNDERSTOOD), said
    assert found.seconds - usual.seconds < SECONDS, said
    assert found.mb - usual.mb < MEGABYTES, said
