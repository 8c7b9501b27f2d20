"""Who may ask: hosts, origins, sizes, and the login before all else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from planner.web.entrance.door import Door
from planner.web.entrance.form import Entrance
from planner.web.entrance.guard import FORWARDED, Guard, Message
from planner.web.entrance.keys import KEYS_FILE, Keys, read_keys, write_keys
from planner.web.entrance.login import (
    COOKIE,
    MOST_OF_ADDRESS,
    MOST_OF_ALL,
    SESSION_SECONDS,
    WINDOW_SECONDS,
    Attempts,
    Sessions,
    hashed,
)
from planner.web.feeds import Feeds
from planner.web.settings import Settings
from tests.web.conftest import run_apart

PASSWORD = "correct horse battery"


async def _echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


def _inner() -> Starlette:
    return Starlette(
        routes=[
            Route("/", _echo, methods=["GET", "POST"]),
            Route("/feeds/x.ics", _echo),
            WebSocketRoute("/talk", _talk),
        ]
    )


def _asking(settings: Settings, host: str = "127.0.0.1:8080") -> TestClient:
    return TestClient(Guard(_inner(), settings), base_url=f"http://{host}")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
def test_loopback_goes_by_its_names(host: str) -> None:
    assert _asking(Settings(), host).get("/").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:8080", "localhost.evil:80"]
)
def test_a_name_that_was_rebound_is_refused(host: str) -> None:
    assert _asking(Settings(), host).get("/").status_code == 421


def test_beyond_loopback_addresses_and_given_names_are_taken() -> None:
    open_to_all = Settings(host="0.0.0.0", names=frozenset({"plan.example.org"}))
    for host, status in (
        ("192.168.1.5:8080", 200),
        ("plan.example.org", 200),
        ("localhost:8080", 200),
        ("evil.example", 421),
    ):
        assert _asking(open_to_all, host).get("/").status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:8080"}, 200),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_posts_of_other_sites_are_refused(headers: dict[str, str], status: int) -> None:
    assert _asking(Settings()).post("/", headers=headers).status_code == status


def test_a_websocket_of_another_site_is_closed_before_it_opens() -> None:
    asking = _asking(Settings())
    ours = {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"}
    with asking.websocket_connect("/talk", headers=ours) as talk:
        assert talk.receive_text() == "hello"
    for foreign in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        with (
            pytest.raises(WebSocketDisconnect),
            asking.websocket_connect("/talk", headers=ours | foreign),
        ):
            pass


def test_bodies_are_limited_also_where_their_length_is_not_told() -> None:
    asking = _asking(Settings(most_bytes=1000))

    def in_pieces(size: int) -> Iterator[bytes]:
        for _ in range(size // 100):
            yield b"x" * 100

    assert asking.post("/", content=b"x" * 1000).text == "1000"
    assert asking.post("/", content=b"x" * 1001).status_code == 413
    assert asking.post("/", content=in_pieces(1000)).text == "1000"
    assert asking.post("/", content=in_pieces(1100)).status_code == 413


def test_every_answer_forbids_outside_requests() -> None:
    policy = _asking(Settings()).get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


@pytest.fixture
def door(tmp_path: Path) -> TestClient:
    write_keys(tmp_path, Keys(password=hashed(PASSWORD)))
    sessions = Sessions()
    entrance = Entrance(Feeds(tmp_path).keys, sessions)
    inner = _inner()
    inner.router.routes += [
        Route("/login", entrance.show, methods=["GET"]),
        Route("/login", entrance.enter, methods=["POST"]),
        Route("/logout", entrance.leave, methods=["POST"]),
    ]
    return TestClient(Door(inner, sessions), follow_redirects=False)


def test_without_a_session_there_is_only_the_login(door: TestClient) -> None:
    assert door.get("/", headers={"accept": "text/html"}).headers["location"] == "/login"
    assert door.get("/").status_code == 401
    assert door.post("/").status_code == 401
    assert door.get("/login").status_code == 200
    assert door.get("/feeds/x.ics").status_code == 200  # its address is its secret
    with pytest.raises(WebSocketDisconnect), door.websocket_connect("/talk"):
        pass


def test_the_password_opens_a_session_that_ends(door: TestClient) -> None:
    assert door.post("/login", data={"password": "wrong"}).status_code == 401
    entered = door.post("/login", data={"password": PASSWORD})
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert door.get("/").status_code == 200
    with door.websocket_connect("/talk") as talk:
        assert talk.receive_text() == "hello"
    kept = door.cookies[COOKIE]
    door.post("/logout")
    door.cookies.set(COOKIE, kept)
    assert door.get("/").status_code == 401


def test_too_many_wrong_passwords_wait_even_for_the_right_one(door: TestClient) -> None:
    for _ in range(MOST_OF_ADDRESS):
        assert door.post("/login", data={"password": "wrong"}).status_code == 401
    refused = door.post("/login", data={"password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW_SECONDS


def test_attempts_are_counted_by_address_and_together() -> None:
    clock = [0.0]
    attempts = Attempts(now=lambda: clock[0])
    for _ in range(MOST_OF_ADDRESS):
        assert attempts.wait_of("a") == 0
        attempts.note("a")
    assert attempts.wait_of("a") == WINDOW_SECONDS
    assert attempts.wait_of("b") == 0
    clock[0] = WINDOW_SECONDS
    assert attempts.wait_of("a") == 0
    for n in range(MOST_OF_ALL):
        assert attempts.wait_of(f"machine {n}") == 0
        attempts.note(f"machine {n}")
    assert attempts.wait_of("one more") > 0


def test_wrong_passwords_that_come_at_once_count_as_many(tmp_path: Path) -> None:
    """The limit holds although all forms are on their way before the first is judged."""
    write_keys(tmp_path, Keys(password=hashed(PASSWORD)))
    entrance = Entrance(Feeds(tmp_path).keys, Sessions())

    async def sent(body: bytes) -> int:
        async def receive() -> Message:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": body}

        form = [(b"content-type", b"application/x-www-form-urlencoded")]
        scope = {"type": "http", "method": "POST", "headers": form, "client": ("10.0.0.1", 1)}
        return (await entrance.enter(Request(scope, receive))).status_code

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(sent(b"password=wrong") for _ in range(20)))

    assert sorted(run_apart(all_at_once())) == [401] * MOST_OF_ADDRESS + [429] * 15


def test_a_session_ends_with_the_password_that_opened_it() -> None:
    now = ["old"]
    sessions = Sessions(password=lambda: now[0])
    secret = sessions.begin()
    assert sessions.valid(secret)
    now[0] = "new"
    assert not sessions.valid(secret)


@pytest.mark.parametrize("header", sorted(FORWARDED))
def test_without_a_password_nothing_is_served_through_another_server(header: str) -> None:
    told = {header: "203.0.113.9"}
    refused = _asking(Settings()).get("/", headers=told)
    assert refused.status_code == 403
    assert "--password-file" in refused.text
    assert _asking(Settings(login=True)).get("/", headers=told).status_code == 200


def test_sessions_end_by_themselves() -> None:
    clock = [0.0]
    sessions = Sessions(now=lambda: clock[0])
    secret = sessions.begin()
    assert secret not in sessions.opened  # only its digest is known
    clock[0] = SESSION_SECONDS - 1
    assert sessions.valid(secret)
    clock[0] = SESSION_SECONDS
    assert not sessions.valid(secret)
    assert not sessions.valid("")
    assert not sessions.valid(None)


def test_secrets_are_kept_hashed_and_for_the_owner_alone(tmp_path: Path) -> None:
    write_keys(tmp_path, Keys(password=hashed(PASSWORD), feeds={"r1": "s"}))
    path = tmp_path / KEYS_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in path.read_text()
    assert "$argon2id$" in path.read_text()
    assert read_keys(tmp_path).feeds == {"r1": "s"}
    assert [each.name for each in tmp_path.iterdir()] == [KEYS_FILE]
