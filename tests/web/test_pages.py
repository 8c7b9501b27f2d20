"""The pages in a real browser: every state, by mouse, keyboard and phone, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from planner.readers import read_territory
from planner.web.pages import PAGES
from tests.web.conftest import NewPage, Serve, copy_of, opened, overflow, serious
from tests.web.little import MARKUP, write_crowded, write_territory

VIEWS = ("/calendar?view=week", "/calendar?view=agenda", "/calendar?view=team")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_every_page_is_for_everybody(
    serve: Serve, planned: Path, new_page: NewPage, width: int, dark: bool
) -> None:
    server = serve(copy_of(planned))
    page = new_page(width=width, dark=dark)
    for path in (*(each.path for each in PAGES), *VIEWS):
        opened(page, server.address + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert not serious(page), path
        for size in (width, 390, 1280):
            page.set_viewport_size({"width": size, "height": 900})
            assert not overflow(page), (path, size)
        page.set_viewport_size({"width": width, "height": 900})
        if "calendar" in path:
            expect(page.get_by_text(MARKUP).first).to_be_attached()
        assert page.locator("img[src=x], h1 b, .chip i").count() == 0  # names stay text


def test_a_first_visit_is_planned_with_one_click(serve: Serve, page: Page) -> None:
    server = serve(lambda _: None)
    for address in ("/data", "/calendar", "/downloads", ""):
        opened(page, server.address + address)
        expect(page.get_by_role("heading", name="Nothing is here yet")).to_be_visible()
    page.get_by_role("button", name="Plan a sample").click()
    expect(page.locator(".figure >> nth=0")).to_be_visible()
    read_territory(server.folder)
    assert (server.folder / "out" / "r1.ics").exists()


def test_two_tabs_do_not_overwrite_each_other(serve: Serve, new_page: NewPage) -> None:
    server = serve(write_territory)
    mine, theirs = new_page(), new_page()
    for tab in (mine, theirs):
        opened(tab, f"{server.address}/data")
        expect(tab.locator(".ag-cell", has_text="Corner Shop")).to_be_visible()
    _edit(theirs, "Corner Shop", "Their Shop")
    expect(theirs.get_by_role("button", name="Undo: name of S1")).to_be_visible()
    expect(mine.get_by_role("button", name="Changed elsewhere")).to_be_visible()
    mine.bring_to_front()  # a tab behind another draws slowly
    _edit(mine, "Village Bakery", "My Bakery")
    expect(mine.get_by_role("heading", name="Changed meanwhile")).to_be_visible()
    text = (server.folder / "accounts.csv").read_text(encoding="utf-8")
    assert "Their Shop" in text
    assert "My Bakery" not in text
    mine.get_by_role("button", name="Make my change on top of theirs").click()
    expect(mine.locator(".ag-cell", has_text="Their Shop")).to_be_visible()
    expect(mine.locator(".ag-cell", has_text="My Bakery")).to_be_visible()
    text = (server.folder / "accounts.csv").read_text(encoding="utf-8")
    assert "Their Shop" in text
    assert "My Bakery" in text


def _edit(page: Page, old: str, new: str) -> None:
    page.locator(".ag-cell", has_text=old).dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type(new)
    page.keyboard.press("Enter")


def test_rules_in_conflict_are_said_in_words(serve: Serve, page: Page) -> None:
    server = serve(write_crowded)
    opened(page, f"{server.address}/plan")
    page.get_by_role("button", name="Plan", exact=True).click()
    failed = page.get_by_role("alert").filter(has_text="untouched")
    expect(failed).to_be_visible()
    expect(failed).to_contain_text("contract")
    page.get_by_role("link", name="Calendar", exact=True).click()
    expect(page.get_by_role("heading", name="There is no plan to show yet")).to_be_visible()


def test_faulty_files_are_said_on_every_page(serve: Serve, page: Page) -> None:
    server = serve(write_territory)
    settings = server.folder / "territory.toml"
    settings.write_text("name = <script>alert(1)</script>", encoding="utf-8")
    opened(page, f"{server.address}/plan")
    expect(page.get_by_role("heading", name="cannot be planned as it is")).to_be_visible()
    expect(page.get_by_role("button", name="Plan", exact=True)).to_be_disabled()
    opened(page, f"{server.address}/data")
    expect(page.get_by_role("heading", name="1 error")).to_be_visible()
    (server.folder / "accounts.csv").write_bytes(b"\0\0")
    opened(page, f"{server.address}/data")
    expect(page.get_by_text("cannot be read as a table")).to_be_visible()


def test_a_visit_is_dragged_and_its_price_shown(serve: Serve, planned: Path, page: Page) -> None:
    server = serve(copy_of(planned))
    opened(page, f"{server.address}/calendar?rep=r1")
    chip = page.locator(".chip", has_text="Oak Street Foods").first
    away = page.locator("[data-day]").filter(has_not=page.locator(".chip")).first
    chip.drag_to(away)
    dialog = page.get_by_role("dialog", name="Oak Street Foods")
    expect(dialog.locator(".price")).to_contain_text(re.compile("Move to .*(costs|worth|cannot)"))
    plan = Path("out", "plan.json")
    assert (server.folder / plan).read_bytes() == (planned / plan).read_bytes()


def test_a_visit_is_reached_by_keyboard_alone(serve: Serve, planned: Path, page: Page) -> None:
    server = serve(copy_of(planned))
    opened(page, f"{server.address}/calendar?rep=r1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.chip')"):
            break
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Day", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_feed_is_shared_in_the_browser_and_read_without_it(
    serve: Serve, planned: Path, page: Page
) -> None:
    server = serve(copy_of(planned))
    opened(page, f"{server.address}/downloads")
    page.get_by_role("button", name="Share the calendar of Ben South").click()
    address = page.get_by_label("Address of Ben South").input_value()
    assert re.fullmatch(rf"{server.address}/feeds/[\w-]{{40,}}\.ics", address)
    answer = page.request.get(address)
    assert "BEGIN:VCALENDAR" in answer.text()
    page.get_by_role("button", name="Stop sharing the calendar of Ben South").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("not shared")).to_have_count(2)
    assert page.request.get(address).status == 404
