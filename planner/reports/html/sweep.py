"""A sweep's frontier in a page: its chart with the bounds, its points, its knee."""

from __future__ import annotations

from markupsafe import Markup

from planner.domain.frontier import Frontier
from planner.reports.frontier_chart import frontier_svg
from planner.reports.html.templating import filled
from planner.reports.sweep import knee_lines, price_words, sweep_table


def sweep_part(frontier: Frontier) -> Markup:
    """Chart, table and knees, with their heading."""
    headings, rows = sweep_table(frontier)
    return filled(
        "sweep.html.j2",
        keys=" and ".join(axis.key for axis in frontier.axes),
        axes=len(frontier.axes),
        chart=Markup(frontier_svg(frontier)),  # noqa: S704 -- escapes what it draws
        headings=headings,
        rows=rows,
        price=price_words(frontier) if frontier.axes[0].rule else "",
        knees=[line.strip() for line in knee_lines(frontier)],
    )
