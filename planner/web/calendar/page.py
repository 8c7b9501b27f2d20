"""Calendar: month, week, agenda and team; a visit is confirmed, refused or moved at a price."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from planner.domain import Plan, Territory
from planner.reports import words
from planner.web.calendar import views
from planner.web.calendar.days import Days
from planner.web.calendar.visit_dialog import VisitDialog
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.states import plan_or_why

VIEWS = {"month": "Month", "week": "Week", "agenda": "Agenda", "team": "Team"}


async def build(view: View) -> None:
    """Fill the page."""
    shown = plan_or_why(view)
    if shown is not None:
        plan, territory = shown
        today = view.workspace.settings.today_in(territory.period.zone)
        _CalendarPage(view, plan, territory, today).build()


class _CalendarPage:
    """The calendar of one tab: which view, whose, and from which day."""

    def __init__(self, view: View, plan: Plan, territory: Territory, today: date) -> None:
        self.view = view
        self.days = Days(plan, territory, today)
        asked = view.asked
        reps = [rep.id for rep in territory.reps]
        self.rep = asked["rep"] if asked.get("rep") in reps else reps[0]
        self.shown = asked["view"] if asked.get("view") in VIEWS else "month"
        try:
            self.day = self.days.clamped(date.fromisoformat(asked["day"]))
        except (KeyError, ValueError):
            self.day = self.days.clamped(today)
        self.buttons: dict[str, Element] = {}

    def build(self) -> None:
        """Fill the page."""
        if self.view.picture.stale:
            changed = ", ".join(self.view.picture.stale)
            controls.text(
                "p", f"This plan no longer fits its inputs: {changed} changed since.", "notice-bar"
            )
        with controls.box("div", "row tools"):
            self._tools()
        self.title = controls.text("h2", "")
        self.content = controls.markup("", "calendar")
        controls.text(
            "p", "Choose a visit to see its worth. Drag it to another day, or change it in its "
            "form: the price shows before anything changes.", "dim",
        )  # fmt: skip
        ui.on("visit-chosen", self._chosen)
        ui.on("visit-dropped", self._dropped)
        ui.on("day-chosen", self._day_chosen)
        self._show()

    def _tools(self) -> None:
        with controls.box("div", "group", role="group", aria_label="View"):
            for key, name in VIEWS.items():
                if key != "team" or len(self.days.territory.reps) > 1:
                    self.buttons[key] = controls.button(name, lambda key=key: self._see(key))
        with controls.box("div", "group", role="group", aria_label="Days"):
            self.back = controls.button(
                "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
                lambda: self._step(-1),
                aria_label="Week before",
            )
            controls.button("Today", self._to_today)
            self.on = controls.button(
                "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
                lambda: self._step(1),
                aria_label="Next week",
            )
        reps = {rep.id: rep.name for rep in self.days.territory.reps}
        if len(reps) > 1:
            controls.choice("Rep", reps, self.rep, self._choose_rep)

    def _see(self, shown: str) -> None:
        self.shown = shown
        self._show()

    def _step(self, weeks: int) -> None:
        self.day = self.days.clamped(self.day + timedelta(weeks=weeks))
        self._show()

    def _to_today(self) -> None:
        self.day = self.days.clamped(self.days.today)
        self._show()

    def _choose_rep(self, rep: str) -> None:
        if rep in self.days.territory.rep:
            self.rep = rep
            self._show()

    def _show(self) -> None:
        monday = self.day - timedelta(days=self.day.weekday())
        sunday = monday + timedelta(days=6)
        if self.shown == "week":
            html = views.week(self.days, self.rep, monday)
        elif self.shown == "agenda":
            html = views.agenda(self.days, self.rep, self.day)
        elif self.shown == "team":
            html = views.team(self.days, monday)
        else:
            html = views.month(self.days, self.rep)
        self.content.set_content(html)
        of_week = f"{words.day(monday)} to {words.day(sunday)}, week {monday.isocalendar().week}"
        self.title.set_text(
            {
                "month": f"{self.days.plan.first_day:%B %Y}",
                "agenda": f"From {words.day(self.day)}",
            }.get(self.shown, of_week)
        )
        for key, button in self.buttons.items():
            button.classes(add="chosen" if key == self.shown else "", remove="chosen"
                           if key != self.shown else "")  # fmt: skip
            button.props["aria-pressed"] = "true" if key == self.shown else "false"
            button.update()
        for button, edge in ((self.back, self.days.plan.first_day),
                             (self.on, self.days.plan.last_day)):  # fmt: skip
            controls.disabled(button, self.shown == "month" or self.day == edge)
        ui.run_javascript(f"history.replaceState(null, '', '{self.address}')")

    @property
    def address(self) -> str:
        """The page's address with its state, for reloads and links."""
        state = {"view": self.shown, "rep": self.rep, "day": self.day.isoformat()}
        return f"{PAGE.path}?{urlencode(state)}"

    def _chosen(self, event: GenericEventArguments) -> None:
        visit = self.days.by_uid.get(str(event.args["uid"]))
        if visit is not None:
            VisitDialog(self.view, self.days, visit, self._again).open()

    async def _dropped(self, event: GenericEventArguments) -> None:
        said = event.args
        visit = self.days.by_uid.get(str(said["uid"]))
        if visit is None:
            return
        if said.get("rep") != visit.rep:
            ui.notify("An account stays with its rep: change the rep on the Data page.")
            return
        minute = None
        if said["minute"] is not None:
            slot = self.days.territory.policy.slot_minutes
            minute = round(float(said["minute"]) / slot) * slot % (24 * 60)
        day = date.fromisoformat(said["day"])
        if day == visit.start.date() and minute is None:
            return
        dialog = VisitDialog(self.view, self.days, visit, self._again)
        await dialog.open_moved(day, minute)

    def _day_chosen(self, event: GenericEventArguments) -> None:
        self.day = self.days.clamped(date.fromisoformat(str(event.args["day"])))
        self.shown = "agenda"
        self._show()

    async def _again(self) -> None:
        ui.navigate.to(self.address)


PAGE = Page(path="/calendar", title="Calendar", build=build)
