"""Real accounts: the Pareto figures of the data's own description, and steady classes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scenarios.iowa_classes import FEWEST, Group, groups


@pytest.fixture(scope="module")
def found(shared_data: Path) -> dict[str, Group]:
    with (shared_data / "iowa" / "stores.csv").open(newline="", encoding="utf-8") as stream:
        return {group.name: group for group in groups(list(csv.DictReader(stream)))}


@pytest.mark.parametrize(
    ("name", "percent"),
    [("Iowa, with coordinates", 73), ("Des Moines 40 km", 79), ("Cedar Rapids 40 km", 78),
     ("Waterloo 40 km", 67), ("Davenport 40 km", 71), ("Sioux City 80 km", 65),
     ("Mason City 60 km", 69)],
)  # fmt: skip
def test_the_top_fifth_brings_what_the_data_says(
    found: dict[str, Group], name: str, percent: int
) -> None:
    """Within a point: stores without orders in the year do not count here."""
    assert found[name].top_share * 100 == pytest.approx(percent, abs=1.5)


def test_every_area_is_classed(found: dict[str, Group]) -> None:
    assert len(found) == 26
    assert all(group.stores > FEWEST for group in found.values())


def test_hysteresis_steadies_classes(found: dict[str, Group]) -> None:
    iowa = found["Iowa, active stores"]
    for plain, held in zip(iowa.changed, iowa.changed_held, strict=True):
        assert held < plain < 0.05
