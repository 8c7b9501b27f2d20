"""A small territory as files, with a bit of everything that a plan can speak of."""

from __future__ import annotations

from pathlib import Path

from tests.readers.folders import rep_table, write

SETTINGS = (
    """\
name = "Small"
currency = "USD"

[period]
start = 2026-12-07
end = 2026-12-11
time_zone = "America/Chicago"

[tiers]
rule = "given"

[tier.key]
min_gap_days = 2
max_visits = 2

[tier.target]
max_visits = 0

[[quota]]
tiers = ["key"]
min_share = 0.8

[leads]
max_active = 1

[[pin]]
account = "K1"
start = "2026-12-08 10:05"

[[refuse]]
account = "S1"
dates = [2026-12-07]

"""
    + rep_table(
        "r1",
        (41.60, -93.60),
        "Mo-Th 09:00-15:00; Fr 09:00-12:00",
        'lunch = { between = "11:30-13:00", minutes = 30 }',
        "max_visits_per_day = 3",
    )
    + "\n"
    + rep_table("r2", (42.02, -93.60), "Mo-We 09:00-13:00")
    + "\n"
)

COLUMNS = (
    "account_id,name,latitude,longitude,rep,tier,revenue_per_year,potential_per_year,"
    "contract_visits,contact_by,opening_hours,last_visit,min_gap_days"
)

ACCOUNTS = """
K1,Key One,41.62,-93.55,r1,key,90013,,,,,,
K2,Key Two,41.70,-93.70,r1,key,70017,,,,Mo-Fr 09:00-14:00,,
K3,Key Three,41.55,-93.66,r1,key,50021,,,either,,,
S1,Second One,41.61,-93.64,r1,secondary,9007,,8,,,,1
S2,Second Two,41.64,-93.61,r1,secondary,4011,,,,,,
S3,Far Away,44.90,-93.20,r1,secondary,4013,,,,,,
S4,Shut,41.60,-93.61,r1,secondary,4019,,,,Mo 16:00-18:00,,
S5,Hardly Open,41.60,-93.62,r1,secondary,4027,,,,Mo-Fr 10:00-10:20,,
S6,Seen,41.60,-93.63,r1,secondary,4031,,,,,2026-12-04,20
S7,By Phone,41.60,-93.62,r1,secondary,14057,,,phone,,,
S8,Seldom,41.62,-93.61,r1,secondary,4057,,1,,,,
T1,Target One,41.66,-93.58,r1,target,,80021,,,,,
L1,Lead One,41.63,-93.60,r1,lead,,60013,,,,,
L2,Lead Two,41.57,-93.62,r1,lead,,30011,,,,,
L3,Lead Three,41.58,-93.62,r1,lead,,50033,,,,,
M1,Other Key,42.04,-93.55,r2,key,60029,,,,,,
M2,Other Second,42.00,-93.65,r2,secondary,8009,,4,either,,,1
M3,Hardly Worth It,42.30,-93.95,r2,key,331,,,,,,
M4,Early Bird,42.01,-93.62,r2,key,40013,,,,Mo-We 09:00-10:00,,
"""

LEADS = """\
account_id,added,left,why
L3,2026-08-01,2026-11-15,aged out after 90 days
"""

REFUSED = """
[[refuse]]
account = "K2"
dates = [2026-12-10]
"""


def small_territory(folder: Path, more: str = "") -> Path:
    """Write the territory, with more settings."""
    return write(folder, SETTINGS + more, COLUMNS + ACCOUNTS, leads_csv=LEADS)
