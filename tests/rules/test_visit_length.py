"""A visit lasts as long as its account or class says."""

from __future__ import annotations

import pytest

from planner.domain import Tier
from planner.rules import compile_rep
from tests.rules.agreement import broken_rules, kept, planned
from tests.territories import MONDAY, account, hand_made, policy, territory, tiers, week


@pytest.mark.parametrize("minutes", [59, 61])
def test_neither_shorter_nor_longer(minutes: int) -> None:
    place = territory()
    assert kept("visit-length", place, ("A", MONDAY, "10:00", 60))
    plan = hand_made(place, ("A", MONDAY, "10:00", minutes))
    assert broken_rules(place, plan) == {"visit-length"}


def test_the_account_goes_before_its_class() -> None:
    place = territory(
        account("A"),
        account("B", visit_minutes=25),
        account("C", tier=Tier.SECONDARY),
        policy=policy(tiers={**tiers(), Tier.KEY: tiers(visit_minutes=50)[Tier.KEY]}),
    )
    clients = compile_rep(place, "r1").problem.clients
    assert [client.minutes for client in clients] == [50, 25, 30]


def test_plans_obey() -> None:
    (visit,) = planned(territory(account(visit_minutes=25), period=week(1))).visits
    assert (visit.end - visit.start).seconds == 25 * 60
