"""Map: where the accounts are, and the route of any day; without tiles, so that nobody is told."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from nicegui import ui

from planner.domain import Plan, Territory
from planner.reports import words
from planner.reports.html import day_list, route_map
from planner.web.calendar.days import Days
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.states import plan_or_why

ALL = "all"


async def build(view: View) -> None:
    """Fill the page."""
    shown = plan_or_why(view)
    if shown is not None:
        _MapPage(view, *shown).build()


class _MapPage:
    """The map of one tab: whose, and of which day."""

    def __init__(self, view: View, plan: Plan, territory: Territory) -> None:
        self.days = Days(plan, territory, view.workspace.settings.today_in(territory.period.zone))
        self.plan, self.territory = plan, territory
        reps = [rep.id for rep in territory.reps]
        self.rep = view.asked["rep"] if view.asked.get("rep") in reps else reps[0]
        self.day = self._known(view.asked.get("day", ALL))

    def build(self) -> None:
        """Fill the page."""
        reps = {rep.id: rep.name for rep in self.territory.reps}
        with controls.box("div", "row tools"):
            if len(reps) > 1:
                controls.choice("Rep", reps, self.rep, self._choose_rep)
            self.picker = controls.box("div")
            controls.button("Day before", lambda: self._step(-1))
            controls.button("Next day", lambda: self._step(1))
        with controls.box("div", "columns"):
            with controls.box("section", "card", aria_label="Map"):
                self.map = controls.markup("")
            with controls.box("section", "card", aria_label="Day"):
                self.list = controls.markup("", "day-list")
        self._show()

    def _dates(self) -> list[date]:
        """Days of the rep with visits."""
        return sorted({v.start.date() for v in self.plan.visits if v.rep == self.rep})

    def _known(self, text: str) -> date | None:
        return next((day for day in self._dates() if day.isoformat() == text), None)

    def _choose_rep(self, rep: str) -> None:
        if rep in self.territory.rep:
            self.rep, self.day = rep, None
            self._show()

    def _choose_day(self, text: str) -> None:
        self.day = self._known(text)
        self._show()

    def _step(self, days: int) -> None:
        dates = self._dates()
        if not dates:
            return
        at = dates.index(self.day) + days if self.day in dates else (0 if days > 0 else -1)
        self.day = dates[at % len(dates)]
        self._show()

    def _show(self) -> None:
        options = {ALL: "All days"} | {
            day.isoformat(): f"{words.day(day)}, {self.days.of(self.rep, day).words}"
            for day in self._dates()
        }
        chosen = self.day.isoformat() if self.day else ALL
        self.picker.clear()
        with self.picker:
            controls.choice("Day", options, chosen, self._choose_day)
        self.map.set_content(route_map(self.plan, self.territory, self.rep, self.day))
        shown = day_list(self.plan, self.territory, self.rep, self.day) if self.day else ""
        self.list.set_content(shown or "<p>Choose a day to see its stops in order.</p>")
        state = urlencode({"rep": self.rep, "day": chosen})
        ui.run_javascript(f"history.replaceState(null, '', '{PAGE.path}?{state}')")


PAGE = Page(path="/map", title="Map", build=build)
