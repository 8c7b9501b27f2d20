"""Each reason under which an account is left out: it is said when it holds, and not beyond."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from planner.domain import (
    Account,
    ContactBy,
    Contract,
    LeadPlace,
    Quota,
    Refusal,
    Territory,
    Tier,
    TravelPolicy,
)
from tests.plan.test_build import NOON, made, solved
from tests.territories import FRIDAY, MONDAY, account, pin, policy, rep, territory, travel, week

SHORT = week(1)


def reason(place: Territory, account_id: str, *visits: tuple[int, int, str], **more: Any) -> str:
    plan = made(place, solved(place, *visits, **more))
    return {one.account_id: one.reason for one in plan.unvisited}[account_id]


def test_a_contract_that_owes_nothing_in_a_short_period() -> None:
    place = territory(account("A", contract=Contract(visits_per_month=1)), period=SHORT)
    assert reason(place, "A") == "its contract owes no visit in this period"


def test_closed_on_every_working_day() -> None:
    place = territory(account("A", opening_hours="Sa 09:00-12:00"), period=week(7))
    assert reason(place, "A") == "no working day is left for it by its opening hours"


@pytest.mark.parametrize(
    ("hours", "until"),
    [
        ("Apr-Oct Mo-Su 10:00-18:00", "until 2027-04-01"),
        ("Mo-Fr 09:00-17:00; 2026 Nov 30-Dec 20 off", "until 2026-12-21"),
        ("2024 Mo-Fr 09:00-17:00", "and for a year after it"),
    ],
)
@pytest.mark.parametrize("contract", [None, Contract(visits_per_month=6)])
def test_closed_throughout_the_period(hours: str, until: str, contract: Contract | None) -> None:
    place = territory(account("A", opening_hours=hours, contract=contract), account("B"))
    when = "2026-12-07 to 2026-12-11"
    assert reason(place, "A") == f"closed throughout {when} by its opening hours, {until}"


def test_refused_on_every_working_day() -> None:
    place = territory(account("A"), period=SHORT, refusals=(Refusal(account_id="A", day=MONDAY),))
    assert reason(place, "A") == "no working day is left for it by its refusals"


@pytest.mark.parametrize(("gap", "due"), [(9, False), (10, False), (11, True)])
def test_not_due_again_before_the_end(gap: int, due: bool) -> None:
    seen = date(2026, 12, 1)
    place = territory(account("A", last_visit=seen, min_gap_days=gap), account("B"))
    said = reason(place, "A")
    assert ("is not due again before 2026-12-12" in said) is due
    assert seen.toordinal() + 10 == FRIDAY.toordinal()


@pytest.mark.parametrize(("close", "long_enough"), [("11:00", True), ("10:59", False)])
def test_open_for_too_short(close: str, long_enough: bool) -> None:
    place = territory(account("A", opening_hours=f"Mo-Fr 10:00-{close}"))
    said = reason(place, "A")
    assert ("open for 59 minutes at a time" in said) is not long_enough


@pytest.mark.parametrize(("drive", "too_far"), [(190, False), (191, True)])
def test_farther_than_a_day(drive: int, too_far: bool) -> None:
    # 8 hours less 40 minutes of lunch and 60 of visit leave 380 minutes of driving.
    place = territory(account("A"), reps=(rep(lunch=NOON),), minutes=drive)
    said = reason(place, "A")
    assert ("do not fit into a working day of 7 h 20 min besides lunch" in said) is too_far
    assert ("6 h 22 min of driving" in said) is too_far


def leads(most: int) -> Territory:
    names = [account(f"L{n}", tier=Tier.LEAD, potential_per_year=n * 10_000_000) for n in (1, 2, 3)]
    return territory(*names, policy=policy(max_active_leads=most))


def test_all_places_for_leads_are_taken() -> None:
    said = reason(leads(2), "L1", (0, 555, "L2"), (1, 555, "L3"))
    assert said.startswith("all 2 places for leads are taken; the least of the chosen ones, L2, is")
    assert said.count("$") == 2


def test_a_place_for_a_lead_that_is_free_is_no_reason() -> None:
    assert "places for leads" not in reason(leads(2), "L1", (0, 555, "L2"))
    assert "places for leads" not in reason(leads(3), "L1", (0, 555, "L2"), (1, 555, "L3"))


def quota_territory(share: Fraction) -> Territory:
    quotas = (Quota(tiers=(Tier.KEY,), min_share=share),)
    return territory(account("K"), account("S", tier=Tier.SECONDARY), policy=policy(quotas=quotas))


@pytest.mark.parametrize(("share", "breaks"), [(Fraction(2, 3), False), (Fraction(67, 100), True)])
def test_a_quota_that_one_visit_more_would_break(share: Fraction, breaks: bool) -> None:
    said = reason(quota_territory(share), "S", (0, 555, "K"))
    assert ("would bring key accounts to" in said) is breaks
    if breaks:
        assert said.endswith(
            "its 30 minutes beside the planned visits would bring key accounts to 66.67 % of "
            "visit minutes (100 % now, at least 67 %)"
        )


@pytest.mark.parametrize(("a_km", "pays"), [(100, True), (200, False)])
def test_worth_less_than_its_detour(a_km: int, pays: bool) -> None:
    fare = replace(policy(), travel=TravelPolicy(cost_per_km=Decimal(a_km)))
    place = territory(account("A"), account("B"), policy=fare)
    said = reason(place, "B", (0, 555, "A"))
    assert said.startswith("its first visit is worth $1,536, more than its detour") is pays
    # beside A: home-A-B-home is ten kilometres more than home-A-home
    assert said.endswith("on 2026-12-07 at 10:30, costs $2,000") is not pays


def crowded(*, minutes: int, **of_b: Any) -> Territory:
    """A is visited from 09:15 to ``minutes`` later; the day ends at 17:00."""
    return territory(account("A", visit_minutes=minutes), account("B", **of_b), period=SHORT)


@pytest.mark.parametrize(("minutes", "room"), [(380, True), (381, False)])
def test_no_place_left_in_the_day(minutes: int, room: bool) -> None:
    # 09:15 and 380 minutes are 15:35; ten of driving, an hour from 15:45, ten home. One minute
    # more, and the grid makes it 16:00 to 17:00, too late to be home.
    said = reason(crowded(minutes=minutes), "B", (0, 555, "A"))
    assert ("there is room for it" in said) is room
    assert ("no working day has a place left for its 60 minutes" in said) is not room


def test_a_day_with_its_most_visits_has_no_place() -> None:
    place = replace(crowded(minutes=60), reps=(rep(max_visits_per_day=1),))
    assert "no working day has a place left" in reason(place, "B", (0, 555, "A"))


def test_lunch_takes_room_too() -> None:
    place = replace(crowded(minutes=60, opening_hours="Mo 11:30-13:00"), reps=(rep(lunch=NOON),))
    free = reason(place, "B", (0, 555, "A"), lunches={0: 690})
    taken = reason(place, "B", (0, 555, "A"), lunches={0: 720})
    assert "there is room" not in taken
    assert "no working day has a place left" in taken
    assert "no working day has a place left" in free  # 12:10 + grid = 12:15, and 13:15 is too late


def test_an_empty_day_has_room_for_lunch_and_visit_or_has_not() -> None:
    def empty(hours: str) -> str:
        place = territory(account("A"), period=SHORT, reps=(rep(hours=hours, lunch=NOON),))
        return reason(place, "A")

    # 11:20 leave, 11:30 visit, 12:30 leave, lunch, 13:20 home
    assert "there is room for it" in empty("Mo-Fr 11:20-13:30")
    # The grid lets the visit start at 11:45, and then 45 minutes must hold lunch and the drive.
    assert "no working day has a place left" in empty("Mo-Fr 11:30-13:30")


def test_an_appointment_keeps_its_account_in() -> None:
    place = territory(account("A"), account("B"), pins=(pin("A", MONDAY, "10:00"),))
    plan = made(place, solved(place, (0, 600, "A")))
    assert [one.account_id for one in plan.unvisited] == ["B"]


def test_accounts_of_two_reps_are_told_apart() -> None:
    accounts: list[Account] = [account("A"), account("B", rep="r2", opening_hours="Sa 10:00-12:00")]
    reps = (rep("r1"), rep("r2"))
    place = territory(
        *accounts, reps=reps, travel={one.id: travel(one.id, accounts) for one in reps}
    )
    plan = made(place, solved(place, (0, 570, "A")), solved(place, rep_id="r2"))
    assert [one.account_id for one in plan.unvisited] == ["B"]


def test_only_a_lead_rests() -> None:
    listed = LeadPlace(
        account_id="A", added=date(2026, 7, 1), left=date(2026, 11, 1), why="aged out after 90 days"
    )
    closed: dict[str, Any] = {
        "opening_hours": "Mo-Fr 04:00-05:00",
        "potential_per_year": 10_000_000,
    }
    place = territory(account("A", tier=Tier.LEAD, **closed), lead_list=(listed,))
    assert reason(place, "A") == "it had its time on the list of leads and rests"
    bought = territory(account("A", **closed), lead_list=(listed,))
    assert reason(bought, "A") == "no working day is left for it by its opening hours"


def test_places_that_contracts_take_are_not_said_of_the_list() -> None:
    owed = account(
        "L1",
        tier=Tier.LEAD,
        potential_per_year=10_000_000,
        contract=Contract(visits_per_month=9, by=ContactBy.EITHER),
    )
    place = territory(
        owed,
        account("L2", tier=Tier.LEAD, potential_per_year=10_000_000),
        policy=policy(max_active_leads=1),
        period=week(3),
    )
    said = reason(place, "L2", (0, 555, "L1"))
    assert said == "all 1 places for leads are taken by the list and by contracts"


def test_calls_do_not_fill_a_day_and_visits_do_where_there_are_calls() -> None:
    phone = account("P", contact_by=ContactBy.PHONE)
    place = territory(
        account("A"), account("B"), phone, period=SHORT, reps=(rep(max_visits_per_day=1),)
    )
    assert "no working day has a place left" in reason(place, "B", (0, 555, "A"))
    assert "no working day has a place left" not in reason(place, "A", (0, 555, "P"))


def test_an_empty_day_is_offered_at_its_earliest_for_any_lunch() -> None:
    # With lunch after the visit; a lunch at 11:30 would put the visit off until 12:30.
    hours = rep(hours="Mo-Fr 11:25-14:00", lunch=NOON)
    place = territory(account("A"), period=SHORT, reps=(hours,), minutes=15)
    costs = replace(place.policy, travel=TravelPolicy(cost_per_km=Decimal(100)))
    assert " at 11:45, costs " in reason(replace(place, policy=costs), "A")
