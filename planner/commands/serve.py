"""planner serve: the app in the browser."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from planner.commands.screen import Number, examples

MOST_BYTES = 4096
"""Of a password's file that are read."""


@click.command(
    short_help="Work in the browser.",
    epilog=examples(
        "planner serve my-territory               then open http://127.0.0.1:8080",
        "planner serve my-territory --host 0.0.0.0 --name plan.example.org",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen on.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, metavar="N",
              help="Port to listen on.")  # fmt: skip
@click.option("--name", "names", multiple=True, metavar="HOST",
              help="Another name of this server, as browsers ask for it.")  # fmt: skip
@click.option("--password-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              metavar="FILE",
              help="Its first line is the password, which is asked for from then on.")  # fmt: skip
@click.option("--seconds", type=Number(min=0, min_open=True), default=30.0,
              metavar="S", show_default=True,
              help="Time of a run, unless the page says otherwise.")  # fmt: skip
@click.option("--work", type=click.IntRange(min=1), metavar="N",
              help="Limit of work instead of time: the same plan on every run.")  # fmt: skip
@click.option("--from", "today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="The day that counts as today; the clock's by default.")  # fmt: skip
def command(
    folder: Path, host: str, port: int, names: tuple[str, ...], password_file: Path | None,
    seconds: float, work: int | None, today: datetime | None,
) -> None:  # fmt: skip
    """Serve the territory in DIR to browsers; an empty or new DIR begins with a sample.

    Only this machine can reach it unless --host says otherwise. With --name, beyond this machine,
    and wherever a password was set once, it asks for the password, which is set on the first
    start. It speaks plain HTTP: in a network put a server before it that speaks HTTPS, and give
    its public name with --name.
    """
    try:
        from planner.web.serving import serve
    except ModuleNotFoundError as error:
        if error.name not in ("nicegui", "argon2", "uvicorn", "fastapi", "starlette"):
            raise
        raise click.UsageError("serve needs: pip install 'visit-planner[web]'") from None
    from planner.web.settings import Settings

    settings = Settings(
        host=host, port=port, names=frozenset(names), seconds=seconds, work=work,
        today=today.date() if today is not None else None,
    )  # fmt: skip
    password = _first_line(password_file) if password_file else None
    serve(folder, settings, password, ask=_asked, say=click.echo)


def _first_line(path: Path) -> str:
    """The password in a file.

    Raises
    ------
    click.UsageError
        If the file holds none.
    """
    from planner.files.opening import read_file

    content = read_file(path, remedy="Write the password into its first line.")
    try:
        lines = content[:MOST_BYTES].decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    if not lines or not lines[0]:
        raise click.UsageError(
            f"{path} holds no password: write one into its first line, as text in UTF-8."
        )
    return lines[0]


def _asked() -> str:
    """A password typed twice on the terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(
            "With --name, or beyond this machine, a password is needed: --password-file FILE."
        )
    typed: str = click.prompt("Password for the app", hide_input=True, confirmation_prompt=True)
    return typed
