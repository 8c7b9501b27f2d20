"""A plan in figures: what it is worth, what each rule costs, and who is left out."""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain import Plan, Territory, Tier, money
from planner.reports.summary import Figures, Summary, summarize
from planner.reports.words import below_best, count, hours, listed, percent
from planner.web import controls
from planner.web.picture import Picture

MOST_LEFT_OUT = 12


def show_plan(picture: Picture, plan: Plan, territory: Territory) -> None:
    """Fill a page with a plan's figures; first with what speaks against them."""
    summary = summarize(plan, territory)
    stale = picture.stale
    if stale:
        words = (
            f"This plan no longer fits its inputs: {', '.join(stale)} changed since. Plan again."
        )
        controls.text("p", words, "notice-bar")
    for result in plan.reps:
        if result.objective_cents is None:
            controls.text(
                "p", f"No plan for rep {result.rep}: {result.message or result.status}",
                "notice-bar bad",
            )  # fmt: skip
    _headline(summary.team, plan, territory)
    with controls.box("div", "columns"):
        with controls.box("section", "card", aria_label="Visits by class"):
            controls.text("h2", "Visits by class")
            _tiers(summary.team, plan.currency)
        with controls.box("section", "card", aria_label="Rules"):
            controls.text("h2", "What each rule costs")
            _rules(plan)
    if len(summary.reps) > 1:
        _reps(summary, plan.currency)
    if plan.unvisited:
        _left_out(plan, territory)


def _headline(team: Figures, plan: Plan, territory: Territory) -> None:
    key = next((tier for tier in team.tiers if tier.tier is Tier.KEY), None)
    goal = next(
        (q.min_share for q in territory.policy.quotas if q.tiers == (Tier.KEY,) and q.min_share),
        None,
    )
    with controls.box("section", "figures", aria_label="Headline figures"):
        worth = money(team.objective_cents or 0, plan.currency)
        _figure("Expected gain after driving", worth, below_best(plan.gap), "expected-gain")
        _figure(
            "Visits", f"{team.visits:,}", f"{hours(team.visit_minutes)} with accounts", "visits"
        )
        if key is not None and key.share is not None:
            note, kind = "of selling time", ""
            if goal is not None:
                kept = key.share >= float(goal) - 1e-9
                note, kind = f"goal {float(goal):.0%} or more", "good" if kept else "bad"
            _figure("Time with key accounts", percent(key.share), note, "key-share", kind)
        _figure("Driving", hours(team.travel_minutes), f"{team.travel_km:,.0f} km", "driving")
        if team.contracts:
            kind = "good" if team.contracts_kept == team.contracts else "bad"
            kept_words = f"{team.contracts_kept} of {team.contracts}"
            _figure("Contracts kept", kept_words, "exactly as agreed", "contracts", kind)
        if team.leads or team.leads_left_out:
            left = f"{len(team.leads_left_out)} wait"
            _figure("Leads on the list", f"{len(team.leads)}", left, "leads")


def _figure(name: str, value: str, note: str, key: str, kind: str = "") -> None:
    with controls.box("div", "figure", data_figure=key):
        controls.text("div", name, "name")
        controls.text("div", value, "value")
        controls.text("div", note, f"note {kind}")


def _head(*columns: tuple[str, str]) -> None:
    with controls.box("thead"), controls.box("tr"):
        for words, side in columns:
            controls.text("th", words, side, scope="col")


def _tiers(team: Figures, currency: str) -> None:
    longest = max((one.share or 0 for one in team.tiers), default=1) or 1
    scroll = controls.box("div", "scroll", tabindex="0", role="group", aria_label="Table by class")
    with scroll, controls.box("table", "plain"):
        _head(("Class", ""), ("Seen", "right"), ("Visits", "right"), ("Time", "right"),
              ("Share", "right"), ("", ""), ("Expected", "right"))  # fmt: skip
        with controls.box("tbody"):
            for one in team.tiers:
                with controls.box("tr"):
                    with controls.box("td", "nowrap"):
                        controls.text("span", one.tier.letter, f"tier {one.tier}")
                        controls.text("span", f" {one.tier}")
                    controls.text("td", f"{one.visited} of {one.accounts}", "right nowrap")
                    controls.text("td", f"{one.visits:,}", "right")
                    controls.text("td", hours(one.minutes), "right nowrap")
                    controls.text("td", percent(one.share), "right nowrap")
                    with controls.box("td", "bar"):
                        width = round(100 * (one.share or 0) / longest)
                        controls.box("div", f"fill {one.tier}").style(f"width:{width}%")
                    controls.text("td", money(one.value_cents, currency), "right")


def _rules(plan: Plan) -> None:
    priced = [rule for rule in plan.rules if rule.price_cents]
    if not priced:
        controls.text("p", "No rule costs anything: loosening one would not make this plan better.")
        return
    with controls.box("table", "plain"):
        _head(("Rule", ""), ("Now", "right"), ("One unit looser brings", "right"))
        with controls.box("tbody"):
            for rule in sorted(priced, key=lambda each: -(each.price_cents or 0)):
                with controls.box("tr"):
                    with controls.box("td"):
                        controls.text("div", f"{rule.id}, {rule.rep}")
                        controls.text("div", rule.unit, "dim")
                    share = "share" in rule.unit
                    actual = percent(rule.actual) if share else f"{rule.actual or 0:g}"
                    controls.text("td", actual, "right nowrap")
                    controls.text("td", money(rule.price_cents or 0, plan.currency), "right")


def _reps(summary: Summary, currency: str) -> None:
    with controls.box("section", "card", aria_label="Reps"):
        controls.text("h2", "Reps")
        with controls.box("table", "plain"):
            _head(("Rep", ""), ("Visits", "right"), ("Driving", "right"),
                  ("Expected gain", "right"), ("", ""))  # fmt: skip
            with controls.box("tbody"):
                for one in summary.reps:
                    with controls.box("tr"):
                        controls.text("td", one.name)
                        controls.text("td", f"{one.visits:,}", "right")
                        controls.text("td", hours(one.travel_minutes), "right")
                        known = one.objective_cents
                        worth = "no plan" if known is None else money(known, currency)
                        controls.text("td", worth, "right")
                        with controls.box("td"):
                            controls.link(
                                "Calendar", f"/calendar?rep={one.rep}",
                                aria_label=f"Calendar of {one.name}",
                            )  # fmt: skip


def _left_out(plan: Plan, territory: Territory) -> None:
    with controls.box("section", "card", aria_label="Accounts left out"):
        controls.text("h2", f"{count(len(plan.unvisited), 'account')} without a visit")
        with controls.box("table", "plain"):
            _head(("Account", ""), ("Why", ""), ("Forcing it in costs", "right"))
            with controls.box("tbody"):
                for one in plan.unvisited[:MOST_LEFT_OUT]:
                    with controls.box("tr"):
                        controls.text("td", territory.account[one.account_id].name)
                        controls.text("td", one.reason)
                        price = (
                            "" if one.price_cents is None else money(one.price_cents, plan.currency)
                        )
                        controls.text("td", price, "right")
        more: Sequence[str] = [one.account_id for one in plan.unvisited[MOST_LEFT_OUT:]]
        if more:
            controls.text("p", f"And {listed(more, 20)}.", "dim")
