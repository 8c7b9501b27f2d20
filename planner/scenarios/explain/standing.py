"""Where an account stands against every rule, with figures: what alone would keep a visit out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from models.problem import Row
from planner.accounts import terms_of
from planner.accounts.hours import spans_on
from planner.domain import Account, Territory, money
from planner.domain.explanation import Standing
from planner.reports.words import count, hours
from planner.reports.words import day as day_words
from planner.rules import Compiled
from planner.scenarios.explain.case import Case


def standings_of(case: Case, client: int) -> tuple[Standing, ...]:
    """Every rule that is about an account, those first that bind."""
    found = [
        *_opening_hours(case, client),
        *_spacing(case, client),
        *_counts(case, client),
        *_rows(case, client),
        *_caps(case, client),
        *_days(case, client),
    ]
    return tuple(sorted(found, key=lambda standing: not standing.binds))


def min_gap_of(territory: Territory, compiled: Compiled, account: Account) -> int:
    """Fewest days between visits of an account."""
    return terms_of(account, compiled.tiers[account.id], territory.policy).min_gap_days


def _account(case: Case, client: int) -> Account:
    return case.territory.account[case.compiled.account_ids[client]]


def _opening_hours(case: Case, client: int) -> Iterator[Standing]:
    one, days = case.problem.clients[client], len(case.problem.duties)
    open_days = [d for d, spans in enumerate(one.windows) if _longest(spans) >= one.minutes]
    minutes = sum(end - start for spans in one.windows for start, end in spans)
    account = _account(case, client)
    if account.opening_hours is None and len(open_days) == days:
        return
    yield Standing(
        rule="opening-hours",
        says=f"open for a visit of {one.minutes} minutes on {len(open_days)} of "
        f"{count(days, 'working day')}, {hours(minutes)} of the rep's time",
        binds=not open_days,
    )


def _spacing(case: Case, client: int) -> Iterator[Standing]:
    account = _account(case, client)
    gap = min_gap_of(case.territory, case.compiled, account)
    planned, most = case.counts[client], int(case.terms.most[client])
    price = case.prices.get(f"count:{account.id}")
    if gap > 1 and case.problem.clients[client].max_visits > 1:
        yield Standing(
            rule="spacing",
            says=f"visits at least {gap} days apart: {count(most, 'visit')} at most in the "
            f"period, {planned} planned",
            binds=planned >= most and most < case.problem.clients[client].max_visits,
            price_cents=price,
        )
    if account.last_visit is not None:
        close = [day for day in case.compiled.days if 0 <= (day - account.last_visit).days < gap]
        if close:
            yield Standing(
                rule="spacing",
                says=f"last visited on {account.last_visit}: {count(len(close), 'working day')} "
                f"of the period {'is' if len(close) == 1 else 'are'} too soon after it",
                binds=len(close) == len(case.compiled.days),
            )


def _counts(case: Case, client: int) -> Iterator[Standing]:
    account, one = _account(case, client), case.problem.clients[client]
    planned = case.counts[client]
    if account.contract is not None:
        planned = sum(case.counts[i] for i in case.compiled.clients_of[account.id])
        yield Standing(
            rule="contracts",
            says=f"its contract asks for exactly {_owed(case, client)}, {planned} planned",
            binds=True,
            price_cents=case.compiled.contract_price(account.id, case.prices),
        )
        return
    tier = case.compiled.tiers[account.id]
    yield Standing(
        rule="max_visits",
        says=f"at most {count(one.max_visits, 'visit')} of a {tier} account, {planned} planned",
        binds=planned >= one.max_visits,
    )


def _owed(case: Case, client: int) -> str:
    """What a contract owes, in words."""
    account_id = case.compiled.account_ids[client]
    clients, owed = case.compiled.clients_of[account_id], case.compiled.owed[account_id]
    if len(clients) == 1:
        return count(owed, "call" if client in case.compiled.calls else "visit")
    face_to_face = case.problem.clients[clients[0]].min_visits
    least = f", {face_to_face} of them visits" if face_to_face else ""
    return f"{count(owed, 'visit or call', 'visits or calls')}{least}"


def _rows(case: Case, client: int) -> Iterator[Standing]:
    clients = case.problem.clients
    for row in case.problem.rows:
        weight = row.weights[client]
        if row.price is not None or row.duties is not None or not weight:
            continue
        if row.label.startswith("contract:"):
            continue  # told with the contract
        load = sum(row.weights[i] * times for i, times in case.counts.items())
        price = case.prices.get(row.label)
        against = (weight < 0 and row.at_least is not None) or (
            weight > 0 and row.at_most is not None
        )
        after = load + weight
        low = row.at_least is not None and after < row.at_least
        high = row.at_most is not None and after > row.at_most
        minutes = clients[client].minutes
        cost = None if price is None else abs(weight) * price
        says = _share_words(case, row, client) or f"{row.label}: {load}, with it {after}"
        if cost:
            says += f"; the limit makes its {minutes} minutes "
            says += f"{money(cost, case.territory.currency)} "
            says += "dearer" if against else "more welcome"
        yield Standing(
            rule=row.label,
            says=says,
            binds=low or high,
            price_cents=cost if against else None,
        )


def _share_words(case: Case, row: Row, client: int) -> str:
    """A quota's share of visit minutes now and with one visit more; empty for other rows."""
    for quota in case.territory.policy.quotas:
        if row.label not in (quota.id, f"{quota.id}:max"):
            continue
        at_most = row.label.endswith(":max")
        limit = quota.max_share if at_most else quota.min_share
        minutes = Counter(
            {i: case.problem.clients[i].minutes * times for i, times in case.counts.items()}
        )
        now = _share(case, minutes, quota.tiers)
        minutes[client] += case.problem.clients[client].minutes
        then = _share(case, minutes, quota.tiers)
        names = " and ".join(tier.value for tier in quota.tiers)
        assert limit is not None
        return (
            f"{names} accounts get {now} of visit minutes, {then} with one visit more of it; "
            f"{'most' if at_most else 'least'} {float(100 * limit):.4g} %"
        )
    return ""


