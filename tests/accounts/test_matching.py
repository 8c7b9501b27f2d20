"""Past events and the accounts they were with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from planner.accounts.matching import NEAR_KM, NOBODY, Kind, Match, match_events
from planner.accounts.similar_names import MOST_CANDIDATES, SimilarNames
from planner.domain import Account
from planner.domain.past import PastEvent
from planner.readers.places import kilometres
from planner.readers.settled import key
from tests.territories import MONDAY, account, at

ACCOUNTS = (
    account("A1", name="Bakken Eye Care", address="12 Main St, Ames, IA 50010",
            email="office@bakken-eye.example", latitude=42.02, longitude=-93.62),
    account("A2", name="Bakken Flooring", address="40 Elm St, Nevada, IA 50201",
            email="bakken@gmail.com", latitude=42.01, longitude=-93.45),
    account("A3", name="Corner Bakery", address="7 Grand Ave, Ames", latitude=42.03,
            longitude=-93.60),
    account("A4", name="Corner Bakery", address="9 Locust St, Boone", latitude=42.06,
            longitude=-93.88),
    account("A-105", name="Prairie Rose Brewing LLC", latitude=41.9, longitude=-93.5),
)  # fmt: skip


def event(title: str = "", **changes: Any) -> PastEvent:
    times = {"start": at(MONDAY, "09:00"), "end": at(MONDAY, "10:00")}
    return PastEvent(title=title, **(times | changes))


def matched(one: PastEvent, accounts: tuple[Account, ...] = ACCOUNTS, **known: Any) -> Match:
    (match,) = match_events([one], accounts, **known)
    return match


@pytest.mark.parametrize(
    ("one", "account_id", "evidence"),
    [
        (event(account_id="a2"), "A2", "id"),
        (event("Visit A-105"), "A-105", "id"),
        (event("Lunch", emails=("office@bakken-eye.example",)), "A1", "e-mail"),
        (event("Lunch", emails=("ann@bakken-eye.example",)), "A1", "e-mail"),
        (event("Lunch", location="12 Main Street, Ames IA 50010, USA, 12 Main St"), "A1", "place"),
        (event("Lunch w/ Bakken Eye Care re Q4"), "A1", "name"),
        (event("bakken eye-care"), "A1", "name"),
        (event("Baken Eye Care"), "A1", "name"),
        (event("Prairie Rose Brewing (K)"), "A-105", "name"),
        (event("Brewing, Prairie Rose"), "A-105", "name"),
        (event("Corner Bakery", location="9 Locust St, Boone"), "A4", "place + name"),
        (event("Corner Bakery", place=(42.0301, -93.6001)), "A3", "place + name"),
    ],
)
def test_sure(one: PastEvent, account_id: str, evidence: str) -> None:
    match = matched(one)
    assert (match.kind, match.account_id, match.evidence) == (Kind.MATCHED, account_id, evidence)
    assert match.confidence >= 0.85


@pytest.mark.parametrize(
    ("title", "others"),
    [("Bakken", ["A2"]), ("Corner Bakery", ["A4"]), ("Prairie Rose", [])],
)
def test_unsure_is_for_a_person(title: str, others: list[str]) -> None:
    match = matched(event(title))
    assert match.kind is Kind.UNSURE
    assert [account for account, _ in match.others] == others


@pytest.mark.parametrize(
    "one",
    [event("Dentist"), event("Team meeting"), event("Lunch"), event(""),
     event("Lunch", emails=("somebody@gmail.com",)), event("Lunch", location="Ames")],
)  # fmt: skip
def test_unmatched(one: PastEvent) -> None:
    assert matched(one).kind is Kind.UNMATCHED


def test_an_account_that_moved_is_found_by_name() -> None:
    old = event("Bakken Flooring", location="99 Old Road, Story City")
    assert matched(old).account_id == "A2"


def test_place_and_name_that_disagree_are_for_a_person() -> None:
    match = matched(event("Bakken Floorin", location="12 Main St, Ames, IA 50010"))
    assert match.kind is Kind.UNSURE
    assert {match.account_id, match.others[0][0]} == {"A1", "A2"}


def test_private_and_driving() -> None:
    assert matched(event("Bakken Eye Care", private=True)).kind is Kind.PRIVATE
    assert matched(event("Drive to Bakken Eye Care")).kind is Kind.TRAVEL


def test_what_was_settled_outranks_all() -> None:
    for said, kind in (("A2", Kind.MATCHED), (NOBODY, Kind.NOBODY)):
        known = {key("Bakken  EYE care", " "): said}
        match = matched(event("Bakken Eye Care"), settled=known)
        assert match.kind is kind
        assert match.account_id == ("A2" if said == "A2" else "")


def test_a_planned_visit_is_known_by_its_id() -> None:
    match = matched(event("Moved", uid="x@visits.planner"), uids={"x@visits.planner": "A3"})
    assert (match.account_id, match.evidence) == ("A3", "id")


def test_without_accounts_nothing_matches() -> None:
    assert matched(event("Bakken"), accounts=()).kind is Kind.UNMATCHED


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_titles_in_any_order(titles: list[str]) -> None:
    events = [event(title) for title in titles]
    found = match_events(events, ACCOUNTS)
    assert [match.event for match in found] == events
    backwards = match_events(events[::-1], ACCOUNTS[::-1])
    assert list(backwards)[::-1] == list(found)


def many_accounts(count: int) -> tuple[Account, ...]:
    """Accounts of which most words are shared by many."""
    firsts = ("Cedar", "River", "Maple", "Summit", "Prairie")
    trades = ("Dental", "Bakery", "Hardware", "Clinic", "Realty", "Feed", "Supply")
    streets = ("Main St", "Oak Avenue", "Elm Road")
    return tuple(
        account(
            f"B{n}",
            name=f"{firsts[n % 5]} {trades[n % 7]} {n:04}",
            address=f"{n % 50 + 1} {streets[n % 3]}, Town {n % 11}",
            latitude=41.0 + n / 2000,
            longitude=-93.0 - n % 13 / 500,
        )
        for n in range(count)
    )


def test_a_long_list_is_matched_with_few_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = many_accounts(2_000)
    events = [event(f"Visit {one.name}") for one in accounts]
    compared = 0
    cdist = process.cdist

    def counted(titles: Sequence[str], names: Sequence[str], **how: Any) -> Any:
        nonlocal compared
        compared += len(titles) * len(names)
        return cdist(titles, names, **how)

    monkeypatch.setattr("planner.accounts.similar_names.process.cdist", counted)
    found = match_events(events, accounts)
    assert compared <= 3 * MOST_CANDIDATES * len(events)
    best = [match.account_id for match in found]
    assert best == [one.id for one in accounts]


def test_candidates_hold_the_likeliest_names() -> None:
    names = [one.name.casefold() for one in many_accounts(400)]
    texts = [
        *names[:60],
        "cedar dental",
        "river bakery 0008 quarterly",
        "nobody knows",
        "mapel 0012",
    ]
    similar = SimilarNames(names)
    every = dict(similar.likeness(texts))
    for text in texts:
        if every[text]:
            best = max(every[text], key=lambda n: (every[text][n], -n))
            if every[text][best] >= 0.85:
                assert best in similar.candidates(text)


def test_places_are_found_as_if_all_accounts_were_looked_at() -> None:
    accounts = many_accounts(300)
    for one in accounts[::17]:
        place = (one.latitude + 0.0009, one.longitude)
        near = {
            other.id
            for other in accounts
            if kilometres(place, (other.latitude, other.longitude)) <= NEAR_KM
        }
        found = matched(event("Lunch", place=place), accounts)
        assert {found.account_id, *(other for other, _ in found.others)} - {""} <= near
        assert (found.kind is Kind.UNMATCHED) == (not near)
        plain = one.address.casefold().replace(",", "")
        found = matched(event("Lunch", location=one.address), accounts)
        alike = {
            other.id
            for other in accounts
            if fuzz.token_set_ratio(plain, other.address.casefold().replace(",", "")) >= 90
            and other.address.split()[0] in plain.split()
        }
        assert one.id in alike
        assert {found.account_id, *(other for other, _ in found.others)} <= alike
