"""Pictures of every page and of the report, light and dark, on a desk and on a phone.

    python -m tests.web.screenshots OUT [--territory scenarios/iowa-team] [--work 4]

It lies beside the browser tests since it uses their server and browser. The territory is copied
and planned first. The pictures that the README shows are in ``docs/``, next to the package: they
are no part of it, and nothing that is planned.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.conftest import CHROMIUM, FLAGS, Server, start

ROOT = Path(__file__).parents[2]
SIZES = {"desk": (1360, 850), "phone": (390, 844)}
THEMES = ("light", "dark")
PATIENCE = 60_000


def _see_visit(page: Page) -> None:
    page.locator(".chip[draggable]").nth(4).click()
    page.get_by_role("button", name="Confirm this time").click()
    page.get_by_role("button", name="Accept, and plan around it").wait_for(timeout=PATIENCE)


def _see_run(page: Page) -> None:
    page.get_by_label("Search for").select_option("120")
    page.get_by_role("button", name="Plan anew").click()
    page.locator("svg.chart").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(6000)


def _compare(page: Page) -> None:
    """What the pictures of What-if and Explain show: made once, shown in every size and theme."""
    page.get_by_label("Least share of visit time for key (%)", exact=True).fill("60")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add to the comparison").click()
    page.locator(".drafts li").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Add all saved scenarios").click()
    page.get_by_label("Search for").select_option("10")
    page.get_by_role("button", name="Compare 6 scenarios with how it is").click()
    page.locator(".compared table").wait_for(timeout=4 * PATIENCE)
    page.get_by_label("Key and values").fill("quota.key=0.5,0.7,0.8")
    page.get_by_role("button", name="Sweep", exact=True).click()
    page.locator(".frontier svg").wait_for(timeout=2 * PATIENCE)


def _ask(page: Page) -> None:
    account = page.locator("datalist option").last.get_attribute("value")
    page.get_by_label("Account: name or id").fill(account or "")
    page.get_by_label("Search for").select_option("10")
    page.get_by_role("button", name="Explain", exact=True).click()
    page.locator(".pinned table").wait_for(timeout=PATIENCE)


def _nothing(_page: Page) -> None: ...


Shot = tuple[str, str, Callable[[Page], None]]


def shots(rep: str, day: str) -> Iterator[Shot]:
    """Name, address and what is done before the picture is taken."""
    yield "data", "/data", _nothing
    yield "plan", "/plan", _nothing
    for view in ("month", "week", "agenda", "team"):
        yield view, f"/calendar?view={view}&rep={rep}&day={day}", _nothing
    yield "map", f"/map?rep={rep}&day={day}", _nothing
    yield "map-all", f"/map?rep={rep}", _nothing
    yield "whatif", "/whatif", _nothing
    yield "explain", "/explain", _nothing
    yield "downloads", "/downloads", _nothing
    yield "visit", f"/calendar?view=month&rep={rep}&day={day}", _see_visit


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--territory", type=Path, default=ROOT / "scenarios" / "iowa-team")
    parser.add_argument("--work", default="2")
    parser.add_argument("--today", default="2026-11-06")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(shutil.copytree(asked.territory, Path(beside) / asked.territory.name))
        shutil.rmtree(folder / "out", ignore_errors=True)
        planned = [sys.executable, "-m", "planner", "plan", str(folder), "--work", asked.work]
        subprocess.run(planned, check=True, stdout=subprocess.DEVNULL, env=os.environ)
        first = start(Path(beside) / "empty", today=asked.today)
        server = start(folder, today=asked.today)
        try:
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
                take(browser, server, first, asked.out)
                browser.close()
        finally:
            server.end()
            first.end()


def take(browser: Browser, server: Server, first: Server, out: Path) -> None:
    """Take every picture in every size and theme."""
    from planner.plan import plan_from_json

    plan = plan_from_json((server.folder / "out" / "plan.json").read_bytes())
    rep, day = plan.visits[0].rep, plan.visits[len(plan.visits) // 10].start.date().isoformat()
    page = browser.new_page(viewport={"width": 1360, "height": 850})
    for address, made in (("/whatif", _compare), ("/explain", _ask)):
        page.goto(server.address + address)
        page.wait_for_function("window.socket && window.socket.connected")
        made(page)
    page.close()
    for size, (width, height) in SIZES.items():
        for theme in THEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
            )
            page = context.new_page()
            end = f"{size}-{theme}.png"
            page.goto(first.address)
            page.wait_for_timeout(700)
            page.screenshot(path=out / f"welcome-{end}")
            for name, address, deed in shots(rep, day):
                page.goto(server.address + address)
                page.wait_for_function("window.socket && window.socket.connected")
                page.wait_for_timeout(700)
                deed(page)
                page.screenshot(path=out / f"{name}-{end}", full_page=name != "visit")
            answer = page.request.get(f"{server.address}/download/report.html")
            report = out / "report.html"
            report.write_bytes(answer.body())
            page.goto(report.as_uri())
            page.screenshot(path=out / f"report-{end}", full_page=True)
            context.close()
    page = browser.new_page(viewport={"width": 1360, "height": 850})
    page.goto(f"{server.address}/plan")
    page.wait_for_function("window.socket && window.socket.connected")
    _see_run(page)
    page.screenshot(path=out / "run-desk-light.png")
    page.get_by_role("button", name="Stop and keep the best").click()
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    main()
