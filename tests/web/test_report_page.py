"""The report in a real browser: opened from disk, with and without scripts, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from planner.domain.comparison import Scenario
from planner.reports.html import Report, render_report
from planner.scenarios.whatif.compare import compare
from tests.reports.pages import two_reps

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of two reps and two scenarios, as a file."""
    where, plan = two_reps()
    scenarios = [Scenario(name=name, territory=where, plan=plan) for name in ("base", "more")]
    report = Report(plan=plan, territory=where, comparison=compare(scenarios[0], scenarios[1:]))
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_report(report), encoding="utf-8", newline="\n")
    return file.as_uri()


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens the report; whatever its console says, and any request but for itself, fails."""
    faults: list[str] = []
    contexts = []

    def opening(anchor: str = "", width: int = 1280, **more: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.append(asked.url) if asked.url != address else None)
        page.goto(address + anchor)
        return page

    def asked_itself(url: str) -> bool:
        return url.split("#")[0] == address

    yield opening
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not asked_itself(fault)] == []


def shown(page: Page, selector: str) -> int:
    """How many of some elements are visible."""
    return sum(one.is_visible() for one in page.locator(selector).all())


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("rep", ["Team", "Rep r1"])
def test_people_with_other_eyes_and_hands_can_read_it(
    opened: Open, scheme: str, width: int, rep: str
) -> None:
    page = opened(width=width, color_scheme=scheme)
    page.get_by_label(rep, exact=True).check()
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []


def test_a_rep_is_picked_by_keyboard(opened: Open) -> None:
    page = opened()
    assert (shown(page, ".team"), shown(page, ".rep")) == (2, 0)
    page.get_by_label("Team", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert (shown(page, ".team"), shown(page, "#rep-1"), shown(page, "#rep-2")) == (0, 1, 0)
    page.keyboard.press("ArrowRight")
    assert (shown(page, "#rep-1"), shown(page, "#rep-2")) == (0, 1)


def test_a_day_is_picked_by_keyboard(opened: Open) -> None:
    page = opened("#rep-1")
    assert shown(page, "#rep-1 .overview") == 1
    assert shown(page, "#rep-1 article") == 0
    page.get_by_label("All days").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#r1-7").is_visible()
    assert page.locator("#rep-1 g.d7").is_visible()
    assert shown(page, "#rep-1 .overview, #rep-1 g.all") == 0


def test_a_day_of_the_calendar_leads_to_its_route(opened: Open) -> None:
    page = opened("#rep-1")
    page.locator('#rep-1 a[href="#r1-7"]').first.click()
    assert page.get_by_label("Mon 7 Dec").is_checked()
    assert page.locator("#rep-1 g.d7").is_visible()
    assert page.locator("#r1-7").is_visible()


def test_focus_can_be_seen(opened: Open) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.get_by_text("Skip to the content").is_visible()
    page.keyboard.press("Tab")
    outline = page.locator(".reps :checked + span").evaluate(
        "e => getComputedStyle(e).outlineWidth"
    )
    assert outline == "3px"


def test_all_but_the_links_to_days_works_without_scripts(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    page.get_by_label("Rep r2", exact=True).check()
    assert (shown(page, "#rep-1"), shown(page, "#rep-2")) == (0, 1)
    page.locator("#rep-2").get_by_label("Tue 8 Dec", exact=True).check()
    assert page.locator("#r2-8").is_visible()
    assert page.locator("#rep-2 g.d8").is_visible()


def test_an_address_with_a_day_shows_it_without_scripts(opened: Open) -> None:
    page = opened("#r1-7", java_script_enabled=False)
    assert page.locator("#r1-7").is_visible()


@pytest.mark.parametrize("anchor", ["", "#rep-1", "#r1-7"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(opened: Open, anchor: str, width: int) -> None:
    page = opened(anchor, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_all_reps_and_days(opened: Open) -> None:
    page = opened(width=1040)
    page.emulate_media(media="print")
    assert (shown(page, ".team"), shown(page, ".rep"), shown(page, "article")) == (2, 2, 2)
    assert shown(page, ".picker, .skip") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1040
    white = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert white == "rgb(255, 255, 255)"


def test_paper_has_what_was_picked(opened: Open) -> None:
    page = opened("#rep-1")
    page.emulate_media(media="print")
    assert (shown(page, ".team"), shown(page, "#rep-1"), shown(page, "#rep-2")) == (0, 1, 0)


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_it_prints(opened: Open, size: str) -> None:
    pdf = opened().pdf(format=size, landscape=True)
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ")
    assert 5 <= pages <= 16
