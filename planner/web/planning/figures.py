"""A plan in figures: what it is worth, what each rule costs, and who is left out."""

from __future__ import annotations

from nicegui.element import Element

from planner.domain import Plan, Rep, Territory, money
from planner.reports.html import share_by_week
from planner.reports.html.headlines import headlines
from planner.reports.html.rows import left_out_groups, left_out_rows, rule_rows
from planner.reports.summary import Figures, Summary, summarize
from planner.reports.words import between, count, hours, percent
from planner.web.folder.picture import Picture
from planner.web.page import controls

MOST_NAMES = 12


def show_plan(picture: Picture, plan: Plan, territory: Territory) -> None:
    """Fill a page with a plan's figures; first with what speaks against them."""
    summary = summarize(plan, territory)
    if picture.stale:
        changed = ", ".join(picture.stale)
        words = f"This plan no longer fits its inputs: {changed} changed since. Plan again."
        controls.text("p", words, "notice-bar")
    for result in plan.reps:
        if result.objective_cents is None:
            why = result.message or result.status
            controls.text("p", f"No plan for rep {result.rep}: {why}", "notice-bar bad")
    _headlines(summary.team, territory)
    with controls.box("section", "card", aria_label="Weeks"):
        controls.text("h2", "Selling time by week")
        with controls.box("div", "scroll", tabindex="0", role="group", aria_label="Time by week"):
            controls.markup(share_by_week(plan, territory))
    with controls.box("div", "halves"):
        with controls.box("section", "card", aria_label="Visits by class"):
            controls.text("h2", "Visits by class")
            _tiers(summary.team, plan.currency)
        with controls.box("section", "card", aria_label="Rules"):
            controls.text("h2", "Rules, and what they cost")
            _rules(plan, territory)
    if len(summary.reps) > 1:
        _reps(summary, plan.currency)
    if plan.unvisited:
        _left_out(plan, territory)


def _headlines(team: Figures, territory: Territory) -> None:
    with controls.box("section", "figures", aria_label="Headline figures"):
        for one in headlines(team, territory):
            kind = {True: "good", False: "bad", None: ""}[one.kept]
            with controls.box("div", "figure"):
                controls.text("div", one.label, "name")
                controls.text("div", one.figure, "value")
                controls.text("div", one.note, f"note {kind}")


def _tiers(team: Figures, currency: str) -> None:
    longest = max((one.share or 0 for one in team.tiers), default=1) or 1
    with controls.table(
        "Visits by class", "Class", ">Seen", ">Visits", ">Time", ">Share", "", ">Expected"
    ):
        for one in team.tiers:
            with controls.box("tr"):
                controls.tier_cell(one.tier)
                controls.text("td", f"{one.visited} of {one.accounts}", "right nowrap")
                controls.text("td", f"{one.visits:,}", "right")
                controls.text("td", hours(one.minutes), "right nowrap")
                controls.text("td", percent(one.share), "right nowrap")
                with controls.box("td", "bar"):
                    width = round(100 * (one.share or 0) / longest)
                    controls.box("div", f"fill {one.tier}").style(f"width:{width}%")
                controls.text("td", money(one.value_cents, currency), "right")


def _rules(plan: Plan, territory: Territory) -> None:
    heading = ">Gain per unit relaxed (estimate)"
    for rep in territory.reps:
        with _part_of(rep, territory), controls.table("Rules", "Rule", ">Now", ">Limit", heading):
            for row in rule_rows(plan, rep.id):
                with controls.box("tr"):
                    controls.text("td", row.name)
                    controls.text("td", row.actual, "right nowrap")
                    controls.text("td", row.limit, "right nowrap")
                    with controls.box("td", "right"):
                        if row.price_cents is not None:
                            controls.text("div", money(row.price_cents, plan.currency))
                            controls.text("div", f"for {row.looser}", "dim small")
                        else:
                            controls.text("div", row.looser, "dim small")
                        if row.bounds_cents is not None:
                            proven = between(*row.bounds_cents, plan.currency)
                            controls.text("div", f"proven {proven}", "dim small")


def _part_of(rep: Rep, territory: Territory) -> Element:
    """Where a rep's part goes: of several reps each can be opened, the first one is."""
    if len(territory.reps) == 1:
        return controls.box("div")
    part = controls.box("details")
    if rep == territory.reps[0]:
        part.props["open"] = True
    with part:
        controls.text("summary", rep.name)
    return part


def _reps(summary: Summary, currency: str) -> None:
    with controls.box("section", "card", aria_label="Reps"):
        controls.text("h2", "Reps")
        with controls.table("Reps", "Rep", ">Visits", ">Driving", ">Expected gain", ""):
            for one in summary.reps:
                with controls.box("tr"):
                    controls.text("td", one.name)
                    controls.text("td", f"{one.visits:,}", "right")
                    controls.text("td", hours(one.travel_minutes), "right nowrap")
                    known = one.objective_cents
                    worth = "no plan" if known is None else money(known, currency)
                    controls.text("td", worth, "right")
                    with controls.box("td", "right"):
                        controls.link(
                            "Calendar", f"/calendar?rep={one.rep}",
                            aria_label=f"Calendar of {one.name}",
                        )  # fmt: skip


def _left_out(plan: Plan, territory: Territory) -> None:
    with controls.box("section", "card", aria_label="Accounts left out"):
        controls.text("h2", f"{count(len(plan.unvisited), 'account')} without a visit")
        for rep in territory.reps:
            rows = left_out_rows(plan, territory, rep.id)
            with _part_of(rep, territory):
                for reason, group in left_out_groups(rows, plan.currency):
                    names = ", ".join(row.account.name for row in group[:MOST_NAMES])
                    more = len(group) - MOST_NAMES
                    with controls.box("div"):
                        controls.text("p", f"{reason}.".replace("..", "."))
                        controls.text("p", names + (f" and {more} more" if more > 0 else ""), "dim")
