"""Contracts: as many visits as were agreed, neither more nor fewer.

An account without a contract has at most as many visits as its class allows. Visits lie within
the weekdays and hours that a contract agrees, unless they were confirmed.
"""

from planner.checks.openings import open_spans
from planner.checks.stops import breach_at, by_account, planned_reps, stops_of, visits_words
from planner.checks.terms import terms_of
from planner.domain import Breach, Plan, Territory

RULE = "contracts"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Count every account's visits of the period."""
    terms = terms_of(territory)
    visits = by_account(territory, plan)
    planned = planned_reps(territory, plan)
    breaches = []
    for account in territory.accounts:
        count, due = len(visits[account.id]), terms[account.id].due
        if due is not None and count != due and account.rep in planned:
            fault = f"{visits_words(count)}, the contract is {due} in {territory.period}"
        elif due is None and count > terms[account.id].most:
            fault = f"{visits_words(count)}, a {terms[account.id].tier} account has at most "
            fault += f"{terms[account.id].most} in {territory.period}"
        else:
            continue
        message = f"{account.id}: {fault}"
        breaches.append(Breach(rule=RULE, message=message, rep=account.rep, account_id=account.id))
    return breaches + _outside_agreed_hours(territory, plan)


def _outside_agreed_hours(territory: Territory, plan: Plan) -> list[Breach]:
    breaches = []
    for stop in stops_of(territory, plan):
        contract = stop.account.contract if stop.account else None
        if contract is None or contract.hours is None or stop.pinned:
            continue
        spans = open_spans(contract.hours, stop.day, territory.public_holidays)
        if not any(opens <= stop.start and stop.end <= closes for opens, closes in spans):
            breaches.append(breach_at(RULE, stop, f"outside the agreed hours, {contract.hours}"))
    return breaches
