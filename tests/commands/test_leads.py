"""planner leads: places over time, the next lead, what a place is worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Run
from tests.readers.folders import SETTINGS, write

LEADS = """\
account_id,name,latitude,longitude,tier,potential_per_year
L1,One,42.031,-93.631,lead,90000
L2,Two,42.032,-93.632,lead,60000
L3,Three,42.033,-93.633,lead,30000
T1,Target,42.034,-93.634,target,0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "leads", SETTINGS + "[leads]\nmax_active = 1\n[[quota]]\n"
                 'tiers = ["lead"]\nmin_share = 0.0\n', LEADS)  # fmt: skip


def rep_of(run: Run, folder: Path, *words: object) -> dict[str, Any]:
    result = run("leads", folder, "--work", "0.05", "--json", *words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)["reps"][0]
    return found


def test_places_next_lead_and_worth(folder: Path, run: Run) -> None:
    rep = rep_of(run, folder)
    assert [place["account_id"] for place in rep["places"]] == ["L1"]
    assert rep["next_lead"] == "L2"
    # one place more brings what L2's visits bring, but for some driving
    worth = rep["places"][0]["worth_cents"] * 60_000 // 90_000
    assert 0.9 * worth < rep["place_cents"] <= worth + 2
    assert not (folder / "leads.csv").exists()
    shown = run("leads", folder, "--work", "0.05").stdout
    assert "Leads of r1, 2026-12: 1 of 1 places" in shown
    assert "Number 2: L2 Two; one place more brings about $" in shown


def test_a_place_is_kept_until_it_ages_out(folder: Path, run: Run) -> None:
    path = folder / "leads.csv"
    path.write_text("account_id,added,left,why\nL3,2026-10-01,,\n")
    assert [p["account_id"] for p in rep_of(run, folder)["places"] if not p["left"]] == ["L3"]
    path.write_text("account_id,added,left,why\nL3,2026-09-02,,\nT1,2026-11-01,,\nX,2026-11-01,,\n")
    rep = rep_of(run, folder, "--update")
    assert [p["account_id"] for p in rep["places"] if not p["left"]] == ["L1"]
    written = path.read_text()
    assert "L3,2026-09-02,2026-12-01,aged out after 90 days" in written
    assert "T1,2026-11-01,2026-12-01,is target now" in written
    assert "X,2026-11-01,2026-12-01,is no account any more" in written
    before = path.read_bytes()
    rep_of(run, folder, "--update")
    assert path.read_bytes() == before


def test_who_rests_is_no_candidate(folder: Path, run: Run) -> None:
    (folder / "leads.csv").write_text(
        "account_id,added,left,why\nL1,2026-08-01,2026-11-15,aged out after 90 days\n"
    )
    rep = rep_of(run, folder)
    assert [p["account_id"] for p in rep["places"] if not p["left"]] == ["L2"]
    assert rep["next_lead"] == "L3"


def test_bad_list(folder: Path, run: Run) -> None:
    (folder / "leads.csv").write_text("account_id,added\nL1,lately\n")
    result = run("leads", folder)
    assert result.exit_code == 1
    assert "leads.csv, row 2, added" in result.output
