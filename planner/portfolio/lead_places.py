"""Which leads are worth a place, who would be next, and what a place is worth.

Each rep's problem is solved with a work limit, bound by the list as every plan is (rule
`lead-cap`): the new leads that are visited are worth a place. Then one place more is allowed, and
it is solved again from that plan: who comes in is the next one (number 11 of 10), and what the
plan gains is what the place is worth, as far as a limited search finds. What is proven of it is
told beside it: the best plan with one place more is worth at least what was found and at most its
bound, and so is the best plan without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import models
from planner.accounts import classify
from planner.accounts.lead_list import filled, standing_of
from planner.domain import Finding, LeadPlace, Territory, Tier
from planner.files.edited import kept_original
from planner.files.writing import write_files
from planner.readers import read_territory
from planner.readers.lead_file import LEAD_FILE, places_written
from planner.rules import Compiled, compile_rep


@dataclass(frozen=True, kw_only=True)
class RepLeads:
    """One rep's list.

    Parameters
    ----------
    places : tuple of LeadPlace
        After ageing and filling; of this rep, and those that left today.
    most : int or None
        Places there are; None sets no limit.
    worth : dict of str to int
        Cents that the planned visits of each visited lead are expected to bring.
    next_lead : str
        Who would take one place more; empty where nobody is worth it.
    place_cents : int or None
        What one place more adds, as far as it was found; None where nobody is left out.
    place_bounds_cents : (int, int) or None
        Proven: one place more adds at least and at most so much to the best plan; None where
        nothing is proven.
    price_cents : int or None
        The cap's price by the multipliers of the bound: another estimate.
    """

    rep: str
    places: tuple[LeadPlace, ...]
    most: int | None
    worth: dict[str, int]
    next_lead: str
    place_cents: int | None
    place_bounds_cents: tuple[int, int] | None
    price_cents: int | None


@dataclass(frozen=True, kw_only=True)
class LeadReport:
    """All reps' lists as a period begins."""

    territory: Territory
    today: date
    reps: tuple[RepLeads, ...]
    places: tuple[LeadPlace, ...]
    findings: tuple[Finding, ...]


def lead_report(
    folder: Path, *, work: float = 2.0, seed: int = 0, place_days: int | None = None
) -> LeadReport:
    """Age the list of a territory, and fill its free places.

    Parameters
    ----------
    place_days : int, optional
        A lead ages out after so many days, instead of the territory's `lead_days`.

    Raises
    ------
    BadInput
        With everything that is wrong with the files.
    """
    reading = read_territory(folder, tolerate_rep_faults=True)
    territory = reading.territory
    if place_days is not None:
        territory = replace(territory, policy=replace(territory.policy, lead_days=place_days))
    today = territory.period.first
    places = standing_of(territory, classify(territory)).places
    reps = []
    for rep in territory.reps:
        own = {account.id for account in territory.accounts_of(rep.id)}
        before = tuple(place for place in places if place.account_id in own)
        reps.append(_of_rep(territory, rep.id, before, today, work, seed))
    gone = tuple(place for place in places if place.account_id not in territory.account)
    everyone = (*gone, *(place for rep in reps for place in rep.places))
    return LeadReport(
        territory=territory,
        today=today,
        reps=tuple(reps),
        places=tuple(sorted(everyone, key=lambda place: (place.added, place.account_id))),
        findings=reading.findings,
    )


def _of_rep(
    territory: Territory,
    rep: str,
    places: tuple[LeadPlace, ...],
    today: date,
    work: float,
    seed: int,
) -> RepLeads:
    most = territory.policy.max_active_leads
    compiled = compile_rep(territory, rep)
    first = models.solve(compiled.problem, work=work, seed=seed, workers=1)
    worth = _worth(compiled, first.solution)
    ranked = sorted(worth, key=lambda account: (-worth[account], account))
    next_lead, place_cents, proven = "", None, None
    if "leads" in compiled.units and first.solution is not None:
        more = _with_one_more(compiled.problem)
        again = models.solve(more, work=work, seed=seed, workers=1, start=first.solution)
        same = models.solve(compiled.problem, work=work, seed=seed, workers=1, start=first.solution)
        # Searching on may find a better plan of the same places: that is not the place's worth.
        place_cents = max(0, (again.objective or 0) - (same.objective or 0))
        proven = _proven([first, same], again)
        came = _worth(compiled, again.solution)
        new = sorted(set(came) - set(_worth(compiled, same.solution)))
        if place_cents:
            next_lead = max(new, key=lambda account: came[account], default="")
    open_places = sum(cap.at_most for cap in compiled.problem.active_caps if cap.label == "leads")
    price = first.prices.get("leads") if open_places else None  # a cap of 0 has any price
    limit = len(worth) + len(places) if most is None else most
    return RepLeads(
        rep=rep,
        places=filled(places, ranked, limit, today),
        most=most,
        worth=worth,
        next_lead=next_lead,
        place_cents=place_cents,
        place_bounds_cents=proven,
        price_cents=None if price is None else round(price),
    )


def _proven(before: Sequence[models.Result], after: models.Result) -> tuple[int, int] | None:
    """Between what the optimum gains by a place more, from searches without and with it.

    The plan without it is one with it, and a bound with it is one without it.
    """
    found = max(each.objective for each in before if each.objective is not None)
    bounds = [each.bound for each in (*before, after) if each.bound is not None]
    if after.bound is None:
        return None
    best = found if after.objective is None else max(found, after.objective)
    return max(0, best - min(bounds)), after.bound - found


def _worth(compiled: Compiled, solution: models.Solution | None) -> dict[str, int]:
    """What the visits of every visited lead bring, by account id."""
    if solution is None:
        return {}
    counts = Counter(client for _, _, client in solution.visits)
    found: dict[str, int] = {}
    for client, account in enumerate(compiled.account_ids):
        if counts[client] and compiled.tiers[account] is Tier.LEAD:
            worth = compiled.problem.clients[client].values[counts[client]]
            found[account] = found.get(account, 0) + worth
    return found


def _with_one_more(problem: models.Problem) -> models.Problem:
    caps = tuple(
        replace(cap, at_most=cap.at_most + 1) if cap.label == "leads" else cap
        for cap in problem.active_caps
    )
    return replace(problem, active_caps=caps)


def write_places(folder: Path, report: LeadReport) -> Path:
    """Write the list as it stands now."""
    path = folder / LEAD_FILE
    content = path.read_bytes() if path.exists() else None
    written = places_written(content, report.places)
    write_files(folder, {LEAD_FILE: written, **kept_original(folder, LEAD_FILE)})
    return path
