"""Territories of any number of reps, made from a seed: to see what a team's size costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from planner.files.writing import write_files

HOURS = "Mo-Fr 08:30-17:30"
ACROSS = 0.5
"""Degrees between two reps' homes, on a square grid."""

SETTINGS = """\
name = "Team of {reps}"
[period]
start = 2026-12-07
end = 2026-12-{last:02d}
time_zone = "America/Chicago"
[tiers]
rule = "pareto"
key_share = 0.25
"""

REP = """
[[rep]]
id = "r{n:04d}"
home = [{latitude:.4f}, {longitude:.4f}]
hours = "{hours}"
"""


def write_team(folder: Path, reps: int, *, accounts: int = 8, days: int = 5, seed: int = 0) -> None:
    """Write a territory of so many reps, with as many accounts each.

    Parameters
    ----------
    accounts : int
        Of each rep: normally distributed around home; every fourth brings much and is key.
    days : int
        Length of the period, which begins on a Monday; at most 25.
    """
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(reps)))
    settings = [SETTINGS.format(reps=reps, last=6 + days)]
    rows = ["account_id,name,latitude,longitude,rep,revenue_per_year"]
    for n in range(reps):
        home = 30 + ACROSS * (n // side), -110 + ACROSS * (n % side)
        settings.append(REP.format(n=n, latitude=home[0], longitude=home[1], hours=HOURS))
        places = home + random.normal(0, ACROSS / 4, (accounts, 2))
        sales = random.uniform(20_000, 200_000, accounts)
        sales[::4] += 400_000
        rows += [
            f"A{n:04d}-{i:03d},Account {n} {i},{place[0]:.4f},{place[1]:.4f},r{n:04d},{worth:.0f}"
            for i, (place, worth) in enumerate(zip(places, sales, strict=True))
        ]
    write_files(
        folder,
        {
            "territory.toml": "".join(settings).encode(),
            "accounts.csv": "\n".join([*rows, ""]).encode(),
        },
    )
