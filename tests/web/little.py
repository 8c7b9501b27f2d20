"""A little territory in a folder: two reps, a fortnight, and names that would like to be markup."""

from __future__ import annotations

from pathlib import Path

MARKUP = "<img src=x onerror=alert(1)> & Söhne"
FIRST_DAY = "2026-12-07"
TODAY = "2026-12-01"

_SETTINGS = """name = "Little <b>place</b>"
currency = "USD"

[period]
start = 2026-12-07
end = 2026-12-18
time_zone = "America/Chicago"

[[rep]]
id = "r1"
name = "Ann <i>North</i>"
home = [41.59, -93.62]
hours = "Mo-Fr 09:00-17:00"
lunch = { between = "11:30-13:30", minutes = 30 }

[[rep]]
id = "r2"
name = "Ben South"
home = [41.60, -93.70]
hours = "Mo-Fr 09:00-17:00"

[tiers]
rule = "given"

[[quota]]
tiers = ["key"]
min_share = 0.5
"""

HEADINGS = "account_id,name,latitude,longitude,rep,tier,revenue_per_year,opening_hours"
ROWS = (
    f'K1,"{MARKUP}",41.61,-93.60,r1,key,250000,Mo-Fr 09:00-17:00',
    "K2,Oak Street Foods,41.58,-93.65,r1,key,180000,",
    "S1,Corner Shop,41.62,-93.61,r1,secondary,12000,",
    "S2,Village Bakery,41.57,-93.59,r1,secondary,9000,",
    "K3,South Clinic,41.60,-93.72,r2,key,150000,",
    "S3,South Garage,41.61,-93.71,r2,secondary,15000,",
)


LONG = (
    *ROWS,
    *(
        f"M{n},Shop {n},{41.30 + 0.013 * (n * 7 % 47):.4f},{-94.05 + 0.017 * (n * 5 % 43):.4f},"
        f"r{1 + n % 2},{'secondary' if n % 4 else 'key'},{9000 + 1370 * (n * 11 % 23)},"
        for n in range(200)
    ),
)
"""Accounts whose plan is searched for long enough to be watched."""


def accounts(*rows: str) -> str:
    """An account list as a file has it."""
    return "\n".join([HEADINGS, *(rows or ROWS)]) + "\n"


def write_territory(folder: Path, *rows: str) -> Path:
    """Write the territory, with these accounts or its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "territory.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "accounts.csv").write_text(accounts(*rows), encoding="utf-8")
    return folder


def write_crowded(folder: Path) -> Path:
    """One rep, and two contracts that want the same hour of every Monday: no plan keeps both."""
    write_territory(folder)
    monday = "Mo 10:00-11:00"
    rows = [
        f"{id_},{id_},41.6,-93.6,r1,key,90000,{monday},5" for id_ in ("Early", "Late")
    ]  # 5 a month are 2 in the fortnight
    listed = "\n".join([f"{HEADINGS},contract_visits", *rows]) + "\n"
    (folder / "accounts.csv").write_text(listed, encoding="utf-8")
    second, rest = (_SETTINGS.index(part) for part in ('[[rep]]\nid = "r2"', "[tiers]"))
    settings = _SETTINGS[:second] + _SETTINGS[rest:]
    (folder / "territory.toml").write_text(settings, encoding="utf-8")
    return folder
