"""What a plan is worth more than the rep's own past, or than a plain even round.

Both sides are scored by the same response curves and the same cost of driving, and the baseline
gets the benefit of the doubt: its visits count on the whole curve, also beyond the most that the
plan may make, and none of them is asked to keep a quota.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from pathlib import Path

import models
from models.verify import verify
from planner.accounts import classify
from planner.accounts.curves import gains
from planner.accounts.matching import Kind, Match
from planner.domain import BadInput, Finding, Period, Plan, Territory, Tier, home_of
from planner.domain.uplift import Scored, Uplift
from planner.planning import problem_digests
from planner.portfolio.auditing import Matched, Question, matched_past
from planner.readers.past import span_of
from planner.reports.words import count
from planner.rules import Compiled, compile_rep
from planner.rules.travel import leg_cents
from planner.scenarios.baseline.even import even_round

EVEN = "even"
SAME_CURVES = "both are scored by the territory's response curves, less the cost of driving"


@dataclass(frozen=True)
class _Stop:
    """A visit: what the score needs of it."""

    rep: str
    account_id: str
    day: date
    minutes: int
    driven: bool = True


def uplift_over(
    baseline: str, folder: Path, territory: Territory, plan: Plan, question: Question
) -> Uplift:
    """A plan against ``even``, or against a file of the past.

    Raises
    ------
    BadInput
        As `uplift_over_even` and `uplift_over_past` raise it.
    """
    if baseline == EVEN:
        return uplift_over_even(territory, plan)
    return uplift_over_past(folder, territory, plan, question)


def uplift_over_even(territory: Territory, plan: Plan) -> Uplift:
    """A plan against an even round of all accounts of its reps.

    Raises
    ------
    BadInput
        If a rep of the plan can no longer be compiled.
    """
    reps = _planned_reps(territory, plan)
    stops: list[_Stop] = []
    breaks: list[str] = []
    stale = []
    value = 0
    for rep in reps:
        compiled = compile_rep(territory, rep)
        solution = even_round(territory, compiled)
        stops += _round_stops(compiled, solution)
        value += _round_value(compiled, solution)
        breaks += _broken(compiled, solution, several=len(reps) > 1)
        digest = problem_digests([compiled])[f"problem:{rep}"]
        if plan.provenance.get(f"problem:{rep}", digest) != digest:
            stale.append(rep)
    assumptions = [
        SAME_CURVES,
        "the round takes all accounts in turn by their direction from home, and keeps working "
        "and opening hours, lunch, drives, busy times, appointments, visits a day and spacing",
        "it is not asked to keep quotas, the cap on leads or contracts",
    ]
    if stale:
        assumptions.append(f"the territory has changed since the plan of {', '.join(stale)}")
    name = "an even round of all accounts"
    return Uplift(
        reps=reps,
        plan=_scored_plan(territory, plan, reps),
        baseline=_scored(territory, name, stops, Fraction(1), value),
        breaks=tuple(breaks),
        assumptions=tuple(assumptions),
    )


def uplift_over_past(folder: Path, territory: Territory, plan: Plan, question: Question) -> Uplift:
    """A plan against what its reps did, as a calendar or a list of visits has it.

    Parameters
    ----------
    question : Question
        As `planner.portfolio.auditing` has it; without days the whole months before the period
        that are as long as it.

    Raises
    ------
    BadInput
        If the past cannot be read, or no entry in its days is with an account of the plan's reps.
    """
    span = past_span(territory.period, question)
    matched = matched_past(folder, territory, question, span)
    reps = _planned_reps(territory, plan)
    stops = _past_stops(territory, matched.matches, span, reps)
    if not stops:
        raise BadInput([_nothing_matched(question.past, span, matched)])
    seen = tuple(rep for rep in reps if any(stop.rep == rep for stop in stops))
    scale = Fraction(len(territory.period.days), len(span.days))
    untimed = sum(not stop.driven for stop in stops)
    others = [m for m in matched.matches if m.kind in (Kind.UNSURE, Kind.UNMATCHED)]
    assumptions = [
        SAME_CURVES,
        f"the past is {span.first} to {span.last}: {count(len(stops), 'visit')} matched with "
        f"accounts; {count(len(others), 'other entry', 'other entries')} not matched with "
        "certainty are left out (planner audit settles them)",
        "an account counts once a day; visits count on the whole curve, also beyond the most "
        "that the plan may make",
        "driving is from home through the day's visits in their order, and back, by the "
        "territory's travel times",
    ]
    assumptions += [f"{each.place}: {each.message}" for each in matched.findings]
    if scale != 1:
        assumptions.append(
            f"visits and driving are scaled by {float(scale):.3f}, from {len(span.days)} to "
            f"{len(territory.period.days)} days"
        )
    if untimed:
        assumptions.append(f"{count(untimed, 'entry', 'entries')} of whole days have no driving")
    return Uplift(
        reps=seen,
        plan=_scored_plan(territory, plan, seen),
        baseline=_scored(
            territory, question.past.name, stops, scale, _past_value(territory, stops, scale)
        ),
        breaks=(),
        assumptions=tuple(assumptions),
    )


def past_span(period: Period, question: Question) -> Period:
    """Days of the past: as asked, or the calendar month, or as many days, before the period."""
    last = question.last or period.first - timedelta(days=1)
    first = last - timedelta(days=len(period.days) - 1)
    if period.first.day == 1 and (period.last + timedelta(days=1)).day == 1:
        first = last.replace(day=1)
    return span_of(period, question.first or first, last)


def _nothing_matched(past: Path, span: Period, matched: Matched) -> Finding:
    return Finding(
        code="past-empty",
        message=f"No entry from {span.first} to {span.last} is with an account of the plan's "
        f"reps; {count(len(matched.matches), 'entry', 'entries')} in these days",
        remedy="Name days with --from and --to, or settle entries with planner audit.",
        file=str(past),
    )


def _planned_reps(territory: Territory, plan: Plan) -> tuple[str, ...]:
    planned = {result.rep for result in plan.reps if result.objective_cents is not None}
    return tuple(rep.id for rep in territory.reps if rep.id in planned)


def _past_stops(
    territory: Territory, matches: Sequence[Match], span: Period, reps: Collection[str]
) -> list[_Stop]:
    """Matched entries in the order of their times, an account once a day."""
    found: dict[tuple[date, str], _Stop] = {}
    held = [m for m in matches if m.kind is Kind.MATCHED]
    for match in sorted(held, key=lambda m: (m.event.start, m.account_id)):
        day = match.event.start.date()
        rep = territory.account[match.account_id].rep
        if span.first <= day <= span.last and rep in reps:
            found.setdefault(
                (day, match.account_id),
                _Stop(rep, match.account_id, day, match.event.minutes, not match.event.all_day),
            )
    return list(found.values())


def _past_value(territory: Territory, stops: Sequence[_Stop], scale: Fraction) -> int:
    """What visits are worth on the whole curve, in a period of the plan's length."""
    tiers = classify(territory)
    return sum(
        gains(
            territory.account[account_id], tiers[account_id], territory.policy, territory.period,
            [times * scale],
        )[0]
        for account_id, times in Counter(stop.account_id for stop in stops).items()
    )  # fmt: skip


