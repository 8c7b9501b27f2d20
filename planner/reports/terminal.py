"""Tables for a terminal. They go to the console that is given: data on stdout.

Names come from users, so that they are printed as `Text` and never read as markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planner.domain import (
    Breach,
    BusyTime,
    Finding,
    Measure,
    Plan,
    Policy,
    RuleReport,
    Territory,
    Tier,
    Unvisited,
    money,
)
from planner.reports.summary import DayFigures, Figures, Summary, summarize
from planner.reports.words import (
    below_best,
    between,
    count,
    day,
    duration,
    gap_percent,
    hours,
    percent,
)

COLOURS = {
    Tier.KEY: "#1b7f5c",
    Tier.SECONDARY: "#8a5a00",
    Tier.TARGET: "#2f6fb7",
    Tier.LEAD: "#6b4fa0",
}
"""Of the classes; their letters are always printed beside them."""

MOST_OF_A_CODE = 5
MOST_LEFT_OUT = 8
MOST_CONTRACTS = 3
MOST_NAMES = 10


def print_summary(console: Console, plan: Plan, territory: Territory) -> None:
    """Print what a plan is worth and what it is made of: each rep, then the team.

    Parameters
    ----------
    console : Console
        Of the width and colours that the tables take.
    """
    summary = summarize(plan, territory)
    _title(console, f"{plan.territory}, {territory.period}")
    for figures in summary.reps:
        _print_rep(console, figures, plan, territory)
    if len(summary.reps) > 1:
        _print_team(console, summary, plan, territory)
    _print_left_out(console, plan, territory)


def _print_rep(console: Console, figures: Figures, plan: Plan, territory: Territory) -> None:
    title = figures.rep or ""
    _title(console, title if figures.name == title else f"{title} ({figures.name})")
    if figures.objective_cents is None:
        console.print(Text(f"No plan: {figures.message or figures.status}", style="bold red"))
        return
    _print_worth(console, figures, plan, territory)
    console.print(_classes(figures, territory.policy, plan.currency))
    console.print()
    console.print(_facts(figures, plan, territory))
    rules = [one for one in plan.rules if one.rep == figures.rep]
    if rules:
        console.print()
        console.print(_rules(rules, plan.currency))
    _print_uncertain(console, territory.busy.get(figures.rep or "", ()))


def _print_uncertain(console: Console, busy: Sequence[BusyTime]) -> None:
    """Print which busy times may turn out to be free, or elsewhere."""
    uncertain = [one for one in busy if one.uncertain]
    if not uncertain:
        return
    console.print()
    console.print(f"Kept free for entries of the calendar that are not certain: {len(uncertain)}")
    for one in uncertain[:MOST_OF_A_CODE]:
        title = f" {one.title}" if one.title else ""
        console.print(
            _indented(Text(f"{day(one.start)} {one.start:%H:%M}{title}: {one.uncertain}"))
        )
    if len(uncertain) > MOST_OF_A_CODE:
        console.print(_indented(Text(f"and {len(uncertain) - MOST_OF_A_CODE} more")))


def _print_team(console: Console, summary: Summary, plan: Plan, territory: Territory) -> None:
    _title(console, f"All {len(summary.reps)} reps")
    _print_worth(console, summary.team, plan, territory)
    console.print(_reps(summary, plan.currency))
    console.print()
    console.print(_classes(summary.team, territory.policy, plan.currency))


def _title(console: Console, words: str) -> None:
    console.print()
    console.print(Text(words, style="bold"))


def _print_worth(console: Console, figures: Figures, plan: Plan, territory: Territory) -> None:
    profit = territory.policy.measure is Measure.PROFIT
    worth = Text("Expected profit: " if profit else "Expected revenue: ")
    worth.append(money(figures.value_cents, plan.currency), style="bold")
    worth.append(" more than without visits, ")
    worth.append(money(figures.objective_cents or 0, plan.currency), style="bold")
    worth.append(f" after {money(figures.travel_cents, plan.currency)} of driving; ")
    if figures.gap is None and figures.bound_cents is not None:
        most = money(figures.bound_cents, plan.currency)
        worth.append(f"at most {most} is possible{figures.bound_of}.")
    else:
        worth.append(f"{below_best(figures.gap, figures.bound_of)}.")
    console.print(worth)
    console.print()


def _table(*headings: str, numbers: Sequence[str] = ()) -> Table:
    """A table whose texts are to the left and whose numbers are to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _classes(figures: Figures, policy: Policy, currency: str) -> Table:
    """Visits and hours by class, against the quotas."""
    by_phone = ("Calls",) if figures.calls else ()
    table = _table(
        "Class", numbers=("Seen", "Visits", *by_phone, "Time", "Share", "Goal", "Expected")
    )
    for one in figures.tiers:
        calls = (f"{one.calls:,}",) if figures.calls else ()
        table.add_row(
            Text(f"{one.tier.letter} {one.tier.value}", style=COLOURS[one.tier]),
            f"{one.visited} of {one.accounts}",
            f"{one.visits:,}",
            *calls,
            hours(one.minutes),
            percent(one.share),
            _goal(one.tier, policy),
            money(one.value_cents, currency),
        )
    seen, accounts = (
        sum(getattr(one, name) for one in figures.tiers) for name in ("visited", "accounts")
    )
    table.add_row(
        "All",
        f"{seen} of {accounts}",
        f"{figures.visits:,}",
        *((f"{figures.calls:,}",) if figures.calls else ()),
        hours(figures.visit_minutes),
        "",
        "",
        money(figures.value_cents, currency),
        style="bold",
    )
    return table


