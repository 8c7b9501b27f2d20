"""planner bench: the engine measured, on its own and against others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.commands.screen import (
    Command,
    Number,
    console,
    examples,
    json_option,
    note,
    print_json,
    workers_option,
)

if TYPE_CHECKING:
    from rich.table import Table


def _listed(kind: Callable[[str], Any], like: str) -> Callable[..., tuple[Any, ...]]:
    """A callback that reads values separated by commas."""

    def read(_ctx: click.Context, _: click.Parameter, value: str | None) -> tuple[Any, ...]:
        if value is None:
            return ()
        try:
            found = tuple(kind(word.strip()) for word in value.split(",") if word.strip())
        except ValueError:
            found = ()
        if not found or any(number < 0 for number in found if not isinstance(number, str)):
            raise click.BadParameter(f"{value!r} is no list like {like}.")
        return found

    return read


def _suite_options(command: Command) -> Command:
    """The options of every suite."""
    for option in (
        json_option,
        click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
                     metavar="FILE", help="Keep all figures, with versions and seeds, as JSON."),
        click.option("--data", "folder", type=click.Path(path_type=Path), metavar="DIR",
                     help="Folder of months/, toptw/ and roads/; else PLANNER_DATA, "
                          "else ../shared/data."),
        click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True,
                     metavar="N", help="Threads of the search, and processes of each peer."),
        click.option("--marks", callback=_listed(float, "1,10,60"), default="1,10,60",
                     show_default=True, metavar="S,S,…",
                     help="Seconds after which figures are taken, of one and the same search."),
        click.option("--seeds", callback=_listed(int, "0,1,2"), default="0,1,2", show_default=True,
                     metavar="N,N,…", help="Seeds of the searches; tables show medians."),
        click.option("--seconds", type=Number(min=0, min_open=True), default=60.0,
                     show_default=True, metavar="S", help="Time of each search."),
        click.option("--only", callback=_listed(str, "m60,m120"), metavar="NAME,NAME,…",
                     help="Only these instances."),
    ):  # fmt: skip
        command = option(command)
    return command


peers_option = click.option(
    "--peers", is_flag=True,
    help="Also OR-Tools routing, PyVRP and VROOM, for as long on as many cores.",
)  # fmt: skip


@click.group(
    short_help="Measure the engine, also against others.",
    epilog=examples(
        "planner bench months --seconds 60 -o after.json",
        "planner bench months --only m120 --seconds 30 --marks 1,30 --peers",
        "planner bench toptw --only pr01,c101-m2 --seconds 10 --marks 10 --seeds 0",
        "planner bench team --sizes 10,100 --killed 0",
        "planner bench compare before.json after.json",
    ),
)
def command() -> None:
    """Measure the engine: plans and proven gaps after some seconds, on public instances.

    Every plan is checked and scored by code that shares nothing with the search. Ends with 3 if
    one breaks a rule, or if a bound is below a plan that exists.
    """


@command.command(short_help="The standard months.")
@_suite_options
@peers_option
def months(peers: bool, **options: Any) -> None:
    """The standard months m60, m120, m200 and m300."""
    _measure("months", peers=peers, **options)


@command.command(short_help="Months that are hard in other ways.")
@_suite_options
@peers_option
def hard(peers: bool, **options: Any) -> None:
    """Long drives, tight gaps, S-shaped values, several spans a day, a coarse grid, real roads."""
    _measure("hard", peers=peers, **options)


@command.command(short_help="The published team orienteering instances.")
@_suite_options
def toptw(**options: Any) -> None:
    """Team orienteering with time windows, 1 to 4 routes, against the best known values.

    NAME may be the beginning of a name: pr, c1, rc103-m2.
    """
    _measure("toptw", peers=False, **options)


@command.command(short_help="Teams of 10 to 1,000 reps, here and on a cluster.")
@click.option("--sizes", callback=_listed(int, "10,100"), default="10,30,100,300,1000",
              show_default=True, metavar="N,N,…", help="Reps of each team.")  # fmt: skip
@click.option("--killed", type=click.IntRange(min=0), default=200, show_default=True, metavar="N",
              help="Reps of the team in 3 scenarios with a worker killed; 0: none.")  # fmt: skip
@click.option("--work", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
              help="Limit of work of each search.")  # fmt: skip
@workers_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Keep all figures, with versions, as JSON.")  # fmt: skip
@json_option
def team(
    sizes: tuple[int, ...], killed: int, work: int, workers: int, output: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """What a rep costs as the team grows: short searches, on processes and on a Dask cluster.

    The cluster is started on this machine. Every result is checked, both crews must find the
    same, and at the end a worker of the cluster is killed in the middle of a run. Needs the
    extra [cluster].
    """
    from planner.bench.team import measure_team
    from planner.solving.together import Limits

    limits = Limits(seconds=None, work=work, seed=0, workers=workers)
    figures, tables = measure_team(sizes, killed, limits, note)
    _show(figures, tables, output, as_json)


@command.command(short_help="Two files of figures side by side.")
@click.argument("before", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("after", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def compare(before: Path, after: Path) -> None:
    """Compare the figures BEFORE and AFTER a change, medians of the seeds."""
    from planner.bench.session import read_figures
    from planner.bench.tables import compare_table

    console().print(compare_table(read_figures(before), read_figures(after)))


def _measure(
    suite: str, *, peers: bool, only: tuple[str, ...], seconds: float, seeds: tuple[int, ...],
    marks: tuple[float, ...], workers: int, folder: Path | None, output: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    from planner.bench.session import installed_peers, measure
    from planner.bench.suites import Effort, shared_folder
    from planner.commands.progress import say_first_run
    from planner.domain import FailedCheck

    notes = console(stderr=True)

    def say(line: str) -> None:
        notes.print(line, markup=False, soft_wrap=True)

    say_first_run(notes)
    effort = Effort(
        seconds=seconds,
        seeds=seeds,
        marks=[mark for mark in sorted(marks) if mark <= seconds] or [seconds],
        workers=workers,
        peers=installed_peers(say) if peers else (),
    )
    figures, tables, bugs = measure(suite, shared_folder(folder), only, effort, say)
    _show(figures, tables, output, as_json)
    if bugs:
        raise FailedCheck("; ".join(bugs))


def _show(
    figures: dict[str, Any], tables: Sequence[Table], output: Path | None, as_json: bool
) -> None:
    if output is not None:
        import json

        from planner.files.writing import write_file

        write_file(output, json.dumps(figures, indent=1))
    if as_json:
        print_json(figures)
    else:
        for table in tables:
            console().print(table)
