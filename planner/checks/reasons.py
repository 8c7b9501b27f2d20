"""Reasons: what the plan says of the accounts that it leaves out, with every figure in it.

A reason that is none of `CLAIMS` is a person's own words, and nothing is known of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property

from planner.checks.lead_cap import places_of
from planner.checks.room import Room
from planner.checks.score import counted_cents, gain_range
from planner.checks.stops import Stop, hhmm, reps_with_plan
from planner.domain import Account, Breach, ContactBy, Plan, Quota, Territory, Tier, money

RULE = "reasons"


class Case:
    """One account that is left out, and what the plan and the territory show about it.

    Attributes
    ----------
    stops : list of Stop
        All visits of the account's rep.
    """

    def __init__(self, territory: Territory, room: Room, account: Account) -> None:
        self.territory, self.room, self.account = territory, room, account
        self.terms = room.terms[account.id]
        days = [*room.over, *(day.stops for day in room.days)]
        self.stops: list[Stop] = [stop for stops in days for stop in stops]

    @cached_property
    def windows(self) -> list[float]:
        """Lengths of the spans in which the account could be visited, in minutes."""
        spans = (span for day in self.room.days for span in self.room.windows(self.account, day))
        return [end - start for start, end in spans]

    @property
    def minutes(self) -> int:
        """Length of the account's first visit."""
        return self.room.minutes(self.account, self.room.first_contact(self.account))

    @cached_property
    def worth(self) -> int:
        """What the account's first visit is worth, in cents."""
        return gain_range(self.territory, self.account, self.terms, (), more=1)[0]

    @property
    def worth_words(self) -> str:
        """The same in money."""
        return self.money(self.worth)

    def money(self, cents: int) -> str:
        """Cents as a reason writes them."""
        return money(cents, self.territory.currency)

    def leads_owed_both_ways(self) -> set[str]:
        """Leads of the rep whose contract is kept by visits and calls: each has its place."""
        return {
            account.id
            for account in self.territory.accounts_of(self.room.rep.id)
            if (terms := self.room.terms[account.id]).tier is Tier.LEAD
            and terms.due
            and terms.met is ContactBy.EITHER
        }

    def chosen_leads(self) -> dict[str, int]:
        """Other leads that the plan visits without a place on the list; what each is worth."""
        listed = places_of(self.territory, self.room.rep.id) | self.leads_owed_both_ways()
        visits: dict[str, list[Stop]] = {}
        for stop in self.stops:
            terms = self.room.terms.get(stop.visit.account_id)
            if terms and terms.tier is Tier.LEAD and stop.visit.account_id not in listed:
                visits.setdefault(stop.visit.account_id, []).append(stop)
        return {
            account_id: counted_cents(
                self.territory,
                self.territory.account[account_id],
                self.room.terms[account_id],
                stops,
            )
            for account_id, stops in visits.items()
        }


Facts = Mapping[str, object] | str
"""What a claim must say in each of its places, or why it does not hold at all."""


@dataclass(frozen=True)
class Claim:
    """A way in which a plan gives a reason, with names where its figures stand."""

    words: str
    facts: Callable[[Case], Facts]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the claim, and what it says in each place."""
        parts = re.split(r"\{(\w+)\}", self.words)
        return re.compile(
            "".join(
                f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)
            )
        )


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Look up what every reason claims."""
    planned = reps_with_plan(plan)
    rooms: dict[str, Room] = {}
    breaches = []
    for n, unvisited in enumerate(plan.unvisited):
        account = territory.account.get(unvisited.account_id)
        if account is None or account.rep not in planned or account.rep not in territory.rep:
            continue  # checks `known` and `score` say so
        if account.rep not in rooms:
            rooms[account.rep] = Room(territory, plan, territory.rep[account.rep])
        case = Case(territory, rooms[account.rep], account)
        breaches += [
            Breach(
                rule=RULE,
                message=f"unvisited[{n}].reason of {account.id}: {fault}",
                rep=account.rep,
                account_id=account.id,
            )
            for fault in _faults(case, unvisited.reason)
        ]
        if unvisited.price_cents is not None and unvisited.price_cents < 0:
            message = f"unvisited[{n}].price_cents of {account.id} is {unvisited.price_cents}, "
            message += "and forcing an account in never costs less than nothing"
            breaches.append(Breach(rule=RULE, message=message, rep=account.rep))
    return breaches


