"""What every command shares: where text goes, and how errors are said."""

from __future__ import annotations

import functools
import json
import logging
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from planner.commands.ending import BUG, DEBUG, bug_words

if TYPE_CHECKING:
    from rich.console import Console

    from planner.domain import Finding, PlannerError
    from planner.domain.conflict import Conflict
    from planner.solving.together import Crew

_AS_JSON = "planner.json"

Cluster = tuple[str, Mapping[str, Path | None]] | None
"""Address of a cluster's scheduler and its TLS files; None for this machine."""

Command = TypeVar("Command", bound=Callable[..., Any])


def _remember_json(ctx: click.Context, _: click.Parameter, value: bool) -> bool:
    ctx.meta[_AS_JSON] = value
    return value


json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    is_eager=True,
    callback=_remember_json,
    help="One JSON document on stdout, also for errors.",
)


def recovered(_ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """A folder, or a file in one, after what a killed run left there half-way is put back."""
    if value is not None:
        from planner.files.recovery import recover

        recover(value if value.is_dir() else value.absolute().parent)
    return value


territory_argument = click.argument(
    "folder", metavar="DIR", callback=recovered,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)  # fmt: skip


def examples(*lines: str) -> str:
    """Lines for the end of a command's help, kept as they are."""
    return "\b\nFor instance:\n" + "\n".join(f"  {line}" for line in lines)


def _checked_month(_ctx: click.Context, _: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", value):
        raise click.BadParameter(f"{value!r} is no month; write it like 2026-12.")
    return value


def month_option(
    text: str = "Month to plan, instead of the territory's period.",
) -> Callable[[Command], Command]:
    """The option --month, checked."""
    return click.option("--month", metavar="YYYY-MM", callback=_checked_month, help=text)


class Number(click.FloatRange):
    """A number of an option, within limits; neither infinite nor ``nan``, which no limit stops."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number, or say what is wrong with it."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, metavar="N",
    help="Start of the random numbers.",
)  # fmt: skip


MOST_SECONDS = 31_536_000
"""Longest search: a year, so that clocks and timers can count it."""
MOST_WORK = 10**12
"""Most units of work, far beyond a year."""


def search_options(command: Command) -> Command:
    """The options that bound a search: --seconds or --work, and --seed."""
    for option in (
        seed_option,
        click.option("--work", type=click.IntRange(1, MOST_WORK), metavar="N",
                     help="Limit of work instead of time: the same plan on every run."),
        click.option("--seconds", type=Number(0, MOST_SECONDS, min_open=True), metavar="S",
                     help="Time to search."),
    ):  # fmt: skip
        command = option(command)
    return command


workers_option = click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, metavar="N",
    help="Reps solved at a time; with one rep, threads of its search.",
)  # fmt: skip


def _cluster_options(command: Command) -> Command:
    """The option --cluster and its TLS files, given to the command as one ``cluster``.

    It is what `hired` takes.
    """
    names = {"tls_ca": "ca_file", "tls_cert": "cert", "tls_key": "key"}

    @functools.wraps(command)
    def collected(*words: Any, cluster: str | None, **options: Any) -> Any:
        files = {field: options.pop(name) for name, field in names.items()}
        return command(*words, cluster=None if cluster is None else (cluster, files), **options)

    made: Any = collected
    for name, text in (
        ("--tls-key", "Key of that certificate."),
        ("--tls-cert", "This machine's certificate for tls://, PEM."),
        ("--tls-ca", "Certificate of the cluster's authority for tls://, PEM."),
    ):
        made = click.option(
            name, type=click.Path(path_type=Path), metavar="FILE", show_envvar=True, help=text,
            envvar=f"PLANNER_{name[2:].replace('-', '_').upper()}",
        )(made)  # fmt: skip
    option = click.option(
        "--cluster", metavar="ADDRESS", envvar="PLANNER_CLUSTER", show_envvar=True,
        help="Search on a Dask cluster, tcp://host:port or tls://host:port of its scheduler.",
    )  # fmt: skip
    return cast(Command, option(made))


def crew_options(command: Command) -> Command:
    """The options of searches that a crew shares out: limits, --workers and --cluster."""
    return search_options(workers_option(_cluster_options(command)))


@contextmanager
def hired(cluster: Cluster) -> Iterator[Crew | None]:
    """The crew that was asked for; None for the one of this machine.

    Raises
    ------
    BadInput
        If the cluster cannot be used.
    """
    if cluster is None:
        yield None
        return
    from planner.scenarios.cluster.connecting import Tls, is_open
    from planner.scenarios.cluster.crew import ClusterCrew

    address, files = cluster
    if is_open(address):
        note(f"warning: what is sent to {address} can be read on its way; tls:// protects it.")
    with ClusterCrew(address, say=note, tls=Tls(**files)) as crew:
        note(f"On the cluster at {address}: {crew.width} searches at a time.")
        yield crew


def note(line: str) -> None:
    """A line on stderr, for what is no data."""
    click.echo(line, err=True)


def one_limit(seconds: float | None, work: float | None) -> None:
    """Refuses a limit of time together with one of work.

    Raises
    ------
    click.UsageError
        If both are given.
    """
    if seconds is not None and work is not None:
        raise click.UsageError("--seconds and --work cannot be given together: choose one.")


def console(*, stderr: bool = False) -> Console:
    """A console for data (stdout) or for all else (stderr); plain when not a terminal.

    NO_COLOR and the terminal's width are minded. Where nobody looks, lines stay whole.
    """
    from rich.console import Console

    class Screen(Console):
        """A console that leaves it to us what to do where nobody reads any more."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    return Screen(
        stderr=stderr, highlight=False, soft_wrap=False, width=None if stream.isatty() else 110
    )


def print_json(document: Mapping[str, Any]) -> None:
    """One document on stdout."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=not _writes_all(), default=_as_text))


def _writes_all() -> bool:
    """Whether stdout takes every letter."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in JSON")


