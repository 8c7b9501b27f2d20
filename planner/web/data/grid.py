"""The account list in a grid: every cell can be edited, and shows what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from planner.domain import Tier
from planner.files.tables import Table
from planner.web.data.lists import faults_by_cell, id_place
from planner.web.folder.picture import Picture

_NARROW = 110
_RULES = {
    # Keys of rows are c0, c1, ...: no heading of a file ever becomes a key that is evaluated.
    "cell-error": "data.faults[colDef.field] && data.faults[colDef.field][0]",
    "cell-warning": "data.faults[colDef.field] && !data.faults[colDef.field][0]",
}
Row = dict[str, Any]


class AccountsGrid:
    """A grid of a table.

    Parameters
    ----------
    picture : Picture
        Whose table is shown; must have one.
    classes : mapping of str to Tier
        By account id; accounts that have none as yet are missing.
    on_edit : callable
        Called with row, column and new text.
    """

    def __init__(
        self,
        picture: Picture,
        classes: Mapping[str, Tier],
        on_edit: Callable[[int, int, str], Any],
    ) -> None:
        assert picture.accounts is not None
        self._on_edit = on_edit
        self._shown: dict[int, Row] = {}
        table = picture.accounts
        self._shown = {row["row"]: row for row in _rows(picture, table, classes)}
        self.grid = ui.aggrid(
            {
                "columnDefs": _columns(table),
                "rowData": list(self._shown.values()),
                "rowSelection": {"mode": "multiRow", "enableClickSelection": False},
                "stopEditingWhenCellsLoseFocus": True,
                "tooltipShowDelay": 200,
                "singleClickEdit": False,
                "enableCellTextSelection": True,
                "ensureDomOrder": True,
                ":getRowId": "params => String(params.data.row)",
            },
            auto_size_columns=False,
        ).classes("grid-accounts")
        self.grid.on("cellValueChanged", self._edited, ["colId", "newValue", "data"])

    def show(self, picture: Picture, classes: Mapping[str, Tier]) -> None:
        """Show a newer picture; only rows that differ go to the browser."""
        assert picture.accounts is not None
        rows = {row["row"]: row for row in _rows(picture, picture.accounts, classes)}
        fresh = [row for number, row in rows.items() if self._shown.get(number) != row]
        self.grid.run_grid_method(
            "applyTransaction",
            {
                "update": [row for row in fresh if row["row"] in self._shown],
                "add": [row for row in fresh if row["row"] not in self._shown],
                "remove": [{"row": number} for number in self._shown if number not in rows],
            },
        )
        self._shown = rows

    async def chosen(self) -> list[int]:
        """Rows that are ticked."""
        rows = await self.grid.get_selected_rows()
        return [int(row["row"]) for row in rows]

    async def _edited(self, event: GenericEventArguments) -> None:
        said = event.args
        text = "" if said["newValue"] is None else str(said["newValue"])
        await self._on_edit(int(said["data"]["row"]), int(str(said["colId"])[1:]), text)


def _columns(table: Table) -> list[dict[str, Any]]:
    at = id_place(table)
    first: list[dict[str, Any]] = [
        {"field": "row", "headerName": "Row", "width": 70, "pinned": "left", "cellClass": "dim"},
        {"field": "tier", "headerName": "Class", "width": _NARROW, "pinned": "left",
         ":cellClass": "params => params.value ? 'tier-' + params.value : ''"},
    ]  # fmt: skip
    return first + [
        {
            "field": f"c{n}",
            "headerName": heading or f"column {n + 1}",
            "editable": True,
            "width": 200 if heading in ("name", "address", "notes") else 140,
            "pinned": "left" if n == at else None,
            "cellClassRules": _RULES,
            ":tooltipValueGetter": "p => (p.data.faults[p.colDef.field] || [])[1]",
            "filter": True,
        }
        for n, heading in enumerate(table.headings)
    ]


def _rows(picture: Picture, table: Table, classes: Mapping[str, Tier]) -> Sequence[Row]:
    faults = faults_by_cell(table, picture.findings)
    at = id_place(table)
    return [
        {
            "row": number,
            "tier": str(classes.get(cells[at], "")),
            **{f"c{n}": cell for n, cell in enumerate(cells)},
            "faults": {f"c{n}": list(fault) for n, fault in faults.get(number, {}).items()},
        }
        for number, cells in table.rows
    ]