def _faults(case: Case, reason: str) -> Iterator[str]:
    for claim in CLAIMS:
        said = claim.pattern.fullmatch(reason)
        if said is None:
            continue
        facts = claim.facts(case)
        if isinstance(facts, str):
            yield facts
            return
        for place, right in facts.items():
            if said[place] != str(right):
                yield f"{place.replace('_', ' ')} is {said[place]}, and {right} is right"
        return


def _owes_nothing(case: Case) -> Facts:
    return {} if case.terms.due == 0 else "its contract owes visits, or it has none"


def _no_visits_of_class(case: Case) -> Facts:
    if case.terms.most:
        return f"class {case.terms.tier} is given up to {case.terms.most} visits"
    return {"class": case.terms.tier}


def _open_too_short(case: Case) -> Facts:
    longest = max(case.windows, default=0)
    if longest == 0 or longest >= case.minutes:
        return f"it is open for up to {longest:.10g} minutes at a time"
    rep = case.room.rep.id
    return {"longest": f"{longest:.10g}", "rep": rep, "visit_minutes": case.minutes}


def _seen_too_lately(case: Case) -> Facts:
    seen = case.room.last_visit(case.account)
    if seen is None:
        return "no last visit is known"
    due = seen + timedelta(days=case.terms.min_gap_days)
    if not case.room.days or due <= case.room.days[-1].day:
        return f"it is due again on {due}"
    return {"last_visit": seen, "due_day": due}


def _rests(case: Case) -> Facts:
    return {} if case.account.id in case.room.resting else "it does not rest"


def _no_day_left(case: Case) -> Facts:
    if case.windows:
        return "it can be visited on some working day"
    account = case.account
    causes = []
    if account.opening_hours is not None:
        causes.append("opening hours")
    if any(refusal.account_id == account.id for refusal in case.territory.refusals):
        causes.append("refusals")
    if case.room.last_visit(account) is not None:
        causes.append(f"{case.terms.min_gap_days} days since the last visit")
    return {"causes": " and ".join(causes) or "demands"}


def _too_far(case: Case) -> Facts:
    room = case.room
    lengths = [room.length(day) for day in room.days if room.windows(case.account, day)]
    driving, longest = room.there_and_back(case.account), max(lengths, default=0)
    if driving + case.minutes <= longest:
        return "it fits into a working day"
    return {
        "driving": _duration(driving),
        "visit_minutes": case.minutes,
        "working_day": _duration(longest),
    }


def _list_is_full(case: Case) -> Facts:
    most = case.territory.policy.max_active_leads
    listed = len(places_of(case.territory, case.room.rep.id))
    if case.terms.tier is not Tier.LEAD or most is None or listed < most:
        return f"{listed} leads have a place on the list"
    return {"places": most}


def _list_and_contracts(case: Case) -> Facts:
    most = case.territory.policy.max_active_leads
    listed = places_of(case.territory, case.room.rep.id)
    owed = case.leads_owed_both_ways() - listed
    taken = len(listed) + len(owed)
    if case.terms.tier is not Tier.LEAD or most is None or taken < most or not owed:
        return f"{taken} places for leads are taken by the list and by contracts"
    return {"places": most}


def _no_lead_at_all(case: Case) -> Facts:
    most = case.territory.policy.max_active_leads
    return {} if most == 0 and case.terms.tier is Tier.LEAD else "leads may be worked on"


def _cap_is_full(case: Case) -> Facts:
    most = case.territory.policy.max_active_leads
    chosen = case.chosen_leads()
    listed = places_of(case.territory, case.room.rep.id) | case.leads_owed_both_ways()
    taken = len(listed) + len(chosen)
    if case.terms.tier is not Tier.LEAD or most is None or taken < most or not chosen:
        return f"{taken} places for leads are taken"
    least = min(chosen, key=lambda account_id: (chosen[account_id], account_id))
    return {
        "places": most,
        "least_lead": case.territory.account[least].name,
        "its_worth": case.money(chosen[least]),
        "worth": case.worth_words,
    }


