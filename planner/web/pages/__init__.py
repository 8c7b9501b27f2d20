"""The pages of the app, one file each."""

from planner.web.pages import calendar, data, day_routes, downloads, plan
from planner.web.shell import Page

PAGES: tuple[Page, ...] = (data.PAGE, plan.PAGE, calendar.PAGE, day_routes.PAGE, downloads.PAGE)
"""In the order of the navigation."""
