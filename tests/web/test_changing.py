"""Changes of files: nobody overwrites anybody, everything can be undone, nothing leads out."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from planner.domain import BadInput
from planner.files.edited import edited
from planner.files.tables import parse_table
from planner.web.data.lists import (
    faults_by_cell,
    row_like,
    taken_in,
    with_cell,
    with_row,
    without_rows,
)
from planner.web.folder.changing import ChangedMeanwhile, inside, make_change, take_back
from planner.web.folder.picture import take_picture, version_of
from planner.web.settings import Settings
from planner.web.workspace import Workspace
from tests.files.holders import held_by_another
from tests.files.kills import copied, in_child, needs_fork
from tests.web.little import MARKUP, ROWS, accounts, write_territory


@pytest.mark.parametrize(
    "name",
    [
        "../outside.csv", "/etc/passwd", "a/../../outside", ".planner-web.json", ".planner.lock",
        "out/../.planner-web.json", "link/x", "", ".", "x\0y",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(BadInput):
        inside(folder, name)
    with pytest.raises(BadInput):
        make_change(folder, "x", {name: b"x"}, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["place"]


def test_names_inside_are_found(tmp_path: Path) -> None:
    assert inside(tmp_path, "calendars/r1.ics") == (tmp_path / "calendars/r1.ics").resolve()


def test_who_saw_an_older_file_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("one")
    seen = {"a.csv": version_of(tmp_path, "a.csv")}
    make_change(tmp_path, "mine", {"a.csv": b"two"}, seen)
    with pytest.raises(ChangedMeanwhile, match=r"a\.csv"):
        make_change(tmp_path, "theirs", {"a.csv": b"three"}, seen)
    with pytest.raises(ChangedMeanwhile):  # a file that has appeared meanwhile counts, too
        make_change(tmp_path, "theirs", {"a.csv": b"three"}, {})
    assert (tmp_path / "a.csv").read_text() == "two"


def test_a_change_is_taken_back_unless_somebody_went_on(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("one")
    change = make_change(tmp_path, "x", {"a.csv": b"two", "sub/b.csv": b"new"}, None)
    take_back(tmp_path, change)
    assert (tmp_path / "a.csv").read_text() == "one"
    assert not (tmp_path / "sub" / "b.csv").exists()
    change = make_change(tmp_path, "x", {"a.csv": b"two"}, None)
    (tmp_path / "a.csv").write_text("by an editor")
    with pytest.raises(ChangedMeanwhile):
        take_back(tmp_path, change)
    assert (tmp_path / "a.csv").read_text() == "by an editor"


def test_nothing_is_changed_while_a_run_holds_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.web.folder.changing.PATIENCE", 0.1)
    with held_by_another(tmp_path), pytest.raises(BadInput, match="at work"):
        make_change(tmp_path, "x", {"a.csv": b"x"}, None)
    assert not (tmp_path / "a.csv").exists()


@needs_fork
def test_a_change_that_was_broken_off_is_put_back_before_anything_is_shown(tmp_path: Path) -> None:
    world = tmp_path / "world"
    before = (write_territory(world / "place") / "accounts.csv").read_bytes()
    files = {"accounts.csv": accounts(ROWS[0]).encode(), "visits.csv": b"x"}
    half_way = 0
    for survived in range(100):
        folder = copied(world, tmp_path / "copy") / "place"
        if not in_child(partial(make_change, folder, "x", files, None), survived):
            break
        half_way += (folder / "accounts.csv").read_bytes() != before
        picture = take_picture(folder)
        assert len(picture.versions) == 2
        assert (folder / "accounts.csv").read_bytes() in (before, files["accounts.csv"])
        assert (folder / "visits.csv").exists() == (
            (folder / "accounts.csv").read_bytes() != before
        )
        assert not list(folder.glob(".planner-*/"))
    assert half_way > 3


def test_the_latest_change_is_undone_first(tmp_path: Path) -> None:
    folder = write_territory(tmp_path / "place")
    before = (folder / "accounts.csv").read_bytes()

    async def story() -> None:
        workspace = Workspace(folder, Settings())
        for text in (b"one", b"two"):
            seen = (await workspace.picture()).versions
            await workspace.change(text.decode(), {"accounts.csv": text}, seen)
        assert await workspace.undo() == "two"
        assert (folder / "accounts.csv").read_bytes() == b"one"
        assert await workspace.undo() == "one"
        assert (folder / "accounts.csv").read_bytes() == before
        with pytest.raises(BadInput):
            await workspace.undo()

    with ThreadPoolExecutor(1) as elsewhere:  # the browser's driver has a loop in this thread
        elsewhere.submit(asyncio.run, story()).result()


def test_cells_are_edited_and_written_as_they_were() -> None:
    table = parse_table(accounts().encode(), "accounts.csv")
    wanted = with_cell(table, 3, 1, '=HYPERLINK("x") ')
    content = edited(accounts().encode(), wanted)
    again = parse_table(content, "accounts.csv")
    assert b"'=HYPERLINK" in content
    assert dict(again.rows)[3][1] == '=HYPERLINK("x")'
    assert dict(again.rows)[2] == dict(table.rows)[2]
    assert dict(again.rows)[2][1] == MARKUP
    excel = parse_table(taken_in(content, "x.csv", "accounts.xlsx"), "accounts.xlsx")
    assert [cells for _, cells in excel.rows] == [cells for _, cells in wanted.rows]
    for row, column in ((1, 0), (99, 0), (2, 99), (2, -1)):
        with pytest.raises(BadInput):
            with_cell(table, row, column, "x")


def test_rows_are_added_and_deleted() -> None:
    table = parse_table(accounts().encode(), "accounts.csv")
    longer = with_row(with_row(table))
    assert [cells[0] for _, cells in longer.rows[-2:]] == ["new-1", "new-2"]
    assert without_rows(longer, [number for number, _ in longer.rows[-2:]]) == table
    moved = parse_table(accounts(*reversed(ROWS)).encode(), "accounts.csv")
    assert dict(moved.rows)[row_like(moved, dict(table.rows)[2])][0] == "K1"
    with pytest.raises(BadInput):
        row_like(without_rows(table, [2]), dict(table.rows)[2])


def test_a_list_with_semicolons_keeps_them() -> None:
    content = b"account_id;firm;latitude\nA;Name;41,5\n"
    table = parse_table(content, "accounts.csv")
    assert edited(content, with_cell(table, 2, 1, "New")) == content.replace(b"Name", b"New")
    assert taken_in(content, "x.csv", "accounts.csv") == content


def test_faults_are_found_at_their_cells(tmp_path: Path) -> None:
    rows = [ROWS[0].replace("41.61", "north"), *ROWS[1:], ROWS[1].replace("K2", "")]
    picture = take_picture(write_territory(tmp_path / "place", *rows))
    assert {finding.row for finding in picture.errors} == {2, 8}
    assert picture.accounts is not None
    faults = faults_by_cell(picture.accounts, picture.findings)
    assert faults[2][2][0] is True  # row of the file, column of the table
    assert "number" in faults[2][2][1]
    assert faults[8][0][0] is True
