"""Explanations of a plan and of single accounts, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.domain import ContactBy, Territory, money
from planner.domain.explanation import (
    Basis,
    CountWorth,
    DayAnswer,
    Explanation,
    Forced,
    NearMiss,
    OtherWay,
    PlanExplanation,
    Price,
)
from planner.reports.words import at_least, below_best, between, count, day, listed

NAMES = 6
"""Most accounts named in a line."""
MET = {ContactBy.VISIT: "visit", ContactBy.PHONE: "call"}
"""What a meeting is called."""


def print_explanation(console: Console, found: Explanation, territory: Territory) -> None:
    """One account: in or out, why, and what the other way would cost."""
    for line in explanation_lines(found, territory):
        _say(console, line)
    table = _counts_table(found, territory)
    console.print()
    console.print(table)
    for line in (*_after_counts(found, territory), *_footer(found.tried_all)):
        _say(console, line)


def _say(console: Console, line: str) -> None:
    """A line as it is: the key of a quota is no emoji."""
    console.print(line, markup=False, highlight=False, emoji=False)


def explanation_lines(found: Explanation, territory: Territory) -> Iterator[str]:
    """What comes before the table of visits."""
    shown = Shown(territory)
    planned = next(each for each in found.counts if each.planned)
    met = MET[found.by]
    head = f"{found.name} ({found.account_id}, {found.tier}, {found.minutes} minutes a {met})"
    if found.reason:
        yield f"{head} is left out of the plan of rep {found.basis.rep}:"
        yield f"  {found.reason}."
    else:
        yield (
            f"{head} gets {count(planned.visits, met)} in the plan of rep {found.basis.rep}, "
            f"worth {shown.money(planned.value_cents)}:"
        )
    for visit in found.visits:
        yield (
            f"  {day(visit.start.date())} {visit.start:%H:%M}: worth "
            f"{shown.money(visit.value_cents)}, {visit.drive_minutes} minutes of driving that "
            f"cost {shown.money(visit.drive_cents)}"
        )
    yield ""
    yield from shown.basis(found.basis)
    if found.day is not None:
        yield ""
        yield from shown.day(found.day)
    if found.reason and found.forced is not None:
        yield ""
        yield from shown.forced_in(found, found.forced)
    if found.other is not None:
        yield ""
        yield from shown.other_way(found.other)


def _counts_table(found: Explanation, territory: Territory) -> Table:
    shown = Shown(territory)
    met = MET[found.by]
    table = Table(title=f"By {met}s in the period", title_justify="left")
    table.add_column(f"{met.capitalize()}s", justify="right")
    table.add_column("Worth", justify="right")
    table.add_column(f"Last {met}", justify="right")
    table.add_column("Costs the plan", justify="right")
    table.add_column("Proven between", justify="right")
    table.add_column("Instead")
    for each in found.counts:
        mark = " *" if each.planned else ""
        table.add_row(
            f"{each.visits}{mark}",
            shown.money(each.value_cents),
            shown.money(each.next_cents) if each.visits else "",
            "as planned" if each.planned else shown.found(each.price),
            "" if each.price is None else shown.interval(each.price),
            escape(shown.exchange(each)),
        )
    return table


def _after_counts(found: Explanation, territory: Territory) -> Iterator[str]:
    shown = Shown(territory)
    if found.standings:
        yield ""
        yield "Rules about it (* keeps one visit more out of the plan as it is):"
    for each in found.standings:
        price = f" [estimate {shown.money(each.price_cents)}]" if each.price_cents else ""
        yield f"  {'*' if each.binds else ' '} {each.rule}: {each.says}{price}"
    if not can_be_let_in(found):
        return
    yield ""
    if not found.changes:
        yield "No single change that was tried lets it in."
        return
    yield "The smallest changes that let it in, each shown by a plan that was found:"
    for change in found.changes:
        least = "" if change.smaller_tried else "; smaller ones were not tried"
        plan = shown.money(change.objective_cents)
        visits = count(change.visits, "visit")
        yield f"  {change.rule}: {change.change} (a plan worth {plan} with {visits} of it{least})"


def can_be_let_in(found: Explanation) -> bool:
    """Whether an account is left out, and not only for want of a longer search."""
    prices = [way.price.found_cents for way in found.ways]
    return bool(found.reason and prices) and 0 not in prices


def _footer(tried_all: bool) -> Iterator[str]:
    if not tried_all:
        yield ""
        yield "Time was up before all was tried: more --seconds may show more."


def print_plan_explanation(console: Console, found: PlanExplanation, territory: Territory) -> None:
    """The costliest rules and the nearest misses."""
    shown = Shown(territory)
    for basis in found.bases:
        for line in shown.basis(basis):
            _say(console, line)
    several = len(found.bases) > 1
    rules = Table(title="Costliest rules", title_justify="left")
    figures = ("Gain per unit relaxed (estimate)", "Brings", "Proven between")
    estimate, *found_and_proven = figures
    for heading in ("Rule", *(["Rep"] if several else []), estimate, "Tried", *found_and_proven):
        right = heading in figures
        rules.add_column(heading, justify="right" if right else "left")
    for rule in found.rules:
        rules.add_row(
            escape(rule.rule), *([escape(rule.rep)] if several else []),
            f"{shown.money(rule.price_cents)} {rule.unit}", escape(rule.looser or "-"),
            shown.found(rule.gain), "" if rule.gain is None else shown.interval(rule.gain),
        )  # fmt: skip
    console.print()
    console.print(rules if found.rules else "No rule is estimated to cost anything.")
    console.print()
    if not found.misses:
        console.print("No account is left out that could be visited.")
    else:
        console.print(_misses_table(found, shown))
    for line in _footer(found.tried_all):
        _say(console, line)


def _misses_table(found: PlanExplanation, shown: Shown) -> Table:
    title = f"Nearest misses, of {count(found.left_out, 'account')} left out"
    table = Table(title=title, title_justify="left")
    for heading in ("Account", "Name", "Class", "First visit", "Forcing it costs",
                    "Proven between", "Instead of"):  # fmt: skip
        right = heading in ("First visit", "Forcing it costs", "Proven between")
        table.add_column(heading, justify="right" if right else "left")
    for miss in found.misses:
        table.add_row(
            escape(miss.account_id), escape(shown.miss(miss)), miss.tier.value,
            shown.money(miss.value_cents), shown.found(miss.forced.price),
            shown.interval(miss.forced.price), escape(listed(miss.forced.goes_out, 3)),
        )  # fmt: skip
    return table


class Shown:
    """Figures in words, in the territory's currency and with its names."""

    def __init__(self, territory: Territory) -> None:
        self.territory = territory

    def money(self, cents: int) -> str:
        """An amount."""
        return money(cents, self.territory.currency)

    def found(self, price: Price | None) -> str:
        """What was found that a thing costs, or that it cannot be."""
        if price is None:
            return "-"
        if price.infeasible:
            return "impossible"
        return "none found" if price.found_cents is None else self.money(price.found_cents)

    def interval(self, price: Price) -> str:
        """Between what a price is proven to lie; empty where nothing is."""
        if price.lower_cents is None:
            return ""
        currency = self.territory.currency
        if price.upper_cents is None:
            return f"from {at_least(price.lower_cents, currency)}"
        return between(price.lower_cents, price.upper_cents, currency)

    def names(self, accounts: Sequence[str]) -> str:
        """The first of some accounts, by name and id."""
        shown = [f"{self.territory.account[each].name} ({each})" for each in accounts]
        return listed(shown, NAMES)

    def exchange(self, each: CountWorth | Forced) -> str:
        """Who comes in and who goes out."""
        parts = [
            f"{sign} {listed(accounts, 3)}"
            for sign, accounts in (("in:", each.comes_in), ("out:", each.goes_out))
            if accounts
        ]
        return "; ".join(parts)

    def basis(self, basis: Basis) -> Iterator[str]:
        """The plan that is explained."""
        gap = None
        if basis.bound_cents:
            gap = max(0.0, (basis.bound_cents - basis.objective_cents) / basis.bound_cents)
        yield (
            f"The plan of rep {basis.rep}, {basis.origin}: {self.money(basis.objective_cents)}, "
            f"{below_best(gap)}."
        )
        if basis.better_cents:
            yield (
                f"A plan worth {self.money(basis.better_cents)} more was found by the way: plan "
                "again, and for longer."
            )
        if not basis.prices_known:
            yield "What its rules cost is not known yet: a longer search may tell."

    def forced_in(self, found: Explanation, forced: Forced) -> Iterator[str]:
        """What forcing an account in costs."""
        price = forced.price
        if price.infeasible:
            yield "No plan keeps all rules and visits it: this is proven."
            return
        if price.found_cents is None:
            yield "No plan that visits it was found in the time given."
            return
        first = next(each.value_cents for each in found.counts if each.visits == 1)
        if price.found_cents == 0:
            yield "A plan with it was found that is worth as much: no rule keeps it out."
        else:
            need = self.money(first + price.found_cents)
            yield (
                f"Forcing it in costs {self.money(price.found_cents)}{self.proven(price)}: its "
                f"first visit, worth {self.money(first)}, would have to be worth {need}."
            )
        yield from self.difference(forced)

    def miss(self, miss: NearMiss) -> str:
        """Name of an account that nearly got in; says so where it would be by a call."""
        return f"{miss.name}, by a call" if miss.by is ContactBy.PHONE else miss.name

    def other_way(self, other: OtherWay) -> Iterator[str]:
        """What it costs to call an account instead of visiting it, or to visit it."""
        met, price = MET[other.by], other.forced.price
        what = f"With {count(other.meetings, met)} ({other.minutes} minutes) at least"
        if price.infeasible:
            yield f"{what} no plan keeps all rules: this is proven."
        elif price.found_cents is None:
            yield f"{what} no plan was found in the time given."
        else:
            yield (
                f"{what} the plan is worth {self.money(price.found_cents)} less"
                f"{self.proven(price)}; the account alone would be worth "
                f"{self.money(other.worth_cents)}."
            )
            yield from self.difference(other.forced)

    def proven(self, price: Price) -> str:
        """The interval of a price, in brackets."""
        shown = self.interval(price)
        return f" (proven: {shown})" if shown else ""

    def difference(self, forced: Forced) -> Iterator[str]:
        """How the plan found differs."""
        if forced.goes_out:
            yield f"  It displaces visits of {self.names(forced.goes_out)}."
        if forced.comes_in:
            yield f"  With it come more visits of {self.names(forced.comes_in)}."
        parts = []
        if forced.moved:
            parts.append(f"{count(forced.moved, 'other visit')} on another day")
        if forced.drive_minutes:
            more = "more" if forced.drive_minutes > 0 else "less"
            parts.append(f"{abs(forced.drive_minutes)} minutes {more} driving in the period")
        if parts:
            yield f"  {', '.join(parts)}."

    def day(self, answer: DayAnswer) -> Iterator[str]:
        """Why an account is, or is not, visited on a day."""
        yield f"On {day(answer.day)}: {answer.why}."
        if answer.forced is None:
            return
        price = answer.forced.price
        what = "Leaving that day out" if answer.visited else "A visit that day"
        if price.infeasible:
            yield f"  {what} breaks a rule in every plan: this is proven."
        elif price.found_cents is None:
            yield f"  {what}: no plan was found in the time given."
        else:
            yield f"  {what} costs {self.money(price.found_cents)}{self.proven(price)}."
            yield from self.difference(answer.forced)


def explanation_json(found: Explanation | PlanExplanation) -> Mapping[str, Any]:
    """An explanation as JSON objects: cents, minutes, ISO dates."""
    document: Mapping[str, Any] = _plain(asdict(found))
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
