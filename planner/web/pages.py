"""The pages of the app."""

from planner.web.calendar import map_page
from planner.web.calendar import page as calendar
from planner.web.data import page as data
from planner.web.explain import page as explain
from planner.web.page.frame import Page
from planner.web.planning import page as planning
from planner.web.sharing import page as sharing
from planner.web.whatif import page as whatif

PAGES: tuple[Page, ...] = (
    data.PAGE, planning.PAGE, calendar.PAGE, map_page.PAGE, whatif.PAGE, explain.PAGE,
    sharing.PAGE,
)  # fmt: skip
"""In the order of the navigation."""