def _share(case: Case, minutes: Counter[int], tiers: tuple[str, ...]) -> str:
    ids = case.compiled.account_ids
    named = sum(m for i, m in minutes.items() if case.compiled.tiers[ids[i]] in tiers)
    whole = sum(minutes.values())
    return f"{float(Fraction(100 * named, whole)):.2f} %" if whole else "none"


def _caps(case: Case, client: int) -> Iterator[Standing]:
    for cap in case.problem.active_caps:
        if client not in cap.clients:
            continue
        active = sum(case.counts[i] > 0 for i in cap.clients)
        leads = cap.label == "leads"
        yield Standing(
            rule="lead-cap" if leads else "phone",
            says=f"{active} of {count(cap.at_most, 'place')} for leads taken"
            if leads
            else "visited or called in the period, not both",
            binds=active >= cap.at_most and not case.counts[client],
            price_cents=case.prices.get(cap.label),
        )


def _days(case: Case, client: int) -> Iterator[Standing]:
    """Days with room, by the clock alone, among those on which the account can be visited."""
    one = case.problem.clients[client]
    possible = [d for d, spans in enumerate(one.windows) if _longest(spans) >= one.minutes]
    possible = [d for d in possible if client not in case.routes[d]]
    if not possible:
        return
    full = [d for d in possible if _is_full(case, d)]
    roomy = [d for d in possible if d not in full and case.room_on(client, d)]
    says = f"of {count(len(possible), 'day')} on which it could be seen"
    says += f", {len(full)} full by visits a day" if full else ""
    says += f", {len(roomy)} with room for its {one.minutes} minutes beside the planned visits"
    yield Standing(rule="working-hours", says=says, binds=not roomy)


def _is_full(case: Case, duty: int) -> bool:
    most = case.problem.duties[duty].max_visits
    return most is not None and len(case.routes[duty]) >= most


def _longest(spans: tuple[tuple[int, int], ...]) -> int:
    return max((end - start for start, end in spans), default=0)


def why_not_on(case: Case, client: int, day: date) -> str:
    """Why an account has no visit on a day, by the strongest cause; says also where none is."""
    territory, compiled = case.territory, case.compiled
    rep = territory.rep[compiled.rep_id]
    account, one = _account(case, client), case.problem.clients[client]
    if day not in compiled.days:
        if day in territory.holidays:
            return f"{day_words(day)} is {territory.holidays[day]}: nobody works"
        if day in rep.days_off:
            return f"{day_words(day)} is a day off of rep {rep.id}"
        return f"rep {rep.id} does not work on {day_words(day)}, or is busy all day"
    duty = compiled.days.index(day)
    if any((no.account_id, no.day) == (account.id, day) for no in territory.refusals):
        return f"it does not want to be visited on {day_words(day)}"
    spans = one.windows[duty]
    gap = min_gap_of(territory, compiled, account)
    if account.last_visit is not None and abs((day - account.last_visit).days) < gap:
        return f"it was visited on {account.last_visit}, and visits are {gap} days apart"
    if not spans:
        hours_of_day = account.opening_hours and spans_on(
            account.opening_hours, day, territory.public_holidays
        )
        shown = ", ".join(map(str, hours_of_day or ())) or "closed"
        return f"that day it is {shown}, which leaves nothing of the rep's hours"
    if _longest(spans) < one.minutes:
        return (
            f"it is open for {_longest(spans)} minutes of the rep's day, and a visit takes "
            f"{one.minutes}"
        )
    if case.terms.timetable.row[duty, client] < 0:
        return "no visit fits between the busy times of that day"
    near = [
        other
        for _, other in sorted(
            (d, compiled.days[d]) for d, r in enumerate(case.routes) if client in r
        )
        if 0 < abs((other - day).days) < gap
    ]
    beside = count(len(case.routes[duty]), "planned visit")
    if near:
        return f"it is visited on {day_words(near[0])}, and visits are {gap} days apart"
    if _is_full(case, duty):
        return f"the day is full: {beside}, and no more are allowed"
    if not case.room_on(client, duty):
        return f"beside {beside} no place is left for its {one.minutes} minutes and the drive"
    binding = [each for each in standings_of(case, client) if each.binds]
    if binding:
        return f"there is room that day, but {binding[0].rule} binds: {binding[0].says}"
    return "there is room that day; the plan is worth more without the visit"
