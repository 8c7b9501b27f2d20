"""The pages in a real browser: every state, by mouse, keyboard and phone, light and dark."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from planner.exporting import export
from planner.lock import locked
from planner.plan import plan_from_json
from planner.planning import plan_territory
from planner.readers import read_territory
from planner.web.pages import PAGES
from tests.web.conftest import NewPage, Serve, Server
from tests.web.little import MARKUP, write_crowded, write_territory


def with_plan(folder: Path) -> Path:
    """The little territory with a plan."""
    territory = read_territory(write_territory(folder)).territory
    plan = plan_territory(territory, work=1, workers=1)
    export(plan, territory, folder / "out", overwrite=False)
    return folder


@pytest.fixture(scope="module")
def planned(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Serves a territory with a plan; tests look at it, and change nothing."""
    return serve(with_plan(tmp_path_factory.mktemp("web") / "place"))


@pytest.mark.parametrize(
    ("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
)
def test_every_page_is_for_everybody(
    planned: Server, new_page: NewPage, theme: str, width: int
) -> None:
    page = new_page(width=width, color_scheme=theme)
    for path in [*(each.path for each in PAGES), "/calendar?view=week", "/calendar?view=agenda",
                 "/calendar?view=team"]:  # fmt: skip
        page.goto(planned.address + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_function("window.socket && window.socket.connected")
        found = Axe().run(page).response["violations"]
        serious = [
            (each["id"], [node["html"] for node in each["nodes"]][:3])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        assert not serious, (path, serious)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, path
        expect(page.get_by_text(MARKUP).first).to_be_attached() if "cal" in path else None
        assert page.locator("img[src=x], h1 b, .chip i").count() == 0  # names stay text


def test_a_first_visit_is_planned_with_one_click(serve: Serve, page: Page, tmp_path: Path) -> None:
    server = serve(tmp_path / "new place")
    page.goto(server.address)
    for address in ("/data", "/calendar", "/downloads"):
        page.goto(server.address + address)
        expect(page.get_by_role("heading", name="Nothing is here yet")).to_be_visible()
    page.get_by_role("button", name="Plan a sample").click()
    expect(page.locator(".figure >> nth=0")).to_be_visible()
    read_territory(server.folder)
    assert (server.folder / "out" / "r1.ics").exists()


def test_two_tabs_do_not_overwrite_each_other(
    serve: Serve, new_page: NewPage, tmp_path: Path
) -> None:
    server = serve(write_territory(tmp_path / "place"))
    mine, theirs = new_page(), new_page()
    for tab in (mine, theirs):
        tab.goto(f"{server.address}/data")
        expect(tab.locator(".ag-cell", has_text="Corner Shop")).to_be_visible()
    _edit(theirs, "Corner Shop", "Their Shop")
    expect(theirs.get_by_role("button", name="Undo: name of S1")).to_be_visible()
    expect(mine.get_by_role("button", name="Changed elsewhere")).to_be_visible()
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


def test_nothing_is_lost_when_the_server_is_killed_in_a_run(
    serve: Serve, page: Page, new_page: NewPage, tmp_path: Path
) -> None:
    server = serve(with_plan(tmp_path / "place"), "--seconds", "600")
    before = (server.folder / "out" / "plan.json").read_bytes()
    page.goto(f"{server.address}/plan")
    page.get_by_role("button", name="Plan anew").click()
    expect(page.locator(".run-words")).to_contain_text(re.compile(r"Planning, \$"))
    page.context.close()
    server.end(signal.SIGKILL)
    # The planning process notices, keeps the best plan that it has, and frees the folder.
    for _ in range(600):
        if (server.folder / "out" / "plan.json").read_bytes() != before:
            break
        time.sleep(0.1)
    after = (server.folder / "out" / "plan.json").read_bytes()
    assert after != before
    assert plan_from_json(after).visits
    again = serve(server.folder)
    other = new_page()
    other.goto(f"{again.address}/plan")
    expect(other.locator(".figure >> nth=0")).to_be_visible()
    with locked(server.folder):
        pass


def test_rules_in_conflict_are_said_in_words(serve: Serve, page: Page, tmp_path: Path) -> None:
    folder = write_crowded(tmp_path / "place")
    server = serve(folder)
    page.goto(f"{server.address}/plan")
    page.get_by_role("button", name="Plan", exact=True).click()
    failed = page.get_by_role("alert").filter(has_text="untouched")
    expect(failed).to_be_visible()
    expect(failed).to_contain_text("contract")
    page.get_by_role("link", name="Calendar", exact=True).click()
    expect(page.get_by_role("heading", name="There is no plan to show yet")).to_be_visible()


def test_faulty_files_are_said_on_every_page(serve: Serve, page: Page, tmp_path: Path) -> None:
    folder = write_territory(tmp_path / "place")
    (folder / "territory.toml").write_text("name = <script>alert(1)</script>", encoding="utf-8")
    server = serve(folder)
    page.goto(f"{server.address}/plan")
    expect(page.get_by_role("heading", name="cannot be planned as it is")).to_be_visible()
    expect(page.get_by_role("button", name="Plan", exact=True)).to_be_disabled()
    page.goto(f"{server.address}/data")
    expect(page.get_by_role("heading", name="1 error")).to_be_visible()
    (folder / "accounts.csv").write_bytes(b"\0\0")
    page.goto(f"{server.address}/data")
    expect(page.get_by_text("cannot be read as a table")).to_be_visible()


def test_a_visit_is_dragged_and_its_price_shown(planned: Server, page: Page) -> None:
    before = (planned.folder / "out" / "plan.json").read_bytes()
    page.goto(f"{planned.address}/calendar?rep=r1")
    page.wait_for_function("window.socket && window.socket.connected")
    chip = page.locator(".chip", has_text="Oak Street Foods").first
    away = page.locator("[data-day]").filter(has_not=page.locator(".chip")).first
    chip.drag_to(away)
    dialog = page.get_by_role("dialog", name="Oak Street Foods")
    expect(dialog.locator(".price")).to_contain_text(re.compile("Move to .*(costs|worth|cannot)"))
    assert (planned.folder / "out" / "plan.json").read_bytes() == before


def test_a_visit_is_reached_by_keyboard_alone(planned: Server, page: Page) -> None:
    page.goto(f"{planned.address}/calendar?rep=r1")
    page.wait_for_function("window.socket && window.socket.connected")
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


def test_a_feed_is_shared_in_the_browser_and_read_without_it(planned: Server, page: Page) -> None:
    page.goto(f"{planned.address}/downloads")
    page.get_by_role("button", name="Share the calendar of Ben South").click()
    address = page.get_by_label("Address of Ben South").input_value()
    assert re.fullmatch(rf"{planned.address}/feeds/[\w-]{{40,}}\.ics", address)
    answer = page.request.get(address)
    assert "BEGIN:VCALENDAR" in answer.text()
    page.get_by_role("button", name="Stop sharing the calendar of Ben South").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("not shared")).to_have_count(2)
    assert page.request.get(address).status == 404