def _round_stops(compiled: Compiled, solution: models.Solution) -> list[_Stop]:
    """The visits of a rep's round, and its calls where an account takes nothing else."""
    return [
        _Stop(
            compiled.rep_id,
            compiled.account_ids[client],
            compiled.days[duty],
            compiled.problem.clients[client].minutes,
            client not in compiled.calls,
        )
        for duty, _, client in sorted(solution.visits)
    ]


def _round_value(compiled: Compiled, solution: models.Solution) -> int:
    counts = Counter(client for _, _, client in solution.visits)
    return sum(compiled.problem.clients[i].values[times] for i, times in counts.items())


def _scored(
    territory: Territory, name: str, stops: Sequence[_Stop], scale: Fraction, value: int
) -> Scored:
    """Visits of a span of days, scaled to the plan's period."""
    tiers = classify(territory)
    minutes = Counter[bool]()
    for stop in stops:
        minutes[tiers[stop.account_id] is Tier.KEY] += stop.minutes
    drive_cents, drive_minutes = _driven(territory, stops)
    return Scored(
        name=name,
        value_cents=value,
        drive_cents=round(drive_cents * scale),
        drive_minutes=round(drive_minutes * scale),
        visits=float(len(stops) * scale),
        visit_minutes=round(minutes.total() * scale),
        accounts=len({stop.account_id for stop in stops}),
        key_share=minutes[True] / minutes.total() if minutes.total() else None,
    )


def _driven(territory: Territory, stops: Sequence[_Stop]) -> tuple[int, int]:
    """Cents and minutes of every rep's days, home at both ends."""
    days: Mapping[tuple[str, date], list[str]] = defaultdict(list)
    for stop in stops:
        if stop.driven:
            days[stop.rep, stop.day].append(stop.account_id)
    price = territory.policy.travel.cost_per_km
    cents = minutes = 0
    for (rep, _), accounts in days.items():
        legs = territory.travel[rep]
        for here, there in pairwise([home_of(rep), *accounts, home_of(rep)]):
            if here != there:
                cents += leg_cents(legs.km_between(here, there), price)
                minutes += ceil(legs.minutes_between(here, there))
    return cents, minutes


def _scored_plan(territory: Territory, plan: Plan, reps: Collection[str]) -> Scored:
    """The plan's own figures, by its own score."""
    stops = [
        _Stop(
            visit.rep,
            visit.account_id,
            visit.start.date(),
            int((visit.end - visit.start).total_seconds()) // 60,
            not visit.is_call,
        )
        for visit in plan.visits
        if visit.rep in reps
    ]
    value = sum(each.value_cents for each in plan.outcomes if each.rep in reps)
    worth = sum(each.objective_cents or 0 for each in plan.reps if each.rep in reps)
    scored = _scored(territory, "this plan", stops, Fraction(1), value)
    return replace(scored, drive_cents=value - worth)


def _broken(compiled: Compiled, solution: models.Solution, *, several: bool) -> list[str]:
    """Rules that a round breaks, in words; contracts are counted."""
    rep = f" of rep {compiled.rep_id}" if several else ""
    labels = [each.label for each in verify(compiled.problem, solution).violations]
    contracts = [each for each in labels if each.startswith(("min_visits:", "contract:"))]
    gaps = [each for each in labels if each.startswith("count:")]
    words = []
    if contracts:
        words.append(f"{count(len(contracts), 'contract')}{rep} not kept")
    if gaps:
        words.append(f"{count(len(gaps), 'longest gap')}{rep} not kept")
    others = sorted(set(labels) - set(contracts) - set(gaps))
    return [*words, *(f"{label}{rep} not kept" for label in others)]
