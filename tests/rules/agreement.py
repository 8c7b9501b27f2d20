"""Plans that the compiled problem and the independent checks must judge alike."""

from __future__ import annotations

from datetime import date, timedelta

from models import Solution
from models.exhaustive import brute_force
from models.verify import verify
from planner.checks import RULE_CHECKS
from planner.domain import Break, Plan, Territory
from planner.rules import Compiled, compile_rep
from tests.territories import at, hand_made

Stop = tuple[str, date, str, int]
"""Account, day, start as ``HH:MM``, minutes."""
Pause = tuple[date, str, int]
"""Day, start as ``HH:MM``, minutes."""


def kept(rule: str, place: Territory, *visits: Stop, breaks: tuple[Pause, ...] = ()) -> bool:
    """Whether a plan of rep ``r1`` keeps a rule, asserted of checks and compiled problem alike.

    The plan may break that rule only.
    """
    pauses = tuple(
        Break(rep="r1", start=at(day, start), end=at(day, start) + timedelta(minutes=minutes))
        for day, start, minutes in breaks
    )
    broken = broken_rules(place, hand_made(place, *visits, breaks=pauses))
    assert broken <= {rule}
    assert allowed(compile_rep(place, "r1"), visits, breaks) is not bool(broken)
    return not broken


def broken_rules(place: Territory, plan: Plan) -> set[str]:
    """Ids of the rules that the checks find broken."""
    return {breach.rule for check in RULE_CHECKS.values() for breach in check(place, plan)}


def allowed(compiled: Compiled, visits: tuple[Stop, ...], breaks: tuple[Pause, ...]) -> bool:
    """Whether visits and breaks are a solution of the compiled problem."""
    if any(day not in compiled.days for _, day, _, _ in visits):
        return False
    duties = {day: n for n, day in enumerate(compiled.days)}
    solution = Solution(
        visits=tuple(
            sorted(
                (duties[day], minute(start), compiled.account_ids.index(account_id))
                for account_id, day, start, _ in visits
            )
        ),
        lunches={duties[day]: minute(start) for day, start, _ in breaks},
    )
    return not verify(compiled.problem, solution).violations


def planned(place: Territory) -> Plan:
    """The best plan of rep ``r1``, which no check may find fault with."""
    compiled = compile_rep(place, "r1")
    best = brute_force(compiled.problem)
    assert best is not None
    _, solution = best
    visits = [
        (
            compiled.account_ids[client],
            compiled.days[duty],
            f"{start // 60:02d}:{start % 60:02d}",
            compiled.problem.clients[client].minutes,
        )
        for duty, start, client in solution.visits
    ]
    breaks = []
    for duty, start in sorted(solution.lunches.items()):
        lunch = compiled.problem.duties[duty].lunch
        assert lunch is not None
        begin = at(compiled.days[duty], f"{start // 60:02d}:{start % 60:02d}")
        breaks.append(Break(rep="r1", start=begin, end=begin + timedelta(minutes=lunch.minutes)))
    plan = hand_made(place, *visits, breaks=tuple(breaks))
    assert broken_rules(place, plan) == set()
    return plan


def minute(clock: str) -> int:
    """Minute of the day of ``HH:MM``."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
