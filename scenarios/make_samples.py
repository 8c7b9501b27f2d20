"""Makes the accounts and calendars of the sample territories; their territory.toml are by hand.

Run ``python scenarios/make_samples.py`` to write them again, byte for byte the same. Places are
real, accounts invented; revenue follows the quantiles of a log-normal distribution whose top
20 % hold 80 %.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from statistics import NormalDist

from calendars import ANY_MONTH, FIRST_WEEK, MONTH_OF_DES_MOINES, calendar_text, team_calendar
from iowa import OWNERS, STREETS, TOWNS, TRADES

HEADINGS = (
    "account_id", "name", "latitude", "longitude", "rep", "tier", "revenue_per_year",
    "potential_per_year", "win_probability", "visits_per_month_now", "sales_no_visits",
    "sales_half", "sales_plus_half", "sales_saturation", "visit_minutes", "contract_visits",
    "min_gap_days", "max_gap_days", "last_visit", "opening_hours", "decision_maker_access",
    "growth", "address", "phone", "notes",
)  # fmt: skip

SIGMA = 2 * NormalDist().inv_cdf(0.8)
"""Of a log-normal amount, the top share p holds ``Phi(sigma - z(1 - p))``: 80 % for p = 0.2."""


THANKSGIVING = date(2026, 11, 26)


@dataclass(frozen=True)
class Patch:
    """One rep's accounts before they are drawn: how many of each class, and where."""

    rep: str
    billing: int
    targets: int
    leads: int
    key: int
    median_revenue: int
    towns: Mapping[str, int]
    first_day: date | None
    contracts: Sequence[int] = ()
    key_contracts: Sequence[int] = ()
    answered: int = 0
    longest_gaps: Sequence[int] = ()
    prefix: str = "A"


def billing_revenues(patch: Patch) -> list[int]:
    """Revenue a year of the billing accounts in dollars, largest first."""
    middles = ((n + 0.5) / patch.billing for n in range(patch.billing))
    normal = NormalDist(math.log(patch.median_revenue), SIGMA)
    return sorted((round(math.exp(normal.inv_cdf(q)) / 10) * 10 for q in middles), reverse=True)


