"""Nothing that the engine says of a small problem is wrong, and hardly any is left open."""

from __future__ import annotations

import pytest

from tests.exhaustive.comparison import compare

BATCHES = 10
"""The problems are told apart in so many tests, so that a fault names few."""


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_engine_beside_trying_every_plan(batch: int, exhaustive_problems: int) -> None:
    done = [compare(seed) for seed in range(batch, exhaustive_problems, BATCHES)]
    assert {each.seed: each.faults for each in done if each.faults} == {}
    assert [each.seed for each in done if not each.decided] == []
    if len(done) >= 20:
        assert {each.feasible for each in done} == {True, False}
