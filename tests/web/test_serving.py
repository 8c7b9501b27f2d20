"""When the server asks for a password: as soon as there is one, or others may reach it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from planner.web.entrance.keys import Keys, read_keys, write_keys
from planner.web.entrance.login import hashed
from planner.web.entrance.logs import WithoutAddresses
from tests.web.conftest import copy_of, start

PASSWORD = "correct horse battery"


@pytest.mark.parametrize("options", [(), ("--name", "plan.example.org")])
def test_a_password_that_was_set_is_asked_for_on_this_machine_too(
    planned: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    copy_of(planned)(tmp_path / "place")
    write_keys(tmp_path / "place", Keys(password=hashed(PASSWORD)))
    server = start(tmp_path / "place", "--work", "1", *options)
    try:
        assert httpx.get(f"{server.address}/plan").status_code == 401
    finally:
        server.end()


@pytest.mark.parametrize("options", [("--name", "plan.example.org"), ("--host", "0.0.0.0")])
def test_others_may_not_reach_it_before_a_password_is_set(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    ended = _refused(tmp_path / "place", *options)
    assert ended.returncode == 2
    assert "--password-file" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00", b"\xef\xbb\xbf"])
def test_a_file_without_a_password_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "password.txt"
    file.write_bytes(content)
    ended = _refused(tmp_path / "place", "--password-file", str(file))
    assert ended.returncode == 2
    assert "holds no password" in ended.stderr
    assert read_keys(tmp_path / "place").password == ""


def _refused(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planner", "serve", str(folder), "--port", "0", *options],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_log_has_no_addresses() -> None:
    import logging

    secret = "Zq3" * 14
    for words in (f"http://x/feeds/{secret} not found", f"{secret}", f"at /feeds/{secret}.ics/"):
        record = logging.LogRecord("any", logging.WARNING, "", 0, "%s", (words,), None)
        assert secret not in WithoutAddresses("%(message)s").format(record)