def _goal(tier: Tier, policy: Policy) -> str:
    """The quotas that a class has a part in; a plus says that it shares them."""
    goals = []
    for quota in policy.quotas:
        if tier in quota.tiers:
            shared = "+" if len(quota.tiers) > 1 else ""
            for sign, share in (("≥", quota.min_share), ("≤", quota.max_share)):
                if share is not None:
                    goals.append(f"{sign} {float(100 * share):g} %{shared}")
    return ", ".join(goals)


def _facts(figures: Figures, plan: Plan, territory: Territory) -> Table:
    """Driving, contracts, leads and the two ends of the days, one a line."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("Driving", f"{hours(figures.travel_minutes)}, {figures.travel_km:,.0f} km")
    if figures.contracts:
        grid.add_row("Contracts", f"{figures.contracts_kept} of {figures.contracts} kept")
    if figures.leads or figures.leads_left_out:
        grid.add_row("Leads chosen", _names(figures.leads, territory))
        grid.add_row("Leads left out", _names(figures.leads_left_out, territory))
    if figures.next_lead is not None:
        number = (territory.policy.max_active_leads or 0) + 1
        grid.add_row(f"Lead number {number}", _next_lead(figures, plan, territory))
    if figures.busiest is not None and figures.quietest is not None:
        grid.add_row("Days with visits", f"{len(figures.days)}")
        grid.add_row("Busiest day", _day(figures.busiest))
        grid.add_row("Quietest day", _day(figures.quietest))
    return grid


def _day(one: DayFigures) -> str:
    calls = f" and {count(one.calls, 'call')}" if one.calls else ""
    return (
        f"{day(one.day)}: {count(one.visits, 'visit')}{calls}, "
        f"{duration(one.visit_minutes)} there, {duration(one.travel_minutes)} driving"
    )


def _next_lead(figures: Figures, plan: Plan, territory: Territory) -> Text:
    """Who would take one place more, and what a place is worth."""
    one = figures.next_lead
    assert one is not None
    worth = money(one.next_visit_cents or 0, plan.currency)
    name = f"{one.account_id} {_one_line(territory.account[one.account_id].name)}"
    if figures.place_cents is None:
        return Text(f"{name}, {worth} for its first visit (planner leads prices a place)")
    place = f"one place more is estimated to bring {money(figures.place_cents, plan.currency)}"
    if figures.place_bounds_cents is not None:
        place += f", proven {between(*figures.place_bounds_cents, plan.currency)}"
    return Text(f"{name}, {worth} for its first visit; {place}")


def _names(account_ids: Sequence[str], territory: Territory) -> Text:
    if not account_ids:
        return Text("none")
    names = ", ".join(_one_line(territory.account[one].name) for one in account_ids[:MOST_NAMES])
    more = len(account_ids) - MOST_NAMES
    return Text(f"{len(account_ids)}: {names}" + (f" and {more} more" if more > 0 else ""))


def _rules(rules: Sequence[RuleReport], currency: str) -> Table:
    """Where the plan stands against each rule; estimated gains, and what is proven of them."""

    def price_of(one: RuleReport) -> str:
        if one.price_cents is not None:
            return money(one.price_cents, currency)
        return "not known" if one.awaits_price else ""

    def proven(one: RuleReport) -> str:
        known = one.price_bounds_cents
        return "" if known is None else between(*known, currency)

    priced, bounded = any(map(price_of, rules)), any(map(proven, rules))
    table = _table("Rule", numbers=("Plan", "Limit"))
    table.add_column("Unit", overflow="fold")
    if priced:
        table.add_column("Gain per unit relaxed (estimate)", justify="right")
    if bounded:
        table.add_column("Proven", justify="right", no_wrap=True)
    for one in _without_cheap_contracts(rules):
        figures = (_number(one.actual), _number(one.limit), Text(one.unit))
        gains = ([price_of(one)] if priced else []) + ([proven(one)] if bounded else [])
        table.add_row(Text(one.id), *figures, *gains)
    return table


def _without_cheap_contracts(rules: Sequence[RuleReport]) -> list[RuleReport]:
    """All rules, but of contracts with a price the costliest only; plan.json has all."""
    priced = [one for one in rules if one.id.startswith("contract:")]
    costliest = sorted(priced, key=lambda one: (-(one.price_cents or 0), one.id))[:MOST_CONTRACTS]
    return [one for one in rules if one not in priced or one in costliest]


def _number(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:,.1f}".removesuffix(".0")


def _reps(summary: Summary, currency: str) -> Table:
    """One rep a row, the team below."""
    table = _table(
        "Rep",
        numbers=("Visits", "There", "Driving", "Contracts", "Leads", "Expected", "Gap"),
    )
    for one in (*summary.reps, summary.team):
        total = one.rep is None
        name = Text("All" if total else one.rep or "")
        if one.objective_cents is None:
            table.add_row(name, *["-"] * 6, one.status)
            continue
        table.add_row(
            name,
            f"{one.visits:,}",
            hours(one.visit_minutes),
            hours(one.travel_minutes),
            f"{one.contracts_kept}/{one.contracts}",
            f"{len(one.leads)}",
            money(one.value_cents, currency),
            "-" if one.gap is None else f"≤ {gap_percent(one.gap)}",
            style="bold" if total else "",
        )
    return table


def _print_left_out(console: Console, plan: Plan, territory: Territory) -> None:
    """The accounts without a visit whose first visit is worth most, with the reasons."""
    if not plan.unvisited:
        return
    worth = {one.account_id: one.next_visit_cents or 0 for one in plan.outcomes}
    first = sorted(plan.unvisited, key=lambda one: (-worth.get(one.account_id, 0), one.account_id))
    console.print()
    console.print(Text(f"{count(len(first), 'account')} left out", style="bold"))
    for one in first[:MOST_LEFT_OUT]:
        console.print(_indented(_left_out(one, territory)))
    if len(first) > MOST_LEFT_OUT:
        console.print(f"  and {len(first) - MOST_LEFT_OUT} more: plan.json has their reasons")


def _left_out(one: Unvisited, territory: Territory) -> Text:
    account = territory.account.get(one.account_id)
    name = f"{one.account_id} {_one_line(account.name)}" if account else one.account_id
    return Text.assemble((name, "bold"), f": {one.reason}")


def print_findings(
    console: Console, findings: Iterable[Finding], most: int = MOST_OF_A_CODE
) -> None:
    """Print problems of the input, errors first, the same ones together.

    Parameters
    ----------
    most : int
        Most lines for one code; the others are counted.
    """
    by_code: dict[tuple[bool, str], list[Finding]] = {}
    for finding in findings:
        by_code.setdefault((not finding.fatal, finding.code), []).append(finding)
    for (warning, code), alike in sorted(by_code.items(), key=lambda group: group[0][0]):
        for finding in alike[:most]:
            console.print(_finding(finding))
        if len(alike) > most:
            kind = "warnings" if warning else "errors"
            more = f"  and {len(alike) - most:,} more {kind} of this kind [{code}]"
            console.print(Text(more, style="dim"))


def _finding(finding: Finding) -> Text:
    words = Text()
    kind, style = ("error", "bold red") if finding.fatal else ("warning", "bold yellow")
    words.append(f"{kind}: ", style=style)
    if finding.place:
        words.append(f"{finding.place}: ", style="bold")
    words.append(_one_line(finding.message))
    if finding.value:
        words.append(f" (got {_one_line(finding.value)!r})")
    words.append(f"\n  {finding.remedy} ")
    words.append(f"[{finding.code}]", style="dim")
    return words


def print_breaches(
    console: Console, breaches: Iterable[Breach], most: int = MOST_OF_A_CODE
) -> None:
    """Print the rules that a plan breaks, rule by rule.

    Parameters
    ----------
    most : int
        Most lines for one rule; the others are counted.
    """
    in_order = sorted(breaches, key=lambda breach: breach.rule)
    totals = Counter(breach.rule for breach in in_order)
    for rule, group in groupby(in_order, key=lambda breach: breach.rule):
        console.print(
            Text(f"{rule}: {count(totals[rule], 'breach', 'breaches')}", style="bold red")
        )
        for breach in list(group)[:most]:
            console.print(_indented(Text(_one_line(breach.message))))
        if totals[rule] > most:
            console.print(Text(f"  and {totals[rule] - most:,} more", style="dim"))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def _one_line(text: str) -> str:
    """Text without line breaks and other controls, which would move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()
