"""The command line: one file a command, and no logic in any.

Importing this imports click and nothing slow; a command's own imports happen when it runs.
"""

from __future__ import annotations

from importlib import import_module

import click

from planner import __version__
from planner.commands.screen import examples, report_errors

COMMANDS = (
    "new",
    "check",
    "classify",
    "review",
    "audit",
    "contracts",
    "curves",
    "calibrate",
    "leads",
    "plan",
    "verify",
    "sync",
    "fit",
    "publish",
    "whatif",
    "sweep",
    "explain",
    "report",
    "serve",
    "problem",
    "solve",
    "bench",
)
"""In the order of the help: as a rep meets them, then a manager, then the engine's own."""


class _Commands(click.Group):
    """Finds a command in the file of its name, and says errors in words."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"planner.commands.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        with report_errors(ctx):
            return super().invoke(ctx)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "planner new my-territory      a folder to begin with",
        "planner check my-territory    is the input right, and does the month hold it?",
        "planner plan my-territory     the month: plan.json, .ics, visits.csv",
    ),
)
@click.version_option(__version__, prog_name="planner")
def main() -> None:
    """Turns a rep's accounts and calendar into next month's visits.

    Exit codes: 0 done and verified, 1 bad input, 2 usage, 3 a plan that breaks a rule, 4 proven
    infeasible, 5 nothing found in the time given, 130 broken off.
    """
