"""What costs most in a plan, and who nearly got in.

Candidates come cheaply: rules from the multipliers of the proven bound, accounts from the best
exchange of the plan that visits them (a plan that keeps all rules, so an upper limit of their
price). What is shown is then searched for: a rule one unit looser, an account forced in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest

from models.incumbent import worth_of
from models.terms import Terms
from planner.conflicts.probe import Allowance
from planner.conflicts.questioned import (
    share_words,
    with_accounts,
    with_lead_cap,
    with_quota,
    without_contracts,
)
from planner.domain import BadInput, Plan, Territory
from planner.domain.explanation import CostlyRule, NearMiss, PlanExplanation
from planner.plan.rule_reports import rule_reports
from planner.planning import chosen_reps
from planner.reports.words import count
from planner.rules import Compiled, compile_rep
from planner.scenarios.explain.account import LEAST_UNITS, allowance_of
from planner.scenarios.explain.case import Case, Tell, case_of
from planner.scenarios.explain.exchange import with_visit
from planner.scenarios.explain.standing import min_gap_of

MOST = 10
"""Rules, and accounts, that are shown."""
BASE = 0.4
"""Share of the allowance for the plans themselves."""
POINT = Fraction(1, 100)


@dataclass(frozen=True)
class _Priced:
    """A rule with a price, and the territory with one unit less of it."""

    case: Case
    rule: str
    price: int
    unit: str
    looser: str = ""
    territory: Territory | None = None
    released: int | None = None
    """The client that it asks less of."""


@dataclass(frozen=True)
class _Candidate:
    """An account left out, by what its best exchange takes from the plan."""

    loss: int
    account_id: str
    case: Case
    client: int


def explain_plan(
    territory: Territory,
    plan: Plan | None,
    *,
    rep: str | None = None,
    seconds: float | None = None,
    work: float | None = None,
    seed: int = 0,
    workers: int = 2,
    tell: Tell = lambda _: None,
    stop: Callable[[], bool] | None = None,
) -> PlanExplanation:
    """Explain a plan: its costliest rules, and the accounts that nearly got in.

    Parameters
    ----------
    rep : str, optional
        Of this rep alone.
    plan, seconds, work, seed, workers, tell, stop
        As `planner.scenarios.explain.account.explain_account` has them.

    Raises
    ------
    BadInput
        If no rep can be planned, or there is no such rep.
    NothingFound
        If a rep has no plan.
    """
    reps = chosen_reps(territory, rep)
    allowance = allowance_of(seconds, work, seed, workers, stop)
    units = max(LEAST_UNITS, BASE * allowance.units / len(reps))
    cases = []
    for one in reps:
        tell(f"the plan of rep {one}")
        cases.append(case_of(territory, compile_rep(territory, one), plan, allowance, units=units))
    rules = sorted(
        (priced for case in cases for priced in _priced_rules(case)),
        key=lambda priced: (-priced.price, priced.rule, priced.case.compiled.rep_id),
    )[:MOST]
    near = sorted(
        (candidate for case in cases for candidate in _candidates(case, tell)),
        key=lambda candidate: (candidate.loss, candidate.account_id),
    )[:MOST]
    left = max(0.0, allowance.units - allowance.spent)
    units = max(LEAST_UNITS, left / max(1, len(rules) + len(near)))
    misses: list[NearMiss] = []
    tried: list[CostlyRule] = []
    for rule, candidate in zip_longest(rules, near):  # the first of both, should time be short
        if rule is not None:
            tried.append(_tried(rule, allowance, units, tell))
        if candidate is not None and not allowance.over():
            misses.append(_confirmed(candidate, allowance, units, tell))
    return PlanExplanation(
        bases=tuple(case.basis for case in cases),
        rules=tuple(tried),
        misses=tuple(sorted(misses, key=_by_price)),
        left_out=sum(case.is_out(each) for case in cases for each in case.compiled.clients_of),
        tried_all=len(misses) == len(near)
        and all(each.gain is not None or not each.looser for each in tried),
    )


def _by_price(miss: NearMiss) -> tuple[bool, int, str]:
    found = miss.forced.price.found_cents
    return found is None, found or 0, miss.account_id


# ---- rules ---------------------------------------------------------------------------------


def _priced_rules(case: Case) -> Iterator[_Priced]:
    """Rules whose multiplier is not 0, per natural unit."""
    for report in rule_reports(case.territory, case.compiled, case.solution, case.result):
        kind, _, account_id = report.id.partition(":")
        if not report.price_cents:
            continue
        if kind == "contract":
            yield _contract(case, account_id, report.price_cents)
        elif report.id in case.compiled.units:
            yield _limit(case, report.id, report.price_cents)
    for label, price in case.prices.items():
        kind, _, account_id = label.partition(":")
        if price <= 0 or account_id not in case.territory.account:
            continue
        if kind == "count":
            yield _spacing(case, account_id, price)
        elif kind == "pin":
            yield _appointment(case, account_id, price)


def _contract(case: Case, account_id: str, price: int) -> _Priced:
    place = without_contracts(case.territory, [account_id])
    rule = f"contract of {account_id}"
    client = case.client_of(account_id)
    return _Priced(case, rule, price, "a visit fewer", "the contract ended", place, client)


def _appointment(case: Case, account_id: str, price: int) -> _Priced:
    pins = tuple(pin for pin in case.territory.pins if pin.account_id != account_id)
    place = replace(case.territory, pins=pins)
    return _Priced(case, f"appointment of {account_id}", price, "without it", "taken back", place)


def _limit(case: Case, label: str, price: int) -> _Priced:
    """A quota, or the cap on leads."""
    territory = case.territory
    if label == "leads":
        most = (territory.policy.max_active_leads or 0) + 1
        return _Priced(
            case, "lead-cap", price, "a place", f"{most} places", with_lead_cap(territory, most)
        )
    for quota in territory.policy.quotas:
        low, high = quota.min_share, quota.max_share
        if label == quota.id and low:
            lower = max(Fraction(0), low - POINT)
            place = with_quota(territory, quota, lower or None, high)
            return _Priced(case, label, price, "a point", f"least {share_words(lower)}", place)
        if label == f"{quota.id}:max" and high is not None:
            higher = min(Fraction(1), high + POINT)
            place = with_quota(territory, quota, low, higher)
            return _Priced(case, label, price, "a point", f"most {share_words(higher)}", place)
    return _Priced(case, label, price, "a unit")


def _spacing(case: Case, account_id: str, price: int) -> _Priced:
    account = case.territory.account[account_id]
    gap = min_gap_of(case.territory, case.compiled, account)
    if gap <= 1:
        return _Priced(case, f"spacing of {account_id}", price, "a visit")
    place = with_accounts(
        case.territory, [account_id], lambda each: replace(each, min_gap_days=gap - 1)
    )
    return _Priced(
        case, f"spacing of {account_id}", price, "a visit",
        f"{count(gap - 1, 'day')} instead of {gap}", place,
    )  # fmt: skip


def _tried(priced: _Priced, allowance: Allowance, units: float, tell: Tell) -> CostlyRule:
    """A rule one unit looser, searched for if the allowance lasts."""
    gain = None
    compiled = _looser(priced)
    if compiled is not None and not allowance.over():
        tell(f"{priced.rule}: {priced.looser}")
        question = priced.case.among(compiled, priced.released)
        _, gain = priced.case.ask(allowance, question, units=units)
    return CostlyRule(
        rule=priced.rule,
        rep=priced.case.compiled.rep_id,
        price_cents=priced.price,
        unit=priced.unit,
        looser=priced.looser,
        gain=gain,
    )


def _looser(priced: _Priced) -> Compiled | None:
    if priced.territory is None:
        return None
    try:
        return compile_rep(priced.territory, priced.case.compiled.rep_id)
    except BadInput:
        return None


# ---- accounts ------------------------------------------------------------------------------


def _candidates(case: Case, tell: Tell) -> Iterator[_Candidate]:
    """Accounts left out that an exchange of the plan lets in."""
    tell(f"exchanges in the plan of rep {case.compiled.rep_id}")
    for account_id, clients in case.compiled.clients_of.items():
        ways = (_candidate(case, account_id, client) for client in clients)
        found = [way for way in ways if way is not None] if case.is_out(account_id) else []
        if found:
            yield min(found, key=lambda way: (way.loss, way.client))


def _candidate(case: Case, account_id: str, client: int) -> _Candidate | None:
    """An account by its best exchange for one visit, or one call."""
    if case.terms.most[client] == 0:
        return None
    one = replace(case.problem.clients[client], min_visits=1)
    clients = (one if i == client else old for i, old in enumerate(case.problem.clients))
    terms = Terms(replace(case.problem, clients=tuple(clients)), case.terms.timetable)
    routes = with_visit(terms, case.routes, client, range(len(case.problem.duties)))
    worth = None if routes is None else worth_of(terms, routes)
    return None if worth is None else _Candidate(case.objective - worth, account_id, case, client)


def _confirmed(near: _Candidate, allowance: Allowance, units: float, tell: Tell) -> NearMiss:
    case, account = near.case, near.case.territory.account[near.account_id]
    tell(f"with {account.name}")
    result, price = case.ask(allowance, case.at_least(near.client, 1), units=units)
    return NearMiss(
        account_id=account.id,
        name=account.name,
        tier=case.compiled.tiers[account.id],
        value_cents=case.problem.clients[near.client].values[1],
        forced=case.forced(result, price, near.client),
        by=case.compiled.contact_of(near.client)[1],
    )
