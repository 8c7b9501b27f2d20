"""One visit: what it is, and what changing it costs, before anything is changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from planner.domain import Visit, money
from planner.reports import words
from planner.web.calendar.days import Days
from planner.web.folder.picture import PLAN
from planner.web.page import controls
from planner.web.page.frame import View
from planner.web.page.messages import Dialog


class VisitDialog:
    """A dialog of one visit.

    Parameters
    ----------
    done : callable
        Called once a change was made.
    """

    def __init__(
        self, view: View, days: Days, visit: Visit, done: Callable[[], Awaitable[None]]
    ) -> None:
        self.view, self.days, self.visit, self.done = view, days, visit, done
        self.day, self.time = visit.start.date().isoformat(), f"{visit.start:%H:%M}"

    def open(self) -> None:
        """Show what the visit is, and what can be done with it."""
        account = self.days.territory.account[self.visit.account_id]
        self.dialog = Dialog(account.name)
        with self.dialog:
            with controls.box("dl"):
                for name, value in self._facts():
                    controls.text("dt", name)
                    controls.text("dd", value)
            if self.visit.start.date() <= self.days.today:
                controls.text("p", "This visit is past, or today: it stays as it is.", "dim")
            else:
                self._forms()
            self.outcome = controls.box("div", "outcome", role="status")
            controls.button("Close", self.dialog.close)
        self.dialog.open()

    async def open_moved(self, day: date, minute: int | None) -> None:
        """Show what moving it to a day and time costs; without a time it keeps its own."""
        self.day = day.isoformat()
        if minute is not None:
            self.time = f"{minute // 60:02d}:{minute % 60:02d}"
        self.open()
        if self.visit.start.date() > self.days.today:
            await self._move()

    def _facts(self) -> list[tuple[str, str]]:
        visit, territory = self.visit, self.days.territory
        account = territory.account[visit.account_id]
        currency = territory.currency
        outcome = next((o for o in self.days.plan.outcomes if o.account_id == account.id), None)
        tier = self.days.tiers[account.id]
        facts = [
            ("Class", f"{tier.letter}, {tier}"),
            ("When", f"{words.day(visit.start.date())}, {visit.start:%H:%M} to {visit.end:%H:%M}"),
            ("Worth", f"{money(visit.value_cents, currency)} more than without it"),
        ]
        if outcome is not None and outcome.next_visit_cents is not None:
            next_one = money(outcome.next_visit_cents, currency)
            facts.append(("One more would add", next_one))
        drive = f"{visit.travel_minutes_before} min, {visit.travel_km_before:.0f} km"
        facts.append(("How", "by phone") if visit.is_call else ("Drive to it", drive))
        if (account.id, visit.start) in self.days.pinned:
            facts.append(("Confirmed", "this time is fixed"))
        for name, value in (
            ("Open", account.opening_hours or ""),
            ("Address", account.address),
            ("Phone", account.phone),
            ("Notes", account.notes),
        ):
            if value:
                facts.append((name, value))
        return facts

    def _forms(self) -> None:
        plan = self.days.plan
        first = max(plan.first_day, self.days.today + timedelta(days=1))
        with controls.box("form", "row", aria_label="Move the visit") as form:
            controls.entry(
                "Day", self.day, self._choose_day, kind="date", min=first.isoformat(),
                max=plan.last_day.isoformat(), required="required",
            )  # fmt: skip
            step = str(60 * self.days.territory.policy.slot_minutes)
            controls.entry(
                "Time", self.time, self._choose_time, kind="time", step=step, required="required"
            )
            controls.text("button", "What would moving cost?", "button", type="submit")
        form.on("submit", self._move, js_handler="(event) => { event.preventDefault(); emit(); }")
        with controls.box("div", "row"):
            controls.button("Confirm this time", self._confirm)
            controls.button("No visit that day", self._refuse)

    def _choose_day(self, day: str) -> None:
        self.day = day

    def _choose_time(self, time: str) -> None:
        self.time = time

    async def _move(self) -> None:
        try:
            start = datetime.fromisoformat(f"{self.day}T{self.time}")
        except ValueError:
            self._say("Choose a day and a time.", bad=True)
            return
        name = self.days.territory.account[self.visit.account_id].name
        when = f"{words.day(start.date())} {start:%H:%M}"
        await self._price(f"Move to {when}", f"{name} moved to {when}", start)

    async def _confirm(self) -> None:
        name = self.days.territory.account[self.visit.account_id].name
        start = self.visit.start.replace(tzinfo=None)
        await self._price("Confirm this time", f"{name} confirmed", start)

    async def _refuse(self) -> None:
        name = self.days.territory.account[self.visit.account_id].name
        when = words.day(self.visit.start.date())
        await self._price(f"No visit on {when}", f"{name} not on {when}", None)

    async def _price(self, title: str, undo_words: str, start: datetime | None) -> None:
        wish = {"uid": self.visit.uid, "start": start.isoformat() if start else None}
        self._say(f"{title}: the price is being reckoned …")
        answer = await self.view.workspace.price(wish)
        if answer["said"] == "failed":
            self._say(f"{title}: {answer['message']}", bad=True)
            return
        self._say(f"{title}: {answer['words']}.", bad=not answer["possible"])
        if answer["possible"]:

            async def accept() -> None:
                await self._keep(undo_words, wish)

            with self.outcome:
                controls.button("Accept, and plan around it", accept, "primary")

    async def _keep(self, undo_words: str, wish: dict[str, str | None]) -> None:
        self._say("The rest of the period is planned around it …")
        seen = self.view.picture.versions.get(PLAN, "")
        kept: list[bool] = []

        async def keep() -> None:
            run = await self.view.workspace.keep(undo_words, wish, seen)
            if run.answer["said"] == "failed":
                self._say(run.answer["message"], bad=True)
            else:
                kept.append(True)

        if await self.view.attempt(keep) and kept:
            self.dialog.close()
            await self.done()

    def _say(self, text: str, *, bad: bool = False) -> None:
        self.outcome.clear()
        with self.outcome:
            controls.text("p", text, "price bad" if bad else "price")
