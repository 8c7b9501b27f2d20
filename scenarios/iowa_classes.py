"""Classes of real accounts: Pareto figures and their stability from year to year.

    python -m scenarios.iowa_classes ../shared/data/iowa

Reads `stores.csv` (spirits that the State of Iowa sold to its licensed stores: data.iowa.gov,
m3tr-qhgy and ykb6-ywnd) and classes the stores of every territory and area with `planner
classify`'s own rule: key is the top 20 % by dollars. The territories are circles around six towns;
the counties are those with more than 40 active stores. The data names no county: each store's is
found from its coordinates (`iowa_counties`).

**Years.** 2019, 2020, 2021 and the 12 months to October 2022. A store counts in a year in which
it bought. `Changed` is the share of stores that buy in both years and are classed differently,
first by rank alone and then with the hysteresis of 10 %.

**What this cannot tell.** Orders are not visits: chains order centrally, so a store's dollars say
nothing of who decides there or how often a rep came. The stores buy from one wholesaler who has
no rivals, so these are shares of all they buy of spirits, not of a wallet.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from planner.accounts.ranking import KeyLine, rank_accounts
from planner.domain import Cents, Tier, to_cents
from planner.readers.ledger import Entry
from scenarios.iowa_counties import counties_of

YEARS = ("sales_2019", "sales_2020", "sales_2021", "sales_l12m")
FEWEST = 40
TERRITORIES = {
    "Des Moines 40 km": (41.5868, -93.6250, 40),
    "Cedar Rapids 40 km": (41.9779, -91.6656, 40),
    "Waterloo 40 km": (42.4928, -92.3426, 40),
    "Davenport 40 km": (41.5236, -90.5776, 40),
    "Sioux City 80 km": (42.4963, -96.4049, 80),
    "Mason City 60 km": (43.1536, -93.2010, 60),
}

Row = Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """Stores that are classed together; the figures are of the last 12 months."""

    name: str
    stores: int
    dollars: int
    top_share: float
    for_80: float
    changed: tuple[float, ...]
    changed_held: tuple[float, ...]


def groups(rows: Sequence[Row]) -> Iterator[Group]:
    """All stores, the ready territories, and every county with enough active stores."""
    active = [row for row in rows if row["status"] == "A"]
    yield measure("Iowa, active stores", active)
    placed = [row for row in active if row["lat"]]
    yield measure("Iowa, with coordinates", placed)
    for name, (latitude, longitude, km) in TERRITORIES.items():
        near = [row for row in placed if km_between(row, latitude, longitude) <= km]
        yield measure(name, near)
    county = counties_of(rows)
    counties: dict[str, list[Row]] = defaultdict(list)
    for row in active:
        counties[county[row["store"]]].append(row)
    for name, members in sorted(counties.items()):
        if name and len(members) > FEWEST:
            yield measure(f"{name} County", members)


def measure(name: str, rows: Sequence[Row]) -> Group:
    """Pareto figures and stability of some stores."""
    line = KeyLine()
    years = [entries(rows, year) for year in YEARS]
    now = rank_accounts(years[-1], line)
    _, brought = now.top(Fraction(1, 5))
    reach = sum((one.share or 0) < Fraction(4, 5) for one in now.ranked) + 1
    return Group(
        name=name,
        stores=len(now.ranked),
        dollars=round(now.total / 100),
        top_share=float(brought or 0),
        for_80=reach / max(len(now.ranked), 1),
        changed=tuple(_changes(years, line, held=False)),
        changed_held=tuple(_changes(years, line, held=True)),
    )


def entries(rows: Sequence[Row], year: str) -> list[Entry]:
    """Stores that bought in a year; returns above purchases are left out."""
    bought = [(row, to_cents(row[year])) for row in rows if row[year]]
    return [
        Entry(id=row["store"], name=row["name"], row=0, revenue_per_year=Cents(cents))
        for row, cents in bought
        if cents > 0
    ]


def _changes(years: Sequence[Sequence[Entry]], line: KeyLine, *, held: bool) -> Iterator[float]:
    """Share of stores of both years whose class changed, year after year."""
    before: dict[str, Tier] = {}
    classes = []
    for year in years:
        before = rank_accounts(year, line, before if held else {}).tiers
        classes.append(before)
    for old, new in pairwise(classes):
        both = old.keys() & new.keys()
        yield sum(old[store] is not new[store] for store in both) / max(len(both), 1)


def km_between(row: Row, latitude: float, longitude: float) -> float:
    """Great-circle distance (haversine)."""
    north, east = math.radians(latitude), math.radians(longitude)
    up, right = math.radians(float(row["lat"])), math.radians(float(row["lon"]))
    chord = math.sin((up - north) / 2) ** 2
    chord += math.cos(north) * math.cos(up) * math.sin((right - east) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(chord))


def main() -> None:
    """Print the table in Markdown."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/iowa")
    with (folder / "stores.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    print("| stores | number | dollars | top 20 % bring | 80 % come from the top | class changed "
          "2019-20, 20-21, 21-22 | with hysteresis |")  # fmt: skip
    print("|---|--:|--:|--:|--:|--:|--:|")
    for group in groups(rows):
        plain, held = (
            ", ".join(f"{share:.1%}" for share in shares)
            for shares in (group.changed, group.changed_held)
        )
        print(
            f"| {group.name} | {group.stores:,} | {group.dollars / 1e6:.1f} M "
            f"| {group.top_share:.0%} | {group.for_80:.0%} | {plain} | {held} |"
        )


if __name__ == "__main__":
    main()
