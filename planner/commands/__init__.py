"""The command line: one file a command, and no logic in any.

Importing this imports click and nothing slow; a command's own imports happen when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from planner import __version__
from planner.commands import ending
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

    def main(  # type: ignore[override] # click has two of one meaning
        self, args: Sequence[str] | None = None, standalone_mode: bool = True, **options: Any
    ) -> Any:
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **options)
        ending.open_streams()
        sys.exit(ending.flushed(self._exit_code(args, **options)))

    def _exit_code(self, args: Sequence[str] | None, **options: Any) -> int:
        """Exit code of one command, with everything said that went wrong."""
        with ending.noticed_interrupts() as pressed:
            try:
                code = super().main(args, standalone_mode=False, **options)
                return code if isinstance(code, int) else 0
            except click.ClickException as error:
                with suppress(OSError):
                    error.show()
                return error.exit_code
            except click.Abort:
                if not pressed.is_set():
                    ending.say("planner: There is nobody here to answer. Nothing was changed.")
                    return _BAD_INPUT
            except OSError as error:  # of the output: those of files are said where they happen
                ending.say(f"planner: the output cannot be written: {error.strerror or error}")
                return _BAD_INPUT
            except BaseException as error:  # the last resort: a sentence instead of a traceback
                if isinstance(error, SystemExit):
                    raise
                if not pressed.is_set() and not isinstance(error, KeyboardInterrupt):
                    ending.say(f"planner: {ending.bug_words(error)}")
                    return ending.BUG
            return _broken_off()

    def make_context(self, *words: Any, **options: Any) -> click.Context:
        with _minded_pipe():
            return super().make_context(*words, **options)

    def invoke(self, ctx: click.Context) -> object:
        with _minded_pipe(), report_errors(ctx):
            return super().invoke(ctx)


_BAD_INPUT = 1


@contextmanager
def _minded_pipe() -> Iterator[None]:
    """Ends quietly where nobody reads the output any more, with the shell's own exit code."""
    try:
        yield
    except BrokenPipeError:
        raise click.exceptions.Exit(ending.PIPE_CLOSED) from None


def _broken_off() -> int:
    """End at once after Ctrl-C: a search that does not listen must not keep the terminal."""
    ending.say("Interrupted. Files that were not complete are as they were.")
    os._exit(ending.flushed(ending.INTERRUPTED))


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
