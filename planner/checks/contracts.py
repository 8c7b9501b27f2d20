"""Contracts: as many visits as were agreed, neither more nor fewer.

An account without a contract has at most as many visits as its class allows. Visits lie within
the weekdays and hours that a contract agrees, unless they were confirmed. In a plan made anew the
visits of the days that are over count; what they have of too many, and what the later days can not
hold, is no breach. Neither is what the days of a season that begins or ends in the period can not
hold.
"""

from planner.checks.openings import open_spans
from planner.checks.possible import most_visits
from planner.checks.seasons import begins_or_ends_a_season
from planner.checks.stops import breach_at, by_account, open_stops, planned_reps, visits_words
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
        stops, due = visits[account.id], terms[account.id].due
        count, made = len(stops), sum(stop.over for stop in stops)
        if made and due is not None and account.rep in planned:
            due = max(due, made)
        if made == count and made > terms[account.id].most:
            continue  # too many before anything could be decided
        limited = territory.replan is not None or begins_or_ends_a_season(territory, account)
        if limited and due is not None and count < due:
            due = min(due, made + most_visits(territory, account, terms[account.id], stops))
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
    for stop in open_stops(territory, plan):
        contract = stop.account.contract if stop.account else None
        if contract is None or contract.hours is None or stop.pinned:
            continue
        spans = open_spans(contract.hours, stop.day, territory.public_holidays)
        if not any(opens <= stop.start and stop.end <= closes for opens, closes in spans):
            breaches.append(breach_at(RULE, stop, f"outside the agreed hours, {contract.hours}"))
    return breaches