def _breaks_quota(case: Case) -> Facts:
    minutes: Counter[Tier] = Counter()
    for stop in case.stops:
        if stop.account is not None:
            minutes[case.room.terms[stop.account.id].tier] += int(stop.end - stop.start)
    after = minutes + Counter({case.terms.tier: case.minutes})
    for quota in case.territory.policy.quotas:
        share = _share(after, quota)
        if share is None:
            continue
        for side, limit, broken in (
            ("least", quota.min_share, quota.min_share and share < quota.min_share),
            ("most", quota.max_share, quota.max_share is not None and share > quota.max_share),
        ):
            if limit is not None and broken:
                return {
                    "worth": case.worth_words,
                    "visit_minutes": case.minutes,
                    "classes": " and ".join(tier.value for tier in quota.tiers),
                    "share_with_it": _percent(share),
                    "share_now": _percent(_share(minutes, quota)),
                    "side": side,
                    "limit": _percent(limit),
                }
    return "it breaks no quota"


def _no_place(case: Case) -> Facts:
    opening = case.room.cheapest(case.account)
    if opening is not None:
        return f"there is a place for it on {opening.day} at {hhmm(opening.start)}"
    return {"worth": case.worth_words, "visit_minutes": case.minutes}


def _too_dear(case: Case) -> Facts:
    opening = case.room.cheapest(case.account)
    if opening is None:
        return "no working day has a place for it"
    if case.worth > opening.detour_cents:
        return f"the cheapest detour costs {case.money(opening.detour_cents)}, less than its worth"
    return {
        "worth": case.worth_words,
        "day": opening.day,
        "start": hhmm(opening.start),
        "detour": case.money(opening.detour_cents),
    }


def _missed(case: Case) -> Facts:
    opening = case.room.cheapest(case.account)
    if opening is None:
        return "no working day has a place for it"
    if case.worth <= opening.detour_cents:
        return f"the cheapest detour costs {case.money(opening.detour_cents)}, not less than worth"
    return {"worth": case.worth_words}


def _share(minutes: Mapping[Tier, int], quota: Quota) -> Fraction | None:
    total = sum(minutes.values())
    return Fraction(sum(minutes[tier] for tier in set(quota.tiers)), total) if total else None


def _percent(share: Fraction | None) -> str:
    return "none" if share is None else f"{float(100 * share):.4g} %"


def _duration(minutes: float) -> str:
    hours, rest = divmod(int(minutes), 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


CLAIMS = (
    Claim("its contract owes no visit in this period", _owes_nothing),
    Claim("class {class} is given no visits", _no_visits_of_class),
    Claim(
        "it is open for {longest} minutes at a time while rep {rep} works, and a visit takes "
        "{visit_minutes}",
        _open_too_short,
    ),
    Claim(
        "it was visited on {last_visit} and is not due again before {due_day}, after the last "
        "working day",
        _seen_too_lately,
    ),
    Claim("it had its time on the list of leads and rests", _rests),
    Claim("no working day is left for it by its {causes}", _no_day_left),
    Claim(
        "{driving} of driving there and back and {visit_minutes} minutes there do not fit into a "
        "working day of {working_day} besides lunch",
        _too_far,
    ),
    Claim("all {places} places for leads are taken by the list", _list_is_full),
    Claim(
        "all {places} places for leads are taken by the list and by contracts", _list_and_contracts
    ),
    Claim("no lead may be worked on", _no_lead_at_all),
    Claim(
        "all {places} places for leads are taken; the least of the chosen ones, {least_lead}, is "
        "worth {its_worth} with its visits, and this one's first visit {worth}",
        _cap_is_full,
    ),
    Claim(
        "worth {worth} for its first visit; its {visit_minutes} minutes beside the planned visits "
        "would bring {classes} accounts to {share_with_it} of visit minutes ({share_now} now, at "
        "{side} {limit})",
        _breaks_quota,
    ),
    Claim(
        "worth {worth} for its first visit; no working day has a place left for its "
        "{visit_minutes} minutes and the drive beside the planned visits",
        _no_place,
    ),
    Claim(
        "worth {worth} for its first visit, and the cheapest detour that has room for it, on {day} "
        "at {start}, costs {detour}",
        _too_dear,
    ),
    Claim(
        "its first visit is worth {worth}, more than its detour, and there is room for it: a "
        "longer search may use it",
        _missed,
    ),
)
"""All that a plan gives as a reason."""
