"""A plan that cannot be: exit code 4, with the rules in conflict and the ways out."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Run

SETTINGS = """
name = "Tight"
[period]
start = 2026-12-07
end = 2026-12-13
time_zone = "America/Chicago"
[[rep]]
id = "r1"
home = [41.60, -93.60]
hours = "Mo-Fr 09:00-17:00"
[tiers]
rule = "given"
[tier.key]
min_gap_days = 1
"""


def test_the_command_exits_with_4_and_lists_rules_and_ways_out(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "tight"
    folder.mkdir()
    (folder / "territory.toml").write_text(SETTINGS)
    rows = ["account_id,name,latitude,longitude,tier,revenue_per_year,contract_visits"]
    rows += [f"K{n},Key {n},41.61,-93.60,key,100000," for n in (1, 2)]
    rows += [f"S{n},Small {n},41.60,-93.61,secondary,20000,4" for n in range(6)]
    (folder / "accounts.csv").write_text("\n".join(rows) + "\n")
    said = run("plan", folder, "--work", "4")
    assert said.exit_code == 4
    assert not (folder / "out").exists()
    for words in ("contracts", "quota:key", "Ways out", "to 76 %", "proven"):
        assert words in said.output
    document = json.loads(run("plan", folder, "--work", "4", "--json").stdout)
    assert document["exit_code"] == 4
    (conflict,) = document["conflicts"]
    assert {rule["rule"] for rule in conflict["rules"]} == {"contracts", "quota:key"}
    assert conflict["minimal"]
    assert {"contracts", "quota:key"} <= {way["rule"] for way in conflict["ways_out"]}
