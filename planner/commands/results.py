"""Options of commands that keep many plans and a table of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from planner.commands.screen import Command


def result_options(*, plans: str, table: str, folder: str) -> Callable[[Command], Command]:
    """The options --out, -o and --force, as ``out``, ``output`` and ``force``.

    Parameters
    ----------
    plans, table : str
        Whose plans there are, and what is a table, for the help.
    folder : str
        Usual folder of the plans, within ``DIR/out``.
    """

    def made(command: Command) -> Command:
        for option in (
            click.option("--force", is_flag=True, help=f"Replace an earlier {table}'s files."),
            click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
                         metavar="FILE", callback=_checked_table,
                         help=f"Write the {table} as a table, too: .csv or .xlsx."),
            click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="OUT",
                         help=f"Folder of the {plans}' plans; DIR/out/{folder} by default."),
        ):  # fmt: skip
            command = option(command)
        return command

    return made


def _checked_table(_ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in (".csv", ".xlsx"):
        raise click.BadParameter(f"{value} must end with .csv or .xlsx.")
    return value
