"""Seasons, holidays, contracts and longest gaps together: rules and checks agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain import BadInput, Contract, Territory
from planner.rules import compile_rep
from tests.rules.agreement import planned
from tests.territories import MONDAY, account, policy, territory, tiers, week

DAYS = 14
PERIOD = week(DAYS)

KNOWN = {"contract-impossible", "cadence-impossible", "gap-too-long", "no-working-day"}
"""Contradictions of a territory that are the user's to change."""


def faults_of(place: Territory) -> set[str]:
    """What keeps a territory from being planned."""
    try:
        compile_rep(place, "r1")
    except BadInput as bad:
        return {finding.code for finding in bad.findings if finding.fatal}
    return set()


closures = st.builds(
    lambda first, length: (MONDAY + timedelta(first), MONDAY + timedelta(first + length)),
    st.integers(-3, DAYS),
    st.integers(0, DAYS + 3),
)
holidays = st.frozensets(st.builds(lambda n: MONDAY + timedelta(n), st.integers(0, DAYS - 1)))


def hours(week_days: str, holiday: str, closure: tuple[date, date] | None) -> str:
    text = f"{week_days} 10:00-11:00{holiday}"
    if closure is not None:
        text += f"; {closure[0]:%Y %b %d}-{closure[1]:%Y %b %d} off"
    return text


@settings(max_examples=60)
@given(
    text=st.builds(
        hours,
        st.sampled_from(["Mo-Fr", "Mo,Th", "Tu", "Sa,Su", "Mo-Su"]),
        st.sampled_from(["", "; PH off", "; PH 12:00-13:00"]),
        st.none() | closures,
    ),
    agreed=st.sampled_from([None, "Mo-We 09:00-12:00", "Dec 14-Dec 18 09:00-17:00", "May"]),
    often=st.sampled_from([None, 2, 4]),
    gap=st.sampled_from([None, 4, 8]),
    off=holidays,
    worked=holidays,
)
def test_what_the_rules_allow_the_checks_find_right(
    text: str,
    agreed: str | None,
    often: int | None,
    gap: int | None,
    off: frozenset[date],
    worked: frozenset[date],
) -> None:
    contract = None if often is None else Contract(visits_per_month=often, hours=agreed)
    place = territory(
        account(opening_hours=text, contract=contract, max_gap_days=gap),
        period=PERIOD,
        policy=policy(slot_minutes=60),
        holidays=dict.fromkeys(off, "Ours alone"),
        working_holidays=worked - off,
    )
    faults = faults_of(place)
    if faults:
        assert faults <= KNOWN
    else:
        planned(place)  # and every check finds it right


def test_the_sample_of_all_has_plans() -> None:
    """The property speaks of something: the usual case has a plan of both visits."""
    place = territory(
        account(opening_hours="Mo-Fr 10:00-11:00", contract=Contract(visits_per_month=4)),
        period=PERIOD,
        policy=policy(slot_minutes=60),
    )
    assert len(planned(place).visits) == 2


@pytest.mark.parametrize(
    ("opens", "is_season"),
    [("Dec 13-Dec 31", False), ("Dec 14-Dec 31", True), ("Dec 01-Dec 14", False)],
)
def test_a_contract_owes_what_a_season_within_the_period_can_hold(
    opens: str, is_season: bool
) -> None:
    """Closed for a week at an edge of the fortnight from 7 to 20 December, and a day less."""
    place = territory(
        account(
            opening_hours=f"{opens} Mo-Su 10:00-11:00",
            contract=Contract(visits_per_month=40),
            min_gap_days=1,
        ),
        period=PERIOD,
        policy=policy(slot_minutes=60, tiers=tiers(max_visits=31)),
    )
    if not is_season:
        assert faults_of(place) == {"contract-impossible"}
        return
    [said] = [one for one in compile_rep(place, "r1").findings if one.code == "contract-season"]
    assert not said.fatal
    assert len(planned(place).visits) == 5  # Monday to Friday of the second week
