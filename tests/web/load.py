"""How the app bears a large territory: from interaction to paint, and feeds that are polled.

    python -m tests.web.load pages [--accounts 600] [--seconds 30]
    python -m tests.web.load feeds [--accounts 120] [--work 1]

Five reps with so many accounts each. Of pages the browser itself measures from a click to the
second frame after the page has changed, first with nothing else to do, then while a search takes
every core. Of feeds a run of the same work is timed alone, and beside fifty readers. It lies beside
the browser tests since it uses their server and browser; it asserts nothing.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from planner.readers import read_territory
from planner.web.feeds import FEEDS_PATH, Feeds
from tests.web.conftest import CHROMIUM, FLAGS, Server, start

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-02"
READERS, POLL_SECONDS = 50, 10.0
PATIENCE = 240_000

_CLICK_TO_PAINT = """([selector, target]) => new Promise((done) => {
  const place = document.querySelector(target);
  const begun = performance.now();
  const seen = new MutationObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
  });
  seen.observe(place, { childList: true, subtree: true, characterData: true });
  document.querySelector(selector).click();
})"""


def write_large(folder: Path, accounts: int) -> None:
    """The Iowa team with as many accounts a rep as asked for: copies of its own, moved a little."""
    shutil.copytree(ROOT / "scenarios" / "iowa-team", folder)
    shutil.rmtree(folder / "out", ignore_errors=True)
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        headings, rows = list(reader.fieldnames or ()), list(reader)
    by_rep: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_rep.setdefault(row["rep"], []).append(row)
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, headings)
        writer.writeheader()
        for own in by_rep.values():
            for n in range(accounts):
                row, turn = dict(own[n % len(own)]), n // len(own)
                if turn:
                    row["account_id"] += f"-{turn}"
                    row["latitude"] = f"{float(row['latitude']) + 0.011 * turn:.5f}"
                    row["contract_visits"] = ""
                writer.writerow(row)


def interactions(page: Page, times: int) -> list[float]:
    """Milliseconds from click to paint: views of the calendar, and steps from week to week."""
    found = []
    for n in range(times):
        view = ("Week", "Month", "Agenda", "Team")[n % 4]
        page.evaluate(
            "(name) => [...document.querySelectorAll('[role=group] button')]"
            ".find((each) => each.textContent === name).id = 'measured'", view,
        )  # fmt: skip
        found.append(page.evaluate(_CLICK_TO_PAINT, ["#measured", ".calendar"]))
        page.evaluate("document.querySelector('#measured').removeAttribute('id')")
        page.wait_for_timeout(150)
    return found


@contextmanager
def polled(addresses: list[str]) -> Iterator[list[int]]:
    """Fifty readers ask again and again, with what they have; statuses are collected."""
    over, statuses = threading.Event(), []

    def read(number: int) -> None:
        tag = ""
        over.wait(POLL_SECONDS * number / READERS)
        while not over.is_set():
            request = urllib.request.Request(addresses[number % len(addresses)])
            if tag:
                request.add_header("If-None-Match", tag)
            try:
                with urllib.request.urlopen(request) as answer:
                    tag = answer.headers["ETag"]
                    statuses.append(answer.status)
            except urllib.error.HTTPError as error:
                statuses.append(error.code)
            over.wait(POLL_SECONDS)

    readers = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        yield statuses
    finally:
        over.set()
        for reader in readers:
            reader.join()


def timed_run(page: Page) -> float:
    """Seconds of a run of the usual work, begun in the browser."""
    page.wait_for_function("window.socket && window.socket.connected")
    begun = time.monotonic()
    page.locator(".button.primary", has_text="Plan").click()
    page.locator(".run-words", has_text="Planning").wait_for(timeout=PATIENCE)
    page.locator(".run-words", has_text="Done").wait_for(timeout=PATIENCE)
    return time.monotonic() - begun


def said(name: str, found: list[float]) -> str:
    """A line of figures."""
    ranked = sorted(found)
    late = ranked[round(0.95 * (len(ranked) - 1))]
    return (
        f"{name}: median {statistics.median(found):.0f} ms, 95th percentile {late:.0f} ms, "
        f"worst {ranked[-1]:.0f} ms of {len(found)}"
    )


def measure_pages(server: Server, browser: Browser) -> None:
    """From click to paint, idle and while a search runs."""
    page, runner = browser.new_page(), browser.new_page()
    for tab, path in ((runner, "/plan"), (page, "/calendar")):
        tab.set_default_timeout(PATIENCE)
        begun = time.monotonic()
        tab.goto(server.address + path)
        tab.wait_for_function("window.socket && window.socket.connected")
        print(f"{path} opens in {time.monotonic() - begun:.2f} s")
    print(said("nothing else to do", interactions(page, 40)))
    runner.get_by_label("Search for").select_option("600")
    runner.get_by_role("button", name="Plan anew").click()
    runner.locator(".run-words", has_text="$").wait_for()
    print(said("while a search runs", interactions(page, 80)))
    print(runner.locator(".run-words").inner_text())
    runner.get_by_role("button", name="Stop and keep the best").click()


def measure_feeds(server: Server, browser: Browser) -> None:
    """A run alone, and the same run beside readers; twice each, in turn."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.address}/plan")
    timed_run(page)  # loads the engine, and makes the plan that is polled
    feeds = Feeds(server.folder)
    reps = [rep.id for rep in read_territory(server.folder).territory.reps]
    addresses = [f"{server.address}{FEEDS_PATH}/{feeds.renew(rep)}.ics" for rep in reps]
    alone, beside_readers = [], []
    for _ in range(2):
        alone.append(timed_run(page))
        with polled(addresses) as statuses:
            beside_readers.append(timed_run(page))
        print(f"{len(statuses)} polls, {statuses.count(304)} of them told that nothing is new")
    slower = min(beside_readers) / min(alone) - 1
    print(
        f"a run takes {min(alone):.1f} s alone and {min(beside_readers):.1f} s beside {READERS} "
        f"readers that ask every {POLL_SECONDS:.0f} s: {slower:+.1%}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("pages", "feeds"))
    parser.add_argument("--accounts", type=int, default=None)
    parser.add_argument("--seconds", default="30")
    parser.add_argument("--work", default="1")
    asked = parser.parse_args()
    pages = asked.what == "pages"
    with tempfile.TemporaryDirectory() as beside, sync_playwright() as driver:
        folder = Path(beside) / "large"
        write_large(folder, asked.accounts or (600 if pages else 120))
        if pages:
            plan = [sys.executable, "-m", "planner", "plan", str(folder), "--seconds"]
            subprocess.run([*plan, asked.seconds], check=False, stdout=subprocess.DEVNULL)
        server = start(folder, "--work", asked.work, today=TODAY)
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        (measure_pages if pages else measure_feeds)(server, browser)
        browser.close()
        server.end()


if __name__ == "__main__":
    main()
