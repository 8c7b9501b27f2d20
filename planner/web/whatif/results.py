"""What comparisons and sweeps found: tables, and the frontier whose points open as scenarios."""

from __future__ import annotations

from planner.domain import money
from planner.domain.frontier import Frontier, SweepPoint
from planner.reports.frontier_chart import frontier_svg, shown
from planner.reports.html import comparison_table, frontier_chart
from planner.reports.sweep import knee_lines
from planner.reports.words import below_best
from planner.web.page import controls
from planner.web.scenarios.kept import COMPARISON, SWEEP, KeptComparison
from planner.web.whatif.form import address_of


def show_comparison(kept: KeptComparison | str | None) -> None:
    """The last comparison, or that there is none."""
    controls.text("h2", "Compared")
    if kept is None:
        controls.text("p", "Nothing has been compared yet.", "dim")
        return
    if isinstance(kept, str):
        controls.text("p", kept, "notice-bar bad")
        return
    controls.text(
        "p", f"{kept.period}. Green is better than the territory as it is, red is worse; a "
        f"difference is certain where no better search can turn it round. From {COMPARISON}.",
        "dim small",
    )  # fmt: skip
    for name, faults in kept.faults.items():
        with controls.box("div", "notice-bar bad"), controls.box("div"):
            controls.text("strong", f"{name}: no plan, or not of every rep")
            for fault in faults:
                controls.text("p", fault)
    controls.markup(comparison_table(kept.found, kept.currency), "compared")
    chart = frontier_chart(kept.found, kept.currency)
    if chart:
        controls.text("h3", "Time for key accounts, and what the plans are worth")
        with controls.box("div", "scroll", tabindex="0", role="group", aria_label="Chart of plans"):
            controls.markup(chart, "plans")


def show_sweep(kept: Frontier | str | None) -> None:
    """The last sweep's frontier, or that there is none."""
    if kept is None:
        controls.text("p", "Nothing has been swept yet.", "dim")
        return
    if isinstance(kept, str):
        controls.text("p", kept, "notice-bar bad")
        return
    keys = " and ".join(axis.key for axis in kept.axes)
    controls.text("h3", f"The frontier of {keys}")
    controls.text("p", f"Choose a point to open it as a scenario above. From {SWEEP}.", "dim small")
    with controls.box("div", "scroll", tabindex="0", role="group", aria_label="Frontier"):
        controls.markup(
            frontier_svg(kept, lambda point: point_address(kept, point)), "chart-holder frontier"
        )
    for line in knee_lines(kept):
        controls.text("p", line, "dim small")
    heads = (*(f">{axis.key}" for axis in kept.axes), ">Plan", ">At most", "Proven", "")
    with controls.table("Points of the frontier", *heads):
        for point in kept.points:
            _row(kept, point)


def point_address(frontier: Frontier, point: SweepPoint) -> str:
    """Address at which the form has a point's values."""
    return address_of(
        [
            f"{axis.key}={value.normalize():f}"
            for axis, value in zip(frontier.axes, point.values, strict=True)
        ]
    )


def _row(frontier: Frontier, point: SweepPoint) -> None:
    words = ", ".join(
        shown(value, axis.key) for axis, value in zip(frontier.axes, point.values, strict=True)
    )
    with controls.box("tr"):
        for axis, value in zip(frontier.axes, point.values, strict=True):
            controls.text("td", shown(value, axis.key), "right nowrap")
        plan, bound = point.objective_cents, point.bound_cents
        controls.text("td", "-" if plan is None else money(plan, frontier.currency), "right")
        controls.text("td", "-" if bound is None else money(bound, frontier.currency), "right")
        if plan is None:
            controls.text("td", point.fault or point.status)
        else:
            gap = max(0.0, (bound - plan) / bound) if bound else None
            controls.text("td", below_best(gap))
        with controls.box("td", "right nowrap"):
            controls.link(
                "Open", point_address(frontier, point), aria_label=f"Open {words} as a scenario"
            )
