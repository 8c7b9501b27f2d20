"""A territory of real stores: those within 40 km of Waterloo, with what they really buy.

    python -m scenarios.iowa_stores ../shared/data/iowa waterloo

Reads `stores.csv` (spirits that the State of Iowa sold to its licensed stores: data.iowa.gov,
m3tr-qhgy and ykb6-ywnd) and writes a territory's folder. Names, places and dollars of the 12
months to October 2022 are real.

**What is assumed**, since the data has no reps and no visits: one rep lives in the middle of
Waterloo and sells brands that are a tenth of what the stores buy. Stores below the median that
order every other week were promised a visit a month. Hours, visit lengths and response curves
are the planner's defaults.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from statistics import median
from string import capwords

from planner.files.writing import write_files
from scenarios.iowa_classes import TERRITORIES, Row, km_between

NAME = "Waterloo 40 km"
TENTH = 10
OFTEN = 26
"""Order days a year from which on a store orders every other week."""

SETTINGS = """\
# Real stores within 40 km of Waterloo, Iowa; made by scenarios/iowa_stores.py.
name = "Waterloo, real stores"
currency = "USD"

[period]
month = "2026-11"
time_zone = "America/Chicago"
holidays = "US-IA"

[[rep]]
id = "waterloo"
home = [{latitude}, {longitude}]
hours = "Mo-Fr 08:30-17:00"
lunch = {{ between = "11:30-13:30", minutes = 30 }}
max_visits_per_day = 8

[tiers]
rule = "pareto"
key_share = 0.20

[[quota]]
tiers = ["key"]
min_share = 0.80
"""


def stores(rows: list[Row]) -> list[Row]:
    """Active stores of the territory that bought in the last 12 months, by their number."""
    latitude, longitude, km = TERRITORIES[NAME]
    near = [
        row
        for row in rows
        if row["status"] == "A"
        and row["lat"]
        and float(row["sales_l12m"] or 0) > 0
        and km_between(row, latitude, longitude) <= km
    ]
    return sorted(near, key=lambda row: int(row["store"]))


def write_territory(source: Path, folder: Path) -> None:
    """Write the territory's folder from the data's."""
    with (source / "stores.csv").open(newline="", encoding="utf-8") as stream:
        chosen = stores(list(csv.DictReader(stream)))
    middle = median(float(row["sales_l12m"]) for row in chosen)
    lines = ["account_id,name,latitude,longitude,revenue_per_year,contract_visits"]
    for row in chosen:
        dollars = float(row["sales_l12m"])
        promised = float(row["order_days_l12m"]) >= OFTEN and dollars < middle
        name = capwords(row["name"]).replace('"', "")
        lines.append(
            f'{row["store"]},"{name}",{row["lat"]},{row["lon"]},{dollars / TENTH:.0f},'
            f"{1 if promised else ''}"
        )
    latitude, longitude, _ = TERRITORIES[NAME]
    settings = SETTINGS.format(latitude=latitude, longitude=longitude)
    files = {"territory.toml": settings, "accounts.csv": "\n".join([*lines, ""])}
    write_files(folder, {name: text.encode() for name, text in files.items()})


if __name__ == "__main__":
    write_territory(Path(sys.argv[1]), Path(sys.argv[2]))
