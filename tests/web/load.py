"""How the app bears a large territory: from interaction to paint, and feeds that are polled.

    python -m tests.web.load pages [--accounts 600] [--seconds 30]
    python -m tests.web.load feeds [--accounts 120] [--work 4] [--pairs 3]

Five reps with so many accounts each. Of pages the browser itself measures from an interaction to
the second frame after the page has changed, first with nothing else to do, then while a search
takes every core. Of feeds a run of the same work, as long as the usual one, is timed alone, and
beside fifty readers, in turn; and the time of processors that the server itself takes is counted
in both. It lies beside the browser tests since it uses their server and browser; it asserts
nothing.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from planner.readers import read_territory
from planner.web.feeds import FEEDS_PATH, Feeds
from tests.web.conftest import CHROMIUM, FLAGS, Server, start

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-02"
IDLE, BUSY = "nothing else to do", "while a search runs"
READERS, POLL_SECONDS = 50, 10.0
PATIENCE = 240_000

_TO_PAINT = """([selector, value, target]) => new Promise((done) => {
  const place = document.querySelector(target);
  const begun = performance.now();
  const seen = new MutationObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
  });
  seen.observe(place, { childList: true, subtree: true, characterData: true, attributes: true });
  const control = document.querySelector(selector);
  if (value === null) return control.click();
  control.value = value;
  control.dispatchEvent(new Event("change"));
})"""
"""From a click, or a field's new value, to the frame that shows what came of it."""


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
        found.append(page.evaluate(_TO_PAINT, ["#measured", None, ".calendar"]))
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


def turned(page: Page, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds until a changed input is marked, and until the page says what it changes."""
    marked: list[float] = []
    said_so: list[float] = []
    field = ".knob input[type=number]"
    now = page.locator(field).first.input_value()
    for n in range(times):
        found, target = ((marked, ".knobs"), (said_so, ".said"))[n // 2 % 2]
        found.append(page.evaluate(_TO_PAINT, [field, now if n % 2 else "41", target]))
        page.wait_for_timeout(700)
    return marked, said_so


def asked_and_stopped(page: Page, account: str, times: int) -> list[float]:
    """Milliseconds until a question is seen to be asked, and until it is seen to be stopped."""
    found = []
    for _ in range(times):
        page.get_by_label("Account: name or id").fill(account)
        found.append(page.evaluate(_TO_PAINT, ["button[type=submit]", None, ".live"]))
        page.locator(".run-words", has_text="Explaining").wait_for()
        page.wait_for_timeout(1500)
        stop = page.get_by_role("button", name="Stop and keep the answer")
        stop.evaluate("each => each.id = 'measured'")
        found.append(page.evaluate(_TO_PAINT, ["#measured", None, ".live"]))
        stop.wait_for(state="hidden")
    return found


def opens(page: Page, server: Server, path: str, when: str) -> None:
    """Open a page and say how long that takes."""
    begun = time.monotonic()
    page.goto(server.address + path)
    page.wait_for_function("window.socket && window.socket.connected")
    print(f"{path} opens in {time.monotonic() - begun:.2f} s, {when}")


def measure_pages(server: Server, browser: Browser) -> None:
    """From interaction to paint, idle and while a search runs."""
    page, runner = browser.new_page(), browser.new_page()
    for tab in (page, runner):
        tab.set_default_timeout(PATIENCE)
    opens(runner, server, "/plan", IDLE)
    for when in (IDLE, BUSY):
        opens(page, server, "/calendar", when)
        print(said(f"Calendar, {when}", interactions(page, 40)))
        opens(page, server, "/whatif", when)
        marked, told = turned(page, 20)
        print(said(f"What-if marks a change, {when}", marked))
        print(said(f"What-if has read all with it, {when}", told))
        opens(page, server, "/explain", when)
        if when == IDLE:
            account = page.locator("datalist option").first.get_attribute("value") or ""
            print(said("Explain, its own search running", asked_and_stopped(page, account, 4)))
            runner.get_by_label("Search for").select_option("600")
            runner.get_by_role("button", name="Plan anew").click()
            runner.locator(".run-words", has_text="$").wait_for()
    print(runner.locator(".run-words").inner_text())
    begun = time.monotonic()
    runner.get_by_role("button", name="Stop and keep the best").click()
    runner.locator(".run-words", has_text="Done").wait_for()
    print(f"stopped and written in {time.monotonic() - begun:.1f} s")


def processor_seconds(server: Server) -> float:
    """Time of processors that the server has taken, without the process that plans (Linux)."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_feeds(server: Server, browser: Browser, pairs: int) -> None:
    """A run alone, and the same run beside readers, in turn."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.address}/plan")
    timed_run(page)  # loads the engine, and makes the plan that is polled
    feeds = Feeds(server.folder)
    reps = [rep.id for rep in read_territory(server.folder).territory.reps]
    addresses = [f"{server.address}{FEEDS_PATH}/{feeds.renew(rep)}.ics" for rep in reps]
    seconds: dict[bool, list[float]] = {False: [], True: []}
    taken: dict[bool, list[float]] = {False: [], True: []}
    for beside_readers in (False, True) * pairs:
        readers: AbstractContextManager[list[int]] = nullcontext([])
        if beside_readers:
            readers = polled(addresses)
        with readers as statuses:
            before = processor_seconds(server)
            seconds[beside_readers].append(timed_run(page))
            taken[beside_readers].append(processor_seconds(server) - before)
        if beside_readers:
            print(f"{len(statuses)} polls, {statuses.count(304)} of them told: nothing is new")
    alone, beside = (statistics.median(seconds[each]) for each in (False, True))
    spread = max(seconds[False]) / min(seconds[False]) - 1
    more = statistics.median(taken[True]) - statistics.median(taken[False])
    cores = os.cpu_count() or 1
    print(
        f"a run takes {alone:.1f} s alone and {beside:.1f} s beside {READERS} readers that ask "
        f"every {POLL_SECONDS:.0f} s: {beside / alone - 1:+.1%} (medians of {pairs}; runs alone "
        f"differ by {spread:.1%})\nreaders take {more:.2f} s of processors in a run: "
        f"{more / (cores * beside):.2%} of {cores}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("pages", "feeds"))
    parser.add_argument("--accounts", type=int, default=None)
    parser.add_argument("--seconds", default="30")
    parser.add_argument("--work", default="4")
    parser.add_argument("--pairs", type=int, default=3)
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
        if pages:
            measure_pages(server, browser)
        else:
            measure_feeds(server, browser, asked.pairs)
        browser.close()
        server.end()


if __name__ == "__main__":
    main()
