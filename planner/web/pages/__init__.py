"""The pages of the app, one file each."""

from planner.web.pages import calendar, data, day_routes, downloads, explain, plan, whatif
from planner.web.shell import Page

PAGES: tuple[Page, ...] = (
    data.PAGE, plan.PAGE, calendar.PAGE, day_routes.PAGE, whatif.PAGE, explain.PAGE,
    downloads.PAGE,
)  # fmt: skip
"""In the order of the navigation."""
