"""Territories changed by one thing, and what the checks say of a plan there."""

from __future__ import annotations

from dataclasses import replace

from planner.checks import check_plan
from planner.domain import (
    BusyTime,
    Pin,
    Plan,
    Territory,
)

from .factory import moment


def broken(place: Territory, made: Plan) -> set[str]:
    return {breach.rule for breach in check_plan(place, made)}


def messages(place: Territory, made: Plan, rule: str) -> list[str]:
    breaches = check_plan(place, made)
    assert {breach.rule for breach in breaches} == {rule}
    return [breach.message for breach in breaches]


def with_rep(place: Territory, **figures: object) -> Territory:
    """The territory with some of r1's figures changed."""
    return replace(
        place,
        reps=tuple(replace(r, **figures) if r.id == "r1" else r for r in place.reps),  # type: ignore[arg-type] # the keys are fields
    )


def with_account(place: Territory, account_id: str, **figures: object) -> Territory:
    return replace(
        place,
        accounts=tuple(
            replace(a, **figures) if a.id == account_id else a  # type: ignore[arg-type] # the keys are fields
            for a in place.accounts
        ),
    )


def with_busy(place: Territory, day: int, start: str, end: str) -> Territory:
    more = BusyTime(start=moment(place, day, start), end=moment(place, day, end))
    return replace(place, busy={"r1": (*place.busy["r1"], more)})


def with_pin(place: Territory, account_id: str, day: int, at: str) -> Territory:
    more = Pin(account_id=account_id, start=moment(place, day, at))
    return replace(place, pins=(*place.pins, more))
