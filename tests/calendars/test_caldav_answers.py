"""Whatever a server answers, or does not: publishing ends in words, within its time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from planner.calendars import caldav
from planner.calendars.caldav import open_calendar
from planner.calendars.remote import ServerTrouble

_XML = {"Content-Type": "application/xml"}
_STATUS = b"<status>HTTP/1.1 200 OK</status>"
_BOMB = b"".join(
    b"<!ENTITY %c '%s'>" % (name, b"&%c;" % (name - 1) * 10 if name > 97 else b"a" * 10)
    for name in range(97, 105)
)


@dataclass(frozen=True)
class Answer:
    """What the server says to every request; nothing at all if the status is 0."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def entry(data: bytes) -> Answer:
    inner = b"<calendar-data xmlns='urn:ietf:params:xml:ns:caldav'>" + data + b"</calendar-data>"
    return Answer(
        207,
        b"<multistatus xmlns='DAV:'><response><href>/x.ics</href><propstat><prop>" + inner
        + b"</prop>" + _STATUS + b"</propstat></response></multistatus>",
        _XML,
    )  # fmt: skip


ANSWERS = {
    "a web page": (Answer(200, b"<html><body>Welcome<br></body>"), "no CalDAV calendar"),
    "a web page as an answer": (Answer(207, b"<html><br></html>"), "no CalDAV calendar"),
    "nothing": (Answer(207), "no CalDAV calendar"),
    "broken XML": (Answer(207, b"<a><b></a>", _XML), "no CalDAV calendar"),
    "other XML": (Answer(207, b"<a><b/></a>", _XML), "no CalDAV calendar"),
    "laughing entities": (
        Answer(207, b"<!DOCTYPE a [" + _BOMB + b"]><a>&h;</a>", _XML), "no CalDAV calendar",
    ),
    "an entry of no text": (entry(b"junk \xff"), "no CalDAV calendar"),
    "a damaged entry": (
        entry(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:xx\nEND:VTODO"), "no CalDAV calendar",
    ),
    "no gzip": (Answer(207, b"no", {"Content-Encoding": "gzip"}), "cannot be reached"),
    "itself again": (Answer(302, b"", {"Location": "/cal/"}), "cannot be reached"),
    "an address of another kind": (
        Answer(302, b"", {"Location": "ftp://127.0.0.1/"}), "cannot be reached",
    ),
    "401": (Answer(401), "lets nobody in"),
    "401 that makes no sense": (
        Answer(401, b"", {"WWW-Authenticate": "Digest nonsense"}), "no CalDAV calendar",
    ),
    "401 of another kind": (Answer(401, b"", {"WWW-Authenticate": "Negotiate"}), "way to log in"),
    "404": (Answer(404), "there is no calendar"),
    "500": (Answer(500), "the CalDAV server failed"),
    "503 for days": (Answer(503, b"", {"Retry-After": "100000"}), "the CalDAV server failed"),
    "silence": (Answer(0), "cannot be reached: ReadTimeout"),
}  # fmt: skip


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server on loopback that says one thing; its address."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _say(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not answer.status:
                self.close_connection = True
                over.wait(20)
                return
            self.send_response(answer.status)
            for name, value in ({"Content-Type": "text/html"} | answer.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = do_OPTIONS = _say  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}/cal/"
        finally:
            over.set()
            listening.shutdown()


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_no_calendar_is_said(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(caldav, "TIMEOUT_SECONDS", 0.3)
    answer, words = ANSWERS[name]
    with (
        server(answer) as url,
        pytest.raises(ServerTrouble, match=words) as failed,
        open_calendar(url, "rep", "s3cret") as calendar,
    ):
        calendar.entries()
    assert failed.value.__cause__ is None
    assert "s3cret" not in str(failed.value)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("status", [0, 200, 207, 302, 401, 404, 500, 503])
def test_a_new_visit_is_put_or_it_is_said(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caldav, "TIMEOUT_SECONDS", 0.3)
    with (
        server(Answer(status, b"<html></html>", {"Location": "/cal/"})) as url,
        open_calendar(url, "rep", "s3cret") as calendar,
        pytest.raises(ServerTrouble),
    ):
        calendar.create("a@visits.planner", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "http://", "http://[::1", "http://127.0.0.1:99999/", "file:///x"]
)
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(ServerTrouble), open_calendar(url, "rep", "s3cret") as calendar:
        calendar.entries()
