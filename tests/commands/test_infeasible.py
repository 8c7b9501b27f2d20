"""A plan that cannot be: exit code 4, with the rules in conflict and the ways out."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Run
from tests.readers.folders import rep_table, settings_of, write

SETTINGS = settings_of(
    rep_table("r1", (41.60, -93.60)),
    '[tiers]\nrule = "given"',
    "[tier.key]\nmin_gap_days = 1",
    name="Tight",
    last="2026-12-13",
)


def test_the_command_exits_with_4_and_lists_rules_and_ways_out(tmp_path: Path, run: Run) -> None:
    rows = ["account_id,name,latitude,longitude,tier,revenue_per_year,contract_visits"]
    rows += [f"K{n},Key {n},41.61,-93.60,key,100000," for n in (1, 2)]
    rows += [f"S{n},Small {n},41.60,-93.61,secondary,20000,4" for n in range(6)]
    folder = write(tmp_path / "tight", SETTINGS, "\n".join(rows) + "\n")
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
