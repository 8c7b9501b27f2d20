"""A served territory and a real browser.

Starting either takes seconds, so most tests share one server and one browser: each writes the
territory that it needs into the served folder, which the app reads anew. The browser is Debian's
Chromium, driven by playwright. Every page of a test is watched: an error in its console, or a
request to anywhere but this machine, fails the test.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from planner.exporting import export
from planner.planning import plan_territory
from planner.readers import read_territory
from tests.web.little import TODAY, write_territory

T = TypeVar("T")

CHROMIUM = Path(os.environ.get("PLANNER_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WORK = "5"
"""Limit of every search of the server that tests share."""
PATIENCE = 90_000
"""Milliseconds that a page may take on a machine that is busy with other things."""

expect.set_options(timeout=PATIENCE)


@dataclass
class Server:
    """A running ``planner serve``."""

    process: subprocess.Popen[str]
    folder: Path
    address: str
    log: Path | None = None

    def end(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End it, gently or not."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        self.process.wait(30)
        if self.process.stdout:
            self.process.stdout.close()


Write = Callable[[Path], object]
"""Fills an empty folder."""
Serve = Callable[[Write], Server]


def start(folder: Path, *options: str, today: str = TODAY, log: Path | None = None) -> Server:
    """Serve a folder on a free port, and wait until it listens; `log` takes its stderr."""
    with log.open("w") if log else nullcontext() as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "planner", "serve", str(folder), "--port", "0", "--from", today,
             *(options or ("--work", "1"))],
            stdout=subprocess.PIPE, stderr=stderr, text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, said
    return Server(process=process, folder=folder, address=found[0], log=log)


@pytest.fixture(scope="package")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that tests share."""
    server = start(tmp_path_factory.mktemp("web") / "place", "--work", WORK)
    yield server
    server.end()


@pytest.fixture
def serve(standing: Server) -> Serve:
    """Serves the territory that a test writes, and nothing that was there before."""

    def serving(write: Write) -> Server:
        for path in standing.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        write(standing.folder)
        return standing

    return serving


@pytest.fixture(scope="package")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little territory with a plan; not to be changed."""
    folder = write_territory(tmp_path_factory.mktemp("planned") / "place")
    territory = read_territory(folder).territory
    plan = plan_territory(territory, work=1, workers=1)
    export(plan, territory, folder / "out", overwrite=False)
    return folder


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The driver; it ends with the last test of this folder, and its event loop with it."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser; without one the tests that need it are skipped."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium, or set PLANNER_CHROMIUM")
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
    yield browser
    browser.close()


NewPage = Callable[..., Page]


@pytest.fixture(scope="package")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """What tabs share, above all the files that every page needs."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def new_page(profile: BrowserContext) -> Iterator[NewPage]:
    """Opens watched tabs of any size and theme."""
    faults: list[str] = []
    pages: list[Page] = []

    def opened(width: int = 1280, height: int = 900, *, dark: bool = False) -> Page:
        page = profile.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.extend(_outside(asked.url)))
        page.on("websocket", lambda asked: faults.extend(_outside(asked.url)))
        return page

    yield opened
    for page in pages:
        page.close()
    assert not faults, faults


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One watched tab."""
    return new_page()


def copy_of(folder: Path) -> Write:
    """Writes what another folder has."""
    return lambda place: shutil.copytree(folder, place, dirs_exist_ok=True)


def opened(page: Page, address: str) -> None:
    """Open a page and wait until it answers."""
    page.goto(address)
    page.wait_for_function("window.socket && window.socket.connected")


def serious(page: Page) -> list[str]:
    """Serious findings of axe, each with where it is."""
    expect(page.locator(".q-notification")).to_have_count(0)  # half faded, they are pale
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['html'] for node in each['nodes']][:3]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def overflow(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, wider)


def run_apart(deed: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: the browser's driver keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, deed).result()


def _outside(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
        yield f"request to {address}"
