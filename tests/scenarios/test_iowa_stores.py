"""The territory of real stores is one that can be planned."""

from __future__ import annotations

from pathlib import Path

from planner.domain import Tier
from planner.readers import read_territory
from planner.rules import compile_rep
from scenarios.iowa_stores import write_territory


def test_the_real_stores_make_a_territory(shared_data: Path, tmp_path: Path) -> None:
    write_territory(shared_data / "iowa", tmp_path / "waterloo")
    reading = read_territory(tmp_path / "waterloo")
    accounts = reading.territory.accounts
    assert len(accounts) == 117
    assert sum(account.contract is not None for account in accounts) == 20
    compiled = compile_rep(reading.territory, "waterloo")
    assert sum(tier is Tier.KEY for tier in compiled.tiers.values()) == 24
