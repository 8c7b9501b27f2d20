"""Phone: an account is visited or called as it allows, and not both without a contract.

A contract that may be kept by both asks for some visits face to face. That calls are made at home
is the business of `travel` and `working_hours`.
"""

from planner.checks.stops import Stop, breach_at, by_account, planned_reps, visits_words
from planner.checks.terms import terms_of
from planner.domain import Breach, ContactBy, Plan, Territory

RULE = "phone"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare how every account is met with how it may be."""
    terms = terms_of(territory)
    visits = by_account(territory, plan)
    planned = planned_reps(territory, plan)
    breaches = []
    for account in territory.accounts:
        stops, limits = visits[account.id], terms[account.id]
        for stop in stops:
            if stop.over:
                continue
            if stop.visit.by is ContactBy.EITHER:
                breaches.append(breach_at(RULE, stop, "is neither a visit nor a call"))
            elif limits.met not in (ContactBy.EITHER, stop.visit.by):
                fault = f"is by {stop.visit.by}, and the account is met by {limits.met}"
                breaches.append(breach_at(RULE, stop, fault))
        seen = sum(not stop.call for stop in stops)
        fault = ""
        if account.contract is None:
            if 0 < seen < len(stops) and not _mixed_before(stops, limits.met):
                fault = f"{visits_words(seen)} and {len(stops) - seen} by phone without a contract"
        elif limits.met is ContactBy.EITHER and account.rep in planned:
            due = min(account.contract.face_to_face, limits.due or 0)
            due = _still_possible(stops, due)
            if seen < due:
                fault = f"{visits_words(seen)} face to face, the contract asks for {due}"
        if fault:
            message = f"{account.id}: {fault}"
            breaches.append(
                Breach(rule=RULE, message=message, rep=account.rep, account_id=account.id)
            )
    return breaches


def _mixed_before(stops: list[Stop], met: ContactBy) -> bool:
    """Whether visits and calls are mixed only by what was made on the days that are over."""
    over = {stop.visit.by for stop in stops if stop.over}
    later = {stop.visit.by for stop in stops if not stop.over}
    return bool(over) and len(later) <= 1 and (len(over) > 1 or met is not ContactBy.EITHER)


def _still_possible(stops: list[Stop], due: int) -> int:
    """Visits face to face that are due, as far as calls already made leave room for them."""
    over = [stop for stop in stops if stop.over]
    seen = sum(not stop.call for stop in over)
    return min(due, seen + len(stops) - len(over)) if over else due
