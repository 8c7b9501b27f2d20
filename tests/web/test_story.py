"""The manager's story, from an empty folder to calendars that are taken away."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Page, expect

from planner.commands import main
from tests.web.conftest import WORK, Serve, opened
from tests.web.little import LONG, MARKUP, ROWS, accounts, write_territory


def run(*words: str | Path) -> None:
    """What the command line does."""
    done = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_from_a_list_with_an_error_to_calendars(serve: Serve, page: Page, tmp_path: Path) -> None:
    server = serve(write_territory)
    wrong = tmp_path / "new list.csv"
    wrong.write_text(accounts(*(row.replace("41.58", "4158") for row in ROWS)), encoding="utf-8")

    # A list with an error is taken in, and shows the error on its cell.
    opened(page, f"{server.address}/data")
    page.get_by_label("Replace by a file").set_input_files(wrong)
    expect(page.get_by_role("heading", name="1 error")).to_be_visible()
    cell = page.locator(".ag-cell.cell-error")
    expect(cell).to_have_text("4158")
    expect(page.get_by_text(MARKUP).first).to_be_visible()  # text, not an image

    # Corrected in the grid, it is at once in the file.
    cell.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type("41.58")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All is well: 6 accounts, 2 reps")).to_be_visible()
    assert "41.58," in (server.folder / "accounts.csv").read_text(encoding="utf-8")
    expect(page.locator(".ag-cell.cell-error")).to_have_count(0)

    # Planned; what is downloaded is what the command line writes.
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("button", name="Plan", exact=True).click()
    gain = page.locator(".figure .value >> nth=0")
    expect(gain).to_be_visible()
    copied = tmp_path / "copy"
    copied.mkdir()
    for name in ("territory.toml", "accounts.csv"):
        shutil.copy(server.folder / name, copied)
    run("plan", copied, "--work", WORK)
    page.get_by_role("link", name="Downloads").click()
    for name in ("r1.ics", "r2.ics", "visits.csv"):
        with page.expect_download() as coming:
            page.locator(f"a[download='{name}']").click()
        assert coming.value.path().read_bytes() == (copied / "out" / name).read_bytes()

    # A long list is watched and stopped: the best so far is kept.
    (server.folder / "accounts.csv").write_text(accounts(*LONG), encoding="utf-8")
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_label("Search for").select_option("600")
    page.get_by_role("button", name="Plan anew").click()
    expect(page.locator(".run-words")).to_contain_text(re.compile(r"Planning, \$"))
    page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.get_by_text(re.compile(r"^Done: \d+ visits"))).to_be_visible()
    (server.folder / "accounts.csv").write_text(accounts(), encoding="utf-8")
    page.get_by_role("button", name="Plan anew").click()
    expect(page.get_by_text(re.compile(r"^Done: 18 visits"))).to_be_visible()

    # A visit is confirmed, at a price that shows first; undone, and confirmed again.
    page.get_by_role("link", name="Calendar", exact=True).click()
    chip = page.locator(".chip", has_text=MARKUP).first
    for _ in range(2):
        chip.click()
        page.get_by_role("button", name="Confirm this time").click()
        expect(page.locator(".price")).to_contain_text(
            re.compile("costs nothing|costs \\$|is worth")
        )
        page.get_by_role("button", name="Accept, and plan around it").click()
        expect(page.locator(".chip.pinned")).to_have_count(1)
        assert 'account = "K1"' in (server.folder / "by-hand.toml").read_text(encoding="utf-8")
        if _ == 0:
            page.get_by_role("button", name="Undo").click()
            expect(page.locator(".chip.pinned")).to_have_count(0)
            assert not (server.folder / "by-hand.toml").exists()

    # Re-planned around it.
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("button", name="Re-plan the rest").click()
    expect(page.get_by_text(re.compile(r"^Done: \d+ visits, \d+ visits? changed"))).to_be_visible()
    page.get_by_role("link", name="Calendar", exact=True).click()
    expect(page.locator(".chip.pinned")).to_have_count(1)

    # The command line says that what the app wrote keeps every rule.
    run("verify", server.folder / "out" / "plan.json", server.folder)
