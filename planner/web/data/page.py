"""Data: the account list, what is wrong with it, and the classes that come of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from nicegui import ui

from planner.accounts.ranking import Classification
from planner.domain import BadInput, Tier, money
from planner.files.edited import edit_notes, edited, kept_original
from planner.files.tables import Table
from planner.portfolio.classifying import Wish, class_accounts
from planner.readers.ledger import Entry
from planner.reports.charts import as_svg
from planner.reports.classes import pareto_chart, pareto_sentence
from planner.reports.words import count, percent
from planner.web.data.grid import AccountsGrid
from planner.web.data.lists import row_like, with_cell, with_row, without_rows
from planner.web.folder.picture import Picture
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.messages import findings_list
from planner.web.page.welcome import list_upload, welcome


async def build(view: View) -> None:
    """Fill the page."""
    if view.picture.empty:
        welcome(view)
        return
    await _DataPage(view).build()


class _DataPage:
    """The page of one tab; edits change the picture that it shows."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.grid: AccountsGrid | None = None

    async def build(self) -> None:
        """Fill the page."""
        classes = await _classes(self.view)
        self.found = controls.box("section", "card", aria_label="Errors and notes", role="status")
        self._show_findings()
        with controls.box("section", "card", aria_label="Accounts"):
            with controls.box("div", "row tools"):
                controls.text("h2", f"Accounts in {self.view.picture.account_file}", "grow")
                controls.button("Add a row", self._add)
                controls.button("Delete ticked rows", self._delete)
                list_upload(self.view, "Replace by a file (.csv or .xlsx)")
            controls.text(
                "p", "Double-click a cell, or press Enter, to edit it. Every edit is kept at once "
                "in the territory's folder; Undo takes it back.", "dim",
            )  # fmt: skip
            if self.view.picture.accounts is None:
                controls.text("p", "The list cannot be read as a table: upload another.")
            else:
                self.grid = AccountsGrid(self.view.picture, _tiers(classes), self._edit)
        self.pareto = controls.box("section", "card", aria_label="Classes")
        self._show_classes(classes)

    async def _edit(self, row: int, column: int, text: str) -> None:
        table = self._table()
        heading = table.headings[column]
        cells = dict(table.rows)[row]

        async def on_top() -> None:
            """Make the edit in the list as it is now."""
            self.view.picture = await self.view.workspace.picture()
            fresh = self._table()
            place = fresh.headings.index(heading) if heading in fresh.headings else -1
            await self._write(
                f"{heading} of {cells[0]}", with_cell(fresh, row_like(fresh, cells), place, text)
            )

        done = await self.view.attempt(
            lambda: self._write(f"{heading} of {cells[0]}", with_cell(table, row, column, text)),
            insist=lambda: self.view.attempt(on_top),
        )
        if not done and self.grid is not None:
            self.grid.show(self.view.picture, {})

    async def _add(self) -> None:
        if await self.view.attempt(lambda: self._write("a new row", with_row(self._table()))):
            ui.notify("Added at the end of the list")

    async def _delete(self) -> None:
        rows = await self.grid.chosen() if self.grid else []
        if not rows:
            ui.notify("Tick rows first")
            return
        fewer = without_rows(self._table(), rows)
        await self.view.attempt(lambda: self._write(f"{count(len(rows), 'row')} deleted", fewer))

    def _table(self) -> Table:
        table = self.view.picture.accounts
        assert table is not None, "there are no controls without a table"
        return table

    async def _write(self, words: str, table: Table) -> None:
        file = self.view.picture.account_file
        folder = self.view.workspace.folder
        kept = kept_original(folder, file)
        content = await asyncio.to_thread(edited, (folder / file).read_bytes(), table)
        files = {file: content, **kept}
        await self.view.workspace.change(words, files, self.view.picture.versions)
        for note in edit_notes(file, content, kept):
            ui.notify(note)
        self.view.picture = await self.view.workspace.picture()
        classes = await _classes(self.view)
        self._show_findings()
        self._show_classes(classes)
        if self.grid is not None:
            self.grid.show(self.view.picture, _tiers(classes))
        self.view.show_undo()

    def _show_findings(self) -> None:
        picture: Picture = self.view.picture
        self.found.clear()
        with self.found:
            errors, notes = len(picture.errors), len(picture.findings) - len(picture.errors)
            if not picture.findings and picture.territory:
                known = picture.territory
                controls.text(
                    "p", f"All is well: {count(len(known.accounts), 'account')}, "
                    f"{count(len(known.reps), 'rep')}, to be planned for {known.period}.",
                )  # fmt: skip
                return
            words = count(errors, "error") if errors else "No errors"
            controls.text("h2", words + (f", {count(notes, 'note')}" if notes else ""))
            findings_list(sorted(picture.findings, key=lambda each: not each.fatal))

    def _show_classes(self, classes: Classification[Entry] | None) -> None:
        self.pareto.clear()
        with self.pareto:
            controls.text("h2", "Classes")
            if classes is None:
                controls.text("p", "They are shown once the errors are corrected.", "dim")
                return
            controls.text("p", pareto_sentence(classes, self.view.currency))
            with controls.box("div", "halves"):
                _tier_table(classes, self.view.currency)
                if classes.total:
                    controls.markup(as_svg(pareto_chart(classes)), "chart-holder")


def _tier_table(classes: Classification[Entry], currency: str) -> None:
    with controls.table("Classes", "Class", ">Accounts", ">Worth a year", ">Share"):
        for tier in Tier:
            own = [one for one in classes.standings if one.tier is tier]
            worth = sum(one.worth for one in own)
            share = float(worth / classes.total) if classes.total and worth else None
            with controls.box("tr"):
                controls.tier_cell(tier)
                controls.text("td", f"{len(own):,}", "right")
                controls.text("td", money(round(worth), currency) if worth else "", "right")
                controls.text("td", percent(share), "right")


async def _classes(view: View) -> Classification[Entry] | None:
    """Classes of the accounts; None while they cannot be read."""
    if view.picture.territory is None:
        return None
    try:
        classed = await asyncio.to_thread(class_accounts, view.workspace.folder, Wish())
    except BadInput:
        return None
    return classed.classification


def _tiers(classes: Classification[Entry] | None) -> Mapping[str, Tier]:
    return {one.account.id: one.tier for one in classes.standings} if classes else {}


PAGE = Page(path="/data", title="Data", build=build)
