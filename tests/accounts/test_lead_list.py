"""The list of leads over time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts.lead_list import aged, filled, resting
from planner.domain import BadInput, LeadPlace, Tier
from planner.readers.lead_file import places_csv, places_written, read_places
from planner.readers.sources import Sources
from planner.readers.unknowns import KnownAccounts

A_ALONE = KnownAccounts(planned=("A",))
TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("days", "tier", "why"),
    [
        (89, Tier.LEAD, ""),
        (90, Tier.LEAD, "aged out after 90 days"),
        (91, Tier.LEAD, "aged out after 90 days"),
        (5, Tier.TARGET, "is target now"),
        (5, Tier.SECONDARY, "is secondary now"),
        (5, None, "is no account any more"),
    ],
)
def test_who_leaves(days: int, tier: Tier | None, why: str) -> None:
    place = LeadPlace(account_id="A", added=TODAY - timedelta(days=days))
    (found,) = aged([place], {} if tier is None else {"A": tier}, TODAY, 90)
    assert (found.why, found.left) == (why, TODAY if why else None)


@pytest.mark.parametrize(("ago", "rests"), [(0, True), (89, True), (90, False)])
def test_who_aged_out_rests(ago: int, rests: bool) -> None:
    left = TODAY - timedelta(days=ago)
    place = LeadPlace(
        account_id="A", added=date(2026, 1, 1), left=left, why="aged out after 90 days"
    )
    assert resting([place], TODAY, 90) == ({"A"} if rests else set())
    other = LeadPlace(account_id="A", added=date(2026, 1, 1), left=left, why="is target now")
    assert resting([other], TODAY, 90) == frozenset()


@given(
    st.lists(st.integers(0, 20), unique=True, max_size=12),
    st.lists(st.integers(0, 20), unique=True, max_size=15),
    st.integers(0, 12),
)
def test_never_more_than_there_are_places(
    listed: list[int], candidates: list[int], most: int
) -> None:
    places = [LeadPlace(account_id=str(n), added=TODAY) for n in listed]
    found = filled(places, [str(n) for n in candidates], most, TODAY)
    assert found[: len(places)] == tuple(places)
    assert len(found) <= max(most, len(places))
    assert len({place.account_id for place in found}) == len(found)
    new = [place.account_id for place in found[len(places) :]]
    assert new == [str(n) for n in candidates if n not in listed][: len(new)]


def test_a_file_that_a_person_keeps_stays_in_its_format() -> None:
    content = (
        "\ufeffLead owner;account_id;added\r\nAnn;C;2026-01-01\r\nBen;D;2026-02-01\r\n".encode()
    )
    places = (
        LeadPlace(account_id="C", added=date(2026, 1, 1), left=TODAY, why="is target now"),
        LeadPlace(account_id="D", added=date(2026, 2, 1)),
        LeadPlace(account_id="=E", added=TODAY),
    )
    written = places_written(content, places)
    assert written.decode() == (
        "\ufeffLead owner;account_id;added;left;why\r\n"
        f"Ann;C;2026-01-01;{TODAY};is target now\r\n"
        "Ben;D;2026-02-01\r\n"
        f";'=E;{TODAY};;\r\n"
    )
    assert places_written(written, places) == written


def test_the_file_comes_back_as_it_was(tmp_path: Path) -> None:
    places = (
        LeadPlace(account_id="A, B", added=TODAY),
        LeadPlace(account_id="C", added=date(2026, 1, 1), left=TODAY, why="is target now"),
    )
    path = tmp_path / "leads.csv"
    path.write_text(places_csv(places))
    assert read_places(Sources(tmp_path), A_ALONE, []) == places
    path.unlink()
    assert read_places(Sources(tmp_path), A_ALONE, []) == ()


def test_a_file_from_excel_is_read(tmp_path: Path) -> None:
    """Its headings in capitals, in Windows-1252, its day with a time: only warned of elsewhere."""
    text = "Account_ID,Added,Left,Why\nA,2026-11-01 00:00,,caf\u00e9\n"
    (tmp_path / "leads.csv").write_bytes(text.encode("cp1252"))
    place = LeadPlace(account_id="A", added=date(2026, 11, 1), why="caf\u00e9")
    assert read_places(Sources(tmp_path), A_ALONE, []) == (place,)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("account_id\nA\n", "added"),
        ("account_id,added\nA,soon\n", "added"),
        ("account_id,added\nA,\n", "added"),
        ("account_id,added\nA,9999-12-31\n", "added"),
        ("account_id,added\n,2026-12-01\n", "account_id"),
        ("account_id,added,left\nA,2026-12-01,2026-11-30\n", "left"),
        ("account_id,added\nA,2026-12-01\nA,2026-12-02\n", "account_id"),
    ],
)
def test_bad_files(text: str, column: str, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text(text)
    with pytest.raises(BadInput) as bad:
        read_places(Sources(tmp_path), A_ALONE, [])
    (finding,) = bad.value.findings
    assert (finding.code, finding.column) == ("leads-wrong", column)
