"""Lead cap: a rep works on at most so many leads in the period.

Leads with a place on the list keep it, visited or not, and the others share what is left. One that
had its time and rests is not visited, unless a contract, a longest gap or an appointment asks it.
"""

from datetime import date, timedelta

from planner.checks.stops import breach_at, stops_of
from planner.checks.terms import Terms, terms_of
from planner.domain import Breach, Plan, Territory, Tier

RULE = "lead-cap"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Count the leads that each rep visits beside those on the list."""
    terms = terms_of(territory)
    listed, resting = list_of(territory, terms)
    asked = {pin.account_id for pin in territory.pins}
    leads: dict[str, set[str]] = {rep.id: set() for rep in territory.reps}
    met: set[str] = set()
    breaches = []
    for stop in stops_of(territory, plan):
        account_id = stop.visit.account_id
        known = stop.account is not None and (stop.rep is not None or stop.over)
        if not known or terms[account_id].tier is not Tier.LEAD:
            continue
        owner = territory.account[account_id].rep
        if owner in leads:
            leads[owner].add(account_id)
        if stop.over:
            met.add(account_id)
            continue
        due = terms[account_id].due or terms[account_id].max_gap_days is not None
        if account_id in resting and not (due or stop.pinned or account_id in asked):
            fault = f"rests until {resting[account_id]} after its time on the list"
            breaches.append(breach_at(RULE, stop, fault))
    return breaches + _too_many(territory, leads, listed | met)


def places_of(territory: Territory, rep_id: str) -> set[str]:
    """A rep's leads that have a place: on the list as the period begins, or by a past visit."""
    terms = terms_of(territory)
    listed, _ = list_of(territory, terms)
    met = {a for a in territory.past if a in terms and terms[a].tier is Tier.LEAD}
    return {
        account_id for account_id in listed | met if territory.account[account_id].rep == rep_id
    }


def list_of(territory: Territory, terms: dict[str, Terms]) -> tuple[set[str], dict[str, date]]:
    """Who has a place on the first day, and who rests until when."""
    today, days = territory.period.first, timedelta(days=territory.policy.lead_days)
    rest = timedelta(days=territory.policy.lead_rest_days)
    listed, resting = set(), {}
    for place in territory.lead_list:
        account_id, left = place.account_id, place.left
        if account_id not in terms or terms[account_id].tier is not Tier.LEAD:
            continue
        aged_out = left is not None and place.why.startswith("aged out")
        if left is None and place.added + days <= today:
            left, aged_out = today, True
        if left is None:
            listed.add(account_id)
        elif aged_out and today < left + rest:
            resting[account_id] = left + rest
    return listed, {one: until for one, until in resting.items() if one not in listed}


def _too_many(territory: Territory, leads: dict[str, set[str]], listed: set[str]) -> list[Breach]:
    most = territory.policy.max_active_leads
    breaches = []
    for rep_id, visited in leads.items():
        places = {a for a in listed if territory.account[a].rep == rep_id}
        new = visited - places
        if most is None or not new or len(new) + len(places) <= most:
            continue
        message = f"{rep_id}: {len(visited)} leads are visited, at most {most}: "
        message += ", ".join(sorted(visited))
        if places:
            message = f"{rep_id}: {len(new)} new leads are visited beside {len(places)} on the "
            message += f"list, at most {most} may be active: {', '.join(sorted(new))}"
        breaches.append(Breach(rule=RULE, message=message, rep=rep_id))
    return breaches
