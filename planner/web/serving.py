"""Starts the server."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import uvicorn

from planner.domain import BadInput, Finding
from planner.files.recovery import recover
from planner.web.app import create_app
from planner.web.entrance.keys import read_keys, write_keys
from planner.web.entrance.login import LEAST_LETTERS, hashed
from planner.web.entrance.logs import log_without_addresses
from planner.web.folder.own import own_locked
from planner.web.settings import Settings


def serve(
    folder: Path,
    settings: Settings,
    password: str | None,
    *,
    ask: Callable[[], str],
    say: Callable[[str], None],
) -> None:
    """Serve a territory until the process is told to end.

    Parameters
    ----------
    password : str or None
        The password from now on; None keeps the one that was set. Once there is one, whoever
        asks must know it, on this machine too.
    ask : callable
        Asks for a password where one is needed and none was set.

    Raises
    ------
    BadInput
        If the password is too short, or the port is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    recover(folder)
    if password is not None or settings.exposed or read_keys(folder).password:
        set_password(folder, password, ask)
        settings = replace(settings, login=True)
    log_without_addresses()
    listening = _listening(settings)
    port = listening.getsockname()[1]
    app = create_app(folder.resolve(), replace(settings, port=port))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, ws_max_size=2**24,
        timeout_graceful_shutdown=3, log_config=None,
    )  # fmt: skip
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    say(f"planner serves {folder} at http://{shown}:{port}  (Ctrl-C ends it)")
    uvicorn.Server(config).run(sockets=[listening])


def set_password(folder: Path, password: str | None, ask: Callable[[], str]) -> None:
    """Keep the hash of a password that was given, or asked for since there is none.

    Raises
    ------
    BadInput
        If it is too short.
    """
    keys = read_keys(folder)
    if password is None and keys.password:
        return
    chosen = ask() if password is None else password
    if len(chosen) < LEAST_LETTERS:
        raise BadInput(
            [
                Finding(
                    code="password-short",
                    message=f"The password has fewer than {LEAST_LETTERS} letters",
                    remedy="Choose a longer one: a few words are easy to remember.",
                )
            ]
        )
    with own_locked(folder):
        write_keys(folder, replace(read_keys(folder), password=hashed(chosen)))


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen()  # whoever reads the address may ask at once
    except OSError as error:
        listening.close()
        raise BadInput(
            [
                Finding(
                    code="port-in-use",
                    message=f"Nothing can listen on {settings.host}, port {settings.port}: "
                    f"{error.strerror}",
                    remedy="Choose another --port, or end the program that uses it.",
                )
            ]
        ) from None
    return listening
