"""What a page shows instead of itself: nothing is here yet, faulty files, no plan."""

from __future__ import annotations

from planner.domain import Plan, Territory
from planner.web.page import controls
from planner.web.page.frame import View
from planner.web.page.messages import findings_list
from planner.web.page.welcome import welcome


def territory_or_why(view: View) -> Territory | None:
    """The territory; where there is none to work with, the page says why."""
    if view.picture.empty:
        welcome(view)
    elif view.picture.territory is None:
        faulty(view)
    return view.picture.territory


def plan_or_why(view: View) -> tuple[Plan, Territory] | None:
    """The plan, and the territory as of its period; where there is none, the page says why."""
    picture = view.picture
    if picture.plan is not None and picture.planned is not None:
        return picture.plan, picture.planned
    if picture.empty:
        welcome(view)
    else:
        _no_plan(view)
    return None


def faulty(view: View) -> None:
    """What is wrong with the files, and where to correct it."""
    with controls.box("section", "card", aria_label="Errors"):
        controls.text("h2", "The input cannot be planned as it is")
        findings_list(view.picture.findings)
        controls.link("Correct it on the Data page", "/data", "button primary")


def _no_plan(view: View) -> None:
    with controls.box("section", "card empty"):
        run = view.workspace.run
        if run is not None and run.running:
            controls.text("h2", "The plan is being made")
            controls.text("p", "It shows here once it is done.")
        else:
            controls.text("h2", "There is no plan to show yet")
            controls.text("p", view.picture.plan_trouble or "Make one first.")
        controls.link("Go to Plan", "/plan", "button primary")
