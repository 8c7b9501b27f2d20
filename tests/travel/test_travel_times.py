from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import Account, BadInput, Policy, Rep, TravelPolicy
from planner.readers.places import kilometres
from planner.travel import MAX_ACCOUNTS, great_circle_km, travel_times
from tests.readers.folders import SETTINGS, only_fault, read

REP = Rep(id="r1", name="Ann", home=(41.0, -93.0))
PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def account(account_id: str, latitude: float = 42.0, longitude: float = -93.0) -> Account:
    return Account(id=account_id, name="x", latitude=latitude, longitude=longitude, rep="r1")


def policy(**travel: Any) -> Policy:
    return Policy(travel=TravelPolicy(**travel))


def matrix(folder: Path, text: str, *ids: str) -> Any:
    (folder / "travel.csv").write_text(text)
    return travel_times(REP, [account(each) for each in ids], policy(provider="matrix"), folder)


def test_one_degree_north_by_hand(tmp_path: Path) -> None:
    times = travel_times(
        REP,
        [account("A")],
        policy(speed_kmh=Decimal(50), circuity=Decimal("1.5")),
        tmp_path,
    )
    degree = 6371.0088 * np.pi / 180  # 111.195 km
    assert times.places == ("home:r1", "A")
    assert times.km_between("home:r1", "A") == pytest.approx(degree * 1.5)
    assert times.minutes_between("A", "home:r1") == pytest.approx(degree * 1.5 / 50 * 60)
    assert times.minutes_between("A", "A") == 0


def test_a_known_distance() -> None:
    # Paris to London: 343.6 km on a sphere of mean radius.
    assert great_circle_km((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(343.6, abs=0.1)


@given(PLACES, PLACES, PLACES)
def test_great_circles_are_a_metric(
    one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]
) -> None:
    there = float(great_circle_km(one, two))
    assert there == pytest.approx(float(great_circle_km(two, one)), abs=1e-6)
    assert 0 <= there <= 20_016
    detour = float(great_circle_km(one, three)) + float(great_circle_km(three, two))
    assert there <= detour + 1e-3
    assert kilometres(one, two) == pytest.approx(there, abs=1e-3)


def test_a_matrix_keeps_both_directions(tmp_path: Path) -> None:
    text = "from,to,minutes,km\nhome:r1,A,10.5,8\nA,home:r1,12,9\nB,A,1,1\n"
    times = matrix(tmp_path, text, "A")
    assert times.minutes.tolist() == [[0, 10.5], [12, 0]]
    assert times.km.tolist() == [[0, 8], [9, 0]]
    assert times.provider == "matrix"


def test_missing_pairs_are_listed(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        matrix(tmp_path, "from,to,minutes,km\nhome:r1,A,10,8\n", "A", "B")
    (finding,) = bad.value.findings
    assert (finding.code, finding.rep) == ("travel-missing", "r1")
    assert "5 of 6 legs are missing: home:r1 to B, A to home:r1" in finding.message


def test_a_changed_matrix_is_read_anew(tmp_path: Path) -> None:
    text = "from,to,minutes,km\nhome:r1,A,10,8\nA,home:r1,12,9\n"
    assert matrix(tmp_path, text, "A").minutes[0, 1] == 10
    assert matrix(tmp_path, text.replace("10,8", "100,8"), "A").minutes[0, 1] == 100


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A1,home:r1,-1,2", "travel-wrong"),
        ("A1,home:r1,1,nan", "travel-wrong"),
        ("A1,home:r1,1,", "travel-wrong"),
        ("A1,home:r1,12 min,2", "travel-wrong"),
        ("home:r1,A1,11,2", "travel-contradiction"),
    ],
)
def test_wrong_figures_are_named_by_row(tmp_path: Path, row: str, code: str) -> None:
    settings = f'{SETTINGS}[travel]\nprovider = "matrix"\n'
    text = f"from,to,minutes,km\nhome:r1,A1,10,2\n{row}\n"
    fault = only_fault(tmp_path, settings=settings, travel_csv=text)
    assert (fault.code, fault.row, fault.file) == (code, 3, "travel.csv")


def test_a_matrix_of_a_territory(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[travel]\nprovider = "matrix"\n'
    places = ("home:r1", "A1", "A2", "home:r9")
    rows = [f"{one},{two},5,4" for one in places for two in places if one != two]
    text = "\n".join(["from,to,minutes,km", *rows])
    reading = read(tmp_path, settings=settings, travel_csv=text)
    assert reading.territory.travel["r1"].minutes.sum() == 6 * 5
    assert "travel.csv" in reading.territory.inputs
    (warning,) = reading.findings
    assert (warning.code, warning.fatal) == ("travel-unknown", False)
    assert "home:r9" in warning.message


def test_a_matrix_that_is_not_there_or_has_other_columns(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[travel]\nprovider = "matrix"\n'
    assert only_fault(tmp_path, settings=settings).code == "file-unreadable"
    fault = only_fault(tmp_path, settings=settings, travel_csv="from,to,min,km\n")
    assert "minutes" in fault.message


@pytest.mark.parametrize(("count", "fits"), [(MAX_ACCOUNTS, True), (MAX_ACCOUNTS + 1, False)])
def test_accounts_of_one_rep_are_limited(tmp_path: Path, count: int, fits: bool) -> None:
    accounts = [account(f"A{n}") for n in range(count)]
    if fits:
        assert travel_times(REP, accounts, policy(), tmp_path).minutes.shape == (2001, 2001)
        return
    with pytest.raises(BadInput) as bad:
        travel_times(REP, accounts, policy(), tmp_path)
    assert [(each.code, each.rep) for each in bad.value.findings] == [("accounts-too-many", "r1")]
