"""Real accounts: the Pareto figures of the data's own description, and steady classes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scenarios.iowa_classes import FEWEST, Group, groups
from scenarios.iowa_counties import boundaries, counties_of, county_at


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


def test_every_county_with_enough_stores_is_classed(found: dict[str, Group]) -> None:
    counties = {name for name in found if name.endswith(" County")}
    assert counties == {
        f"{name} County"
        for name in ("Black Hawk", "Dallas", "Dubuque", "Johnson", "Linn", "Polk", "Pottawattamie",
                     "Scott", "Story", "Woodbury")
    }  # fmt: skip
    assert all(group.stores > FEWEST for group in found.values())


@pytest.mark.parametrize(
    ("county", "latitude", "longitude"),
    [("Polk", 41.5868, -93.6250), ("Scott", 41.5236, -90.5776), ("Story", 42.0308, -93.6319),
     ("Cerro Gordo", 43.1536, -93.2010), ("", 41.2565, -95.9345), ("", 45.0, -93.0)],
)  # fmt: skip
def test_county_seats_lie_in_their_counties(county: str, latitude: float, longitude: float) -> None:
    """Omaha lies across the river."""
    assert county_at(latitude, longitude) == county
    assert len(boundaries()) == 99


def test_a_store_without_a_place_follows_its_postcode() -> None:
    def row(store: str, latitude: str, longitude: str, off: str = "1") -> dict[str, str]:
        return {"store": store, "lat": latitude, "lon": longitude, "zip": "50309",
                "city": "DES MOINES", "zip_centroid_km": off}  # fmt: skip

    rows = [
        row("1", "41.59", "-93.62"), row("2", "", ""), row("3", "42.03", "-93.63", "52"),
        {**row("4", "", ""), "zip": "99999", "city": "NOWHERE"},
    ]  # fmt: skip
    assert counties_of(rows) == {"1": "Polk", "2": "Polk", "3": "Polk", "4": ""}


def test_hysteresis_steadies_classes(found: dict[str, Group]) -> None:
    iowa = found["Iowa, active stores"]
    for plain, held in zip(iowa.changed, iowa.changed_held, strict=True):
        assert held < plain < 0.05