def names(rng: random.Random, towns: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Endless names that differ, each with its trade's opening hours and its town."""
    pool = sorted(towns)
    used: set[str] = set()
    while True:
        town = rng.choice(pool)
        trade, hours = rng.choice(TRADES)
        owner = town if rng.random() < 0.15 else rng.choice(OWNERS)
        name = f"{owner} {trade}"
        if name not in used:
            used.add(name)
            yield name, hours, town


def place(rng: random.Random, town: str) -> tuple[str, str]:
    """A point of the town, evenly over its area, as text with five decimals."""
    centre = TOWNS[town]
    radius, angle = centre.radius_km * math.sqrt(rng.random()), rng.uniform(0, math.tau)
    north = radius * math.cos(angle) / 111.2
    east = radius * math.sin(angle) / (111.2 * math.cos(math.radians(centre.latitude)))
    return f"{centre.latitude + north:.5f}", f"{centre.longitude + east:.5f}"


def draw(patch: Patch, seed: int) -> list[dict[str, str]]:
    """All rows of one rep, in the order of their ids."""
    rng = random.Random(seed)  # noqa: S311 - samples, not secrets
    towns = [town for town, weight in patch.towns.items() for _ in range(weight)]
    rows = []
    total = patch.billing + patch.targets + patch.leads
    for name, hours, town in islice(names(rng, towns), total):
        latitude, longitude = place(rng, town)
        rows.append(
            {
                "name": name,
                "latitude": latitude,
                "longitude": longitude,
                "rep": patch.rep,
                "opening_hours": hours,
                "address": f"{rng.randrange(100, 3900)} {rng.choice(STREETS)}, "
                f"{town}, IA {TOWNS[town].postcode}",
                "phone": f"515-555-{rng.randrange(100, 200):04d}",
            }
        )
    bill(rng, patch, rows[: patch.billing])
    prospect(rng, patch, rows[patch.billing :])
    rng.shuffle(rows)
    for row, number in zip(rows, count(1), strict=False):
        row["account_id"] = f"{patch.prefix}{number:03d}"
    return rows


def bill(rng: random.Random, patch: Patch, rows: list[dict[str, str]]) -> None:
    """Gives the billing accounts their revenue, habits, contracts and answers."""
    for row, revenue in zip(rows, billing_revenues(patch), strict=True):
        row["revenue_per_year"] = str(revenue)
    key, secondary = rows[: patch.key], rows[patch.key :]
    for row in key:
        row["visits_per_month_now"] = str(rng.choice((1, 2, 2, 3, 4)))
        row["decision_maker_access"] = rng.choice(("decision_maker", "influencer"))
        row["growth"] = f"{rng.uniform(-0.05, 0.2):.2f}"
    for row in secondary:
        row["visits_per_month_now"] = rng.choice(("0.5", "0.5", "1", "1"))
    if patch.first_day:
        for row in rows:  # key accounts were seen a week ago at most, the others three
            weeks = 1 if row in key else 3
            row["last_visit"] = str(last_visit(rng, patch.first_day, weeks))
    for row, visits in zip(rng.sample(key, len(patch.key_contracts)), patch.key_contracts,
                           strict=True):  # fmt: skip
        row["contract_visits"] = str(visits)
    for row, visits in zip(rng.sample(secondary, len(patch.contracts)), patch.contracts,
                           strict=True):  # fmt: skip
        row["contract_visits"] = str(visits)
        row["notes"] = "newsletter and phone between visits"
    for row in rng.sample(key, patch.answered):
        none = rng.uniform(0.3, 0.6)
        row["sales_no_visits"] = f"{none:.2f}"
        row["sales_half"] = f"{none + (1 - none) * rng.uniform(0.55, 0.75):.2f}"
        row["sales_plus_half"] = f"{1 + rng.uniform(0.06, 0.14):.2f}"
        row["sales_saturation"] = f"{1 + rng.uniform(0.2, 0.4):.2f}"
    free = [row for row in key if "contract_visits" not in row]
    for row, days in zip(free, patch.longest_gaps, strict=False):
        row["max_gap_days"] = str(days)
    for row in rng.sample(key, min(2, patch.key)):
        row["visit_minutes"] = "90"


def prospect(rng: random.Random, patch: Patch, rows: list[dict[str, str]]) -> None:
    """Gives targets and leads their potential; targets can spend like a key account."""
    for number, row in enumerate(rows):
        target = number < patch.targets
        row["tier"] = "target" if target else "lead"
        most = patch.median_revenue * (rng.uniform(18, 45) if target else rng.uniform(20, 40))
        row["potential_per_year"] = str(round(most / 500) * 500)
        if rng.random() < 0.6:
            row["win_probability"] = (
                f"{rng.uniform(0.2, 0.4) if target else rng.uniform(0.15, 0.35):.2f}"
            )
        row["decision_maker_access"] = rng.choice(
            ("decision_maker", "influencer")
            if target
            else ("decision_maker", "influencer", "influencer", "none")
        )


def last_visit(rng: random.Random, first_day: date, weeks: int) -> date:
    """A working day of the weeks before the period."""
    day = first_day - timedelta(days=rng.randrange(1, 7 * weeks + 1))
    while day.weekday() > 4 or day == THANKSGIVING:
        day -= timedelta(days=1)
    return day


def write_accounts(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """An account file in which columns that nobody fills are left out."""
    rows = list(rows)
    headings = [name for name in HEADINGS if any(row.get(name) for row in rows)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, headings, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


NEW_REP = Patch(
    rep="ames", billing=20, targets=2, leads=2, key=5, median_revenue=5200,
    towns={"Ames": 6, "Ankeny": 3, "Boone": 2, "Nevada": 2, "Story City": 1, "Huxley": 1},
    first_day=date(2026, 11, 2), key_contracts=(4,), contracts=(4, 4),
)  # fmt: skip

STARTER = Patch(
    rep="r1", billing=30, targets=4, leads=6, key=6, median_revenue=5000,
    towns={"Des Moines": 6, "West Des Moines": 3, "Ankeny": 2, "Urbandale": 2, "Ames": 1,
           "Indianola": 1},
    first_day=None, key_contracts=(2,), contracts=(1,) * 6,
)  # fmt: skip

DES_MOINES = Patch(
    rep="r1", billing=92, targets=12, leads=16, key=23, median_revenue=4500,
    towns={"Des Moines": 14, "West Des Moines": 7, "Ankeny": 5, "Urbandale": 4, "Clive": 3,
           "Johnston": 2, "Waukee": 2, "Altoona": 2, "Ames": 4, "Grimes": 1, "Indianola": 2,
           "Newton": 2, "Norwalk": 1, "Pleasant Hill": 1, "Boone": 1, "Perry": 1, "Adel": 1,
           "Winterset": 1, "Knoxville": 1, "Pella": 2, "Nevada": 1, "Bondurant": 1},
    first_day=date(2026, 12, 1), key_contracts=(4, 2, 2, 2, 3), contracts=(1,) * 18 + (2,) * 2,
    answered=10, longest_gaps=(14, 14, 10, 21),
)  # fmt: skip

TEAM_TOWNS: Mapping[str, Mapping[str, int]] = {
    "des-moines": {"Des Moines": 10, "West Des Moines": 5, "Ankeny": 4, "Urbandale": 3, "Ames": 3,
                   "Clive": 2, "Johnston": 2, "Altoona": 1, "Indianola": 1, "Newton": 1},
    "cedar-rapids": {"Cedar Rapids": 10, "Marion": 4, "Iowa City": 6, "Coralville": 3,
                     "North Liberty": 2, "Hiawatha": 2, "Anamosa": 1, "Mount Vernon": 1,
                     "Vinton": 1},
    "davenport": {"Davenport": 9, "Bettendorf": 5, "Muscatine": 3, "Clinton": 3, "Eldridge": 1,
                  "DeWitt": 1, "Maquoketa": 1, "Tipton": 1},
    "waterloo": {"Waterloo": 8, "Cedar Falls": 6, "Waverly": 2, "Independence": 2, "Evansdale": 1,
                 "Oelwein": 1, "Charles City": 1, "Iowa Falls": 1, "Marshalltown": 2},
    "sioux-city": {"Sioux City": 9, "Le Mars": 3, "Storm Lake": 2, "Sioux Center": 2,
                   "Orange City": 2, "Sheldon": 1, "Cherokee": 1, "Onawa": 1, "Denison": 1},
}  # fmt: skip


def team_patch(rep: str, number: int) -> Patch:
    """One fifth of the Iowa team; ids begin with the city's letters."""
    return Patch(
        rep=rep, billing=94, targets=10, leads=16, key=24, median_revenue=3600 + 500 * number,
        towns=TEAM_TOWNS[rep], first_day=date(2026, 11, 1), key_contracts=(2, 2, 3),
        contracts=(1,) * (14 + number), answered=5, longest_gaps=(14, 21),
        prefix="".join(word[0] for word in rep.split("-")).upper().ljust(2, rep[1].upper()) + "-",
    )  # fmt: skip


def make(folder: Path, starter: Path) -> None:
    """Writes the accounts and calendars of all samples, and of what ``planner new`` copies."""
    (starter / "calendars").mkdir(parents=True, exist_ok=True)
    write_accounts(starter / "accounts.csv", draw(STARTER, seed=40))
    write_calendar(starter, "r1", calendar_text(ANY_MONTH))
    for name in ("first-week", "des-moines", "iowa-team"):
        (folder / name / "calendars").mkdir(parents=True, exist_ok=True)
    write_accounts(folder / "first-week" / "accounts.csv", draw(NEW_REP, seed=24))
    write_calendar(folder / "first-week", "ames", calendar_text(FIRST_WEEK))
    write_accounts(folder / "des-moines" / "accounts.csv", draw(DES_MOINES, seed=120))
    write_calendar(folder / "des-moines", "r1", calendar_text(MONTH_OF_DES_MOINES))
    team: list[dict[str, str]] = []
    for number, rep in enumerate(TEAM_TOWNS):
        team += draw(team_patch(rep, number), seed=600 + number)
        write_calendar(folder / "iowa-team", rep, team_calendar(rep, number))
    write_accounts(folder / "iowa-team" / "accounts.csv", team)


def write_calendar(folder: Path, rep: str, text: str) -> None:
    """A rep's calendar, with the line ends of RFC 5545."""
    (folder / "calendars" / f"{rep}.ics").write_bytes(text.encode())


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    make(root / "scenarios", root / "planner" / "starter")
