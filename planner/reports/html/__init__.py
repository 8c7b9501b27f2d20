"""The report as one page, and its parts, which other pages show too.

`month_grid`, `route_map`, `day_list` and `share_by_week` return safe HTML or SVG. Their looks are
`STYLES`; they take colours from the page's variables: ``--ink --dim --line --shade --surface
--soft --accent --good --bad``, ``--key --secondary --target --lead`` and the same with ``-soft``.
"""

from planner.reports.html.daylist import day_list
from planner.reports.html.document import STYLES, Report, render_report
from planner.reports.html.month import month_grid
from planner.reports.html.route_map import route_map
from planner.reports.html.scenarios import comparison_table, frontier_chart
from planner.reports.html.weeks import share_by_week

__all__ = [
    "STYLES",
    "Report",
    "comparison_table",
    "day_list",
    "frontier_chart",
    "month_grid",
    "render_report",
    "route_map",
    "share_by_week",
]