def print_findings(findings: Iterable[Finding], *, err: bool = True) -> None:
    """One line a finding, errors and warnings told apart."""
    for finding in findings:
        click.echo(f"{'error' if finding.fatal else 'warning'}: {finding}", err=err)


@contextmanager
def report_errors(ctx: click.Context) -> Iterator[None]:
    """Says an error in words, or as JSON, and ends with its exit code."""
    if os.environ.get(DEBUG):
        logging.basicConfig(level=logging.WARNING)
        logging.getLogger("planner").setLevel(logging.DEBUG)
    try:
        yield
    except click.UsageError as error:
        if not ctx.meta.get(_AS_JSON):
            raise
        print_json({"status": "usage", "exit_code": 2, "message": error.format_message()})
        ctx.exit(2)
    except (click.exceptions.Exit, click.ClickException, click.Abort):
        raise
    except (KeyboardInterrupt, BrokenPipeError, EOFError):
        raise  # said where the process ends
    except OSError as error:
        place = f"{str(error.filename)!r}: " if error.filename else ""
        _say(ctx, f"{place}{error.strerror or error}", 1, "bad-input", ())
    except MemoryError:
        message = "There is not enough memory for this input. Split it, or free some memory."
        _say(ctx, message, 1, "bad-input", ())
    except Exception as error:  # PlannerError is imported only when it is needed: start stays fast
        from planner.domain import PlannerError

        if isinstance(error, PlannerError):
            _say_planner_error(ctx, error)
        else:
            _say(ctx, bug_words(error), BUG, "bug", ())


def _say_planner_error(ctx: click.Context, error: PlannerError) -> None:
    from planner.domain import BadInput, Infeasible

    findings = error.findings if isinstance(error, BadInput) else ()
    status = error.exit_code.name.lower().replace("_", "-")
    errors = sum(finding.fatal for finding in findings)
    message = f"{errors} error{'s' * (errors != 1)} in the input" if findings else str(error)
    conflicts = error.conflicts if isinstance(error, Infeasible) else ()
    _say(ctx, message, int(error.exit_code), status, findings, conflicts)


def _say(
    ctx: click.Context,
    message: str,
    code: int,
    status: str,
    findings: Iterable[Finding],
    conflicts: Iterable[Conflict] = (),
) -> None:
    if ctx.meta.get(_AS_JSON):
        print_json(
            {
                "status": status,
                "exit_code": code,
                "message": message,
                "findings": [asdict(finding) for finding in findings],
                "conflicts": [
                    asdict(conflict) | {"minimal": conflict.minimal} for conflict in conflicts
                ],
            }
        )
    else:
        print_findings(findings)
        click.echo(f"planner: {message}", err=True)
    ctx.exit(code)
