"""A real CalDAV server on loopback, and one between that fails when it is told to."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from caldav.davclient import DAVClient

USER, PASSWORD = "rep", "s3cret"

_CONFIG = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
"""


@contextmanager
def radicale(folder: Path) -> Iterator[str]:
    """Radicale with one user; its address."""
    port = _free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(_CONFIG.format(port=port, folder=folder))
    command = [sys.executable, "-m", "radicale", "-C", str(folder / "config")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait_for(port, server, folder / "log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


def new_calendar(address: str, name: str) -> str:
    """A calendar of the user; its address."""
    with DAVClient(url=address, username=USER, password=PASSWORD) as client:
        client.principal().make_calendar(  # type: ignore[no-untyped-call] # caldav leaves it untyped
            name=name, cal_id=name, supported_calendar_component_set=["VEVENT"]
        )
    return f"{address}{USER}/{name}/"


def _free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as probe:
        return int(probe.server_address[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert server.poll() is None, log.read_text()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())


class Faults:
    """What goes wrong between client and server: told by tests, method by method."""

    def __init__(self) -> None:
        self.fail: dict[str, tuple[int, str]] = {}
        """By method: how many requests pass, then what happens: 500, drop, or lost (the answer)."""
        self.seen: list[str] = []

    def next(self, method: str) -> str:
        self.seen.append(method)
        if method not in self.fail:
            return ""
        passes, fault = self.fail[method]
        self.fail[method] = (passes - 1, fault)
        return fault if passes <= 0 else ""


@contextmanager
def faulty(address: str, faults: Faults) -> Iterator[str]:
    """A server in front of another one that fails as it is told to; its address."""
    port = int(address.rstrip("/").rpartition(":")[2])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            fault = faults.next(self.command)
            if fault == "500":
                self.send_error(500)
                return
            if fault == "drop":
                self.close_connection = True
                return
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            headers = {k: v for k, v in self.headers.items() if k.lower() != "accept-encoding"}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            if fault == "lost":
                self.close_connection = True
                return
            self.send_response(answer.status)
            for key, value in answer.getheaders():
                if key.lower() not in ("content-length", "transfer-encoding", "connection",
                                       "date", "server"):  # fmt: skip
                    self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = do_OPTIONS = _pass  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
