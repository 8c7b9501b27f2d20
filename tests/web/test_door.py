"""The whole app behind its login: every route, every websocket event, and what the log says."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
import socketio  # type: ignore[import-untyped]
from playwright.sync_api import expect
from starlette.routing import BaseRoute, Mount

from planner.web.entrance.keys import Keys, read_keys, with_feed, write_keys
from planner.web.entrance.login import COOKIE, hashed
from planner.web.feeds import FEEDS_PATH
from tests.web.conftest import NewPage, Server, copy_of, run_apart, start

PASSWORD = "correct horse battery"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OPEN = re.compile(r"/login|/feeds/.*")
SOCKETS = "/_nicegui_ws/socket.io"
EVENTS = ("handshake", "event", "javascript_response", "ack", "log")
"""What NiceGUI listens to; a test compares it with the library's own list."""


@pytest.fixture(scope="module")
def folder(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planned territory with a password and one rep's feed."""
    place = tmp_path_factory.mktemp("door") / "place"
    copy_of(planned)(place)
    write_keys(place, with_feed(Keys(password=hashed(PASSWORD)), "r1"))
    return place


@pytest.fixture(scope="module")
def guarded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """It is served on this machine alone, and no option speaks of a password."""
    log = tmp_path_factory.mktemp("log") / "stderr"
    server = start(folder, "--work", "1", log=log)
    yield server
    server.end()


@pytest.fixture(scope="module")
def paths() -> list[str]:
    """A path of every route of the app, NiceGUI's own included, as its own process lists them."""
    program = "from tests.web.test_door import list_paths; list_paths()"
    listed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return listed.stdout.split()


def list_paths() -> None:
    """Print the paths; a process can make the app only once."""
    import tempfile

    from nicegui import core

    from planner.web.app import create_app
    from planner.web.settings import Settings

    app = create_app(Path(tempfile.mkdtemp()), Settings(login=True))
    found = set(_paths_of(app.app.app.routes, ""))  # type: ignore[attr-defined] # behind guard and door
    assert set(core.sio.handlers["/"]) - {"connect", "disconnect"} == set(EVENTS)
    print("\n".join(sorted(found)))


def _paths_of(routes: list[BaseRoute], above: str) -> Iterator[str]:
    for route in routes:
        path = above + re.sub(r"\{[^}]*\}", "x", getattr(route, "path", ""))
        if isinstance(route, Mount):
            yield f"{path}/x"
            yield from _paths_of(list(route.routes), path)
        else:
            yield path or "/"


def test_every_route_and_method_wants_a_session(guarded: Server, paths: list[str]) -> None:
    assert {"/plan", "/data", "/downloads", "/download/x", "/upload/accounts"} <= set(paths)
    assert any("_nicegui" in path for path in paths)
    strangers: list[dict[str, str]] = [{}, {COOKIE: "forged"}, {COOKIE: ended_session(guarded)}]
    with httpx.Client(base_url=guarded.address) as client:
        for path in [*paths, "/no/such/page", "//plan", "/feeds", "/login/x", "/feeds%2f..%2fplan"]:
            for method in METHODS:
                for cookies in strangers:
                    shown = "; ".join(f"{name}={value}" for name, value in cookies.items())
                    answer = client.request(method, path, headers={"cookie": shown})
                    open_to_all = OPEN.fullmatch(unquote(path))
                    expected = (200, 401, 404, 405) if open_to_all else (401,)
                    assert answer.status_code in expected, (method, path)
        for path in paths:
            page = client.get(path, headers={"accept": "text/html"})
            assert page.headers.get("location") == "/login" or OPEN.fullmatch(path), path


def test_who_knows_a_feed_gets_that_calendar_and_nothing_else(guarded: Server) -> None:
    secret = read_keys(guarded.folder).feeds["r1"]
    with httpx.Client(base_url=guarded.address, cookies={COOKIE: secret}) as client:
        assert client.get(f"{FEEDS_PATH}/{secret}.ics").status_code == 200
        for path in ("/plan", "/download/plan.json", f"{FEEDS_PATH}/../plan", "/feeds/r2.ics"):
            assert client.get(path).status_code in (401, 404)


def test_near_misses_of_a_feed_reach_neither_log_nor_page(guarded: Server) -> None:
    secret = read_keys(guarded.folder).feeds["r1"]
    misses = [
        f"/feeds/{secret}", f"/feeds/{secret}.ics/", f"/feeds/{secret}.ical", f"/feeds/x/{secret}",
        f"/feed/{secret}.ics", f"/Feeds/{secret}.ics", f"//feeds/{secret}.ics", f"/{secret}.ics",
        f"/plan/feeds/{secret}.ics", f"/feeds/{secret[:-1]}.ics",
        f"/download/{secret}", f"/static/{secret}.ics", f"/_nicegui/{secret}",
    ]  # fmt: skip
    for cookies in ({}, {COOKIE: session_of(guarded)}):
        with httpx.Client(base_url=guarded.address, cookies=cookies) as client:
            for path in misses:
                for method in ("GET", "POST", "DELETE"):
                    answer = client.request(method, path, headers={"accept": "text/html"})
                    assert answer.status_code in (303, 401, 404, 405), path
                    assert secret[:-1] not in answer.text, path
    assert guarded.log is not None
    written = guarded.log.read_text()
    assert "not found" in written  # the library does log what nobody answers
    assert secret[:20] not in written


def test_no_event_of_a_websocket_is_heard_without_a_session(guarded: Server) -> None:
    run_apart(_strangers(guarded))


async def _strangers(server: Server) -> None:
    for cookie in ("", f"{COOKIE}=forged", f"{COOKIE}={ended_session(server)}"):
        stranger = socketio.AsyncClient(reconnection=False)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await stranger.connect(
                server.address, headers={"Cookie": cookie}, transports=["websocket"],
                socketio_path=SOCKETS,
            )  # fmt: skip
        await stranger.disconnect()
        polled = f"{server.address}{SOCKETS}/?EIO=4&transport=polling"
        for method in ("GET", "POST"):
            answer = httpx.request(method, polled, headers={"cookie": cookie})
            assert answer.status_code == 401


def test_logging_out_closes_open_websockets(guarded: Server) -> None:
    run_apart(_logged_out(guarded))


async def _logged_out(server: Server) -> None:
    secret = session_of(server)
    async with httpx.AsyncClient(base_url=server.address, cookies={COOKIE: secret}) as client:
        page = (await client.get("/plan")).text
        found = re.search(r"'client_id': '([0-9a-f-]{36})'", page)
        assert found
        known = socketio.AsyncClient(reconnection=False)
        await known.connect(
            server.address, headers={"Cookie": f"{COOKIE}={secret}"}, transports=["websocket"],
            socketio_path=SOCKETS,
        )  # fmt: skip
        shaken = {"client_id": found[1], "tab_id": "t", "document_id": "d", "next_message_id": 0}
        assert await known.call("handshake", shaken)
        assert (await client.post("/logout")).headers["location"] == "/login"
        for event in EVENTS:
            if known.connected:
                await known.emit(event, {"client_id": found[1], "id": 1, "next_message_id": 0})
        await asyncio.wait_for(known.wait(), 20)  # until the server closes it
        assert not known.connected


def test_logging_out_is_seen_and_leads_to_the_login(guarded: Server, new_page: NewPage) -> None:
    page = new_page(390, 844)
    page.goto(guarded.address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Plan")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="planner")).to_be_visible()
    page.goto(f"{guarded.address}/plan")
    expect(page.get_by_label("Password")).to_be_visible()


def session_of(server: Server) -> str:
    """A cookie of somebody who has just logged in."""
    entered = httpx.post(f"{server.address}/login", data={"password": PASSWORD})
    assert entered.status_code == 303
    return entered.cookies[COOKIE]


def ended_session(server: Server) -> str:
    """A cookie of somebody who has logged out."""
    secret = session_of(server)
    httpx.post(f"{server.address}/logout", headers={"cookie": f"{COOKIE}={secret}"})
    return secret
