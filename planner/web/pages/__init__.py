"""The pages of the app, one file each."""

from planner.web.pages import data, plan
from planner.web.shell import Page

PAGES: tuple[Page, ...] = (data.PAGE, plan.PAGE)
"""In the order of the navigation."""
