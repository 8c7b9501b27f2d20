"""planner sweep: what a territory brings as one or two of its inputs change step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.results import result_options
from planner.commands.screen import (
    Cluster,
    console,
    crew_options,
    examples,
    hired,
    json_option,
    month_option,
    one_limit,
    print_findings,
    print_json,
    territory_argument,
)

if TYPE_CHECKING:
    from planner.domain.frontier import SweepPoint


@click.command(
    short_help="One or two inputs step by step: the frontier and its knee.",
    epilog=examples(
        "planner sweep my-territory quota.key=0.5:0.95:0.05",
        "planner sweep my-territory leads.max_active=0,5,10,15 -o leads.xlsx",
        "planner sweep my-territory quota.key=0.6:0.9:0.1 leads.max_active=5,10",
    ),
)
@territory_argument
@click.argument("axes", metavar="KEY=START:STOP:STEP...", nargs=-1, required=True)
@month_option()
@crew_options
@result_options(plans="points", table="frontier", folder="sweep")
@json_option
def command(
    folder: Path, axes: tuple[str, ...], month: str | None, seconds: float | None,
    work: int | None, seed: int, workers: int, out: Path | None, output: Path | None, force: bool,
    as_json: bool, cluster: Cluster,
) -> None:  # fmt: skip
    """Plan the territory in DIR at every value of one or two inputs.

    KEY is as --set of planner whatif has it; its values are START:STOP:STEP or A,B,C. Each
    point's plan is written to OUT as it is found, and the frontier at the end: sweep.json and
    sweep.svg. --seconds is the time of the whole sweep; by default every rep is searched for 15
    seconds at every point. Ctrl-C keeps the points that are there; the same command goes on from
    there.
    """
    one_limit(seconds, work)
    from planner.commands.interrupts import stop_on_interrupt
    from planner.commands.progress import say_first_run
    from planner.files.lock import locked
    from planner.reports.sweep import print_sweep, sweep_document
    from planner.scenarios.store import kept_results
    from planner.scenarios.sweep.axes import axis_of
    from planner.scenarios.sweep.files import refuse_earlier_sweep, write_point, write_sweep
    from planner.scenarios.sweep.points import sweep
    from planner.solving.together import Limits

    click.get_current_context().with_resource(locked(folder))
    out = out or folder / "out" / "sweep"
    refuse_earlier_sweep(out, output, force=force)
    notes = console(stderr=True)
    if cluster is None:
        say_first_run(notes)

    def say(line: str) -> None:
        notes.print(line, markup=False, highlight=False, emoji=False)

    reached = 0

    def done(point: SweepPoint, points: int) -> None:
        nonlocal reached
        reached += 1
        write_point(point, out)
        worth = (
            "no plan" if point.objective_cents is None else f"{point.objective_cents / 100:,.0f}"
        )
        say(f"{reached} of {points}: {point.name} {point.fault or point.status}, {worth}")

    limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
    with hired(cluster) as crew, kept_results(folder, say) as keep:
        with stop_on_interrupt() as stop:
            frontier = sweep(
                folder, [axis_of(axis) for axis in axes], limits, month=month, done=done, stop=stop,
                crew=crew, keep=keep,
            )  # fmt: skip
        written = write_sweep(frontier, out, output)
    print_findings(dict.fromkeys(finding for each in frontier.points for finding in each.findings))
    if as_json:
        print_json(sweep_document(frontier))
    else:
        print_sweep(console(), frontier)
        click.echo(f"\nWritten to {out}: {len(written)} files")
        if output is not None:
            click.echo(f"Written to {output}")
