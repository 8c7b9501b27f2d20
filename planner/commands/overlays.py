"""Options of commands that take a scenario instead of the territory as it is."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.screen import Command


def overlay_options(command: Command) -> Command:
    """The options --overlay and --set, as ``overlays`` and ``settings``."""
    for option in (
        click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
                     help="Change one key, for instance quota.key=0.7."),
        click.option("--overlay", "overlays", multiple=True, metavar="FILE",
                     type=click.Path(path_type=Path),
                     help="Take this what-if overlay's changes, as planner whatif does."),
    ):  # fmt: skip
        command = option(command)
    return command
