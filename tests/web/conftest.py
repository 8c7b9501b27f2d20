"""A served territory and a real browser.

The browser is Debian's Chromium, driven by playwright. Every page of a test is watched: an error
in its console, or a request to anywhere but this machine, fails the test.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.web.little import TODAY

CHROMIUM = Path(os.environ.get("PLANNER_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 90_000
"""Milliseconds that a page may take on a machine that is busy with other things."""

expect.set_options(timeout=PATIENCE)


@dataclass
class Server:
    """A running ``planner serve``."""

    process: subprocess.Popen[str]
    folder: Path
    address: str

    def end(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End it, gently or not."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        self.process.wait(30)
        if self.process.stdout:
            self.process.stdout.close()


Serve = Callable[..., Server]


def start(folder: Path, *options: str, today: str = TODAY) -> Server:
    """Serve a folder on a free port, and wait until it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", "serve", str(folder), "--port", "0", "--from", today,
         *(options or ("--work", "1"))],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    assert found, said
    return Server(process=process, folder=folder, address=found[0])


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Starts servers; all of them end with the module."""
    servers: list[Server] = []

    def serving(folder: Path, *options: str) -> Server:
        servers.append(start(folder, *options))
        return servers[-1]

    yield serving
    for server in servers:
        server.end()


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


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Opens watched tabs, each in a browser of its own as far as cookies go."""
    faults: list[str] = []
    contexts = []

    def opened(width: int = 1280, height: int = 900, **more: str) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.extend(_outside(asked.url)))
        page.on("websocket", lambda asked: faults.extend(_outside(asked.url)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One watched tab."""
    return new_page()


def _outside(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
        yield f"request to {address}"
