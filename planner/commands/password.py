"""A server's password: from the environment or a prompt, never from a file or an option."""

from __future__ import annotations

import os
import sys

import click

VARIABLE = "PLANNER_CALDAV_PASSWORD"


def password_for(url: str, user: str) -> str | None:
    """The password of a user; None where there is no user.

    Raises
    ------
    click.UsageError
        If the address holds a password, or there is neither a variable nor anybody to ask.
    """
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise click.UsageError("Leave name and password out of the address: use --user.")
    if not user:
        return None
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"Set {VARIABLE} to the password; there is nobody to ask here.")
    asked: str = click.prompt(f"Password of {user}", hide_input=True, err=True)
    return asked
