"""planner plan: the month, checked and exported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.overlays import overlay_options
from planner.commands.replanning import refuse_half_a_replan, replan_options
from planner.commands.screen import (
    Cluster,
    console,
    crew_options,
    examples,
    hired,
    json_option,
    month_option,
    note,
    one_limit,
    print_findings,
    print_json,
    territory_argument,
)

if TYPE_CHECKING:
    from planner.domain import Breach


@click.command(
    short_help="Plan the period: plan.json, .ics, visits.csv.",
    epilog=examples(
        "planner plan my-territory",
        "planner plan my-territory --month 2026-12 --out december --seconds 60",
        "planner plan my-territory --work 20 --seed 1      the same plan on every run",
        "planner plan my-territory --previous my-territory/out/plan.json --from 2026-12-10",
        "planner plan my-territory --overlay quota-70.toml --out quota-70",
    ),
)
@territory_argument
@month_option()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="OUT",
              help="Folder of the plan's files; DIR/out by default.")  # fmt: skip
@click.option("--rep", "only", metavar="ID", help="Plan this rep alone.")
@overlay_options
@crew_options
@replan_options
@click.option("--force", is_flag=True, help="Replace the files of an earlier plan.")
@json_option
def command(
    folder: Path, month: str | None, out: Path | None, only: str | None, seconds: float | None,
    work: int | None, seed: int, workers: int, previous: Path | None, today: date | None,
    most_changes: int | None, change_price: float | None, visits: Path | None, force: bool,
    overlays: tuple[Path, ...], settings: tuple[str, ...], as_json: bool, cluster: Cluster,
) -> None:  # fmt: skip
    """Plan the period of the territory in DIR: plan.json, an .ics for each rep, visits.csv.

    --seconds is the time of the whole search, shared by all reps (30 by default). Ctrl-C keeps
    the best plan so far. A rep who cannot be planned does not lose the plans of the others; the
    exit code is then 1 (bad input), 4 or 5 although files were written. A run of several reps that
    is killed goes on from there when the same command is given again; after Ctrl-C with --force,
    since it has written what there was.

    With --previous the rest of the period is planned anew: the day of --from and all before it
    stay as they are, and so does every other visit that does not gain more than --change-price
    by leaving its day. Where nothing is new, nothing changes.

    With --overlay or --set the territory is planned as a what-if scenario has it.
    """
    one_limit(seconds, work)
    refuse_half_a_replan(previous, today, only, most_changes, change_price, visits)
    from planner import exporting, planning
    from planner.calendars.clients import advice_lines
    from planner.commands.interrupts import stop_on_interrupt
    from planner.commands.progress import say_first_run, shown_progress
    from planner.files.lock import locked
    from planner.plan import plan_to_json
    from planner.readers import read_territory
    from planner.reports.changes import (
        broken_json,
        broken_lines,
        changes_json,
        print_changes,
    )
    from planner.reports.terminal import print_summary
    from planner.scenarios.store import kept_results
    from planner.scenarios.whatif.files import overlay_named
    from planner.unplanned import exit_code_of, unplanned

    click.get_current_context().with_resource(locked(folder))
    out = out or folder / "out"
    if previous is not None and previous.resolve() == (out / exporting.PLAN_FILE).resolve():
        force = True  # the plan before is what is made anew
    exporting.refuse_earlier_plan(out, force)
    reading = read_territory(
        folder, month=month, tolerate_rep_faults=True,
        overlay=overlay_named(folder, overlays, settings),
    )  # fmt: skip
    print_findings(reading.findings)
    territory = reading.territory
    notes = console(stderr=True)
    if cluster is None:
        say_first_run(notes)
    changes = None
    broken: Sequence[Breach] = ()
    with hired(cluster) as crew, kept_results(folder, note) as keep:
        with stop_on_interrupt() as stop, shown_progress(notes) as progress:
            if previous is not None and today is not None:
                from planner.underway.morning import morning_of
                from planner.underway.replanning import replan_territory

                morning = morning_of(
                    territory, previous, today, most_changes=most_changes, price=change_price,
                    visits=visits,
                )  # fmt: skip
                print_findings(morning.findings)
                made = replan_territory(
                    territory, morning, seconds=seconds, work=work, seed=seed, workers=workers,
                    progress=progress, stop=stop, faults=reading.findings, crew=crew, keep=keep,
                )  # fmt: skip
                plan, changes, broken = made.plan, made.difference, made.broken
                print_findings(made.notes)
            else:
                plan = planning.plan_territory(
                    territory, seconds=seconds, work=work, seed=seed, workers=workers,
                    progress=progress, stop=stop, only=only, faults=reading.findings, crew=crew,
                    keep=keep,
                )  # fmt: skip
        files = exporting.export(
            plan, territory, out, force, earlier=previous.parent if previous else None
        )
    for result in unplanned(plan):
        click.echo(f"error: no plan for rep {result.rep}: {result.message}", err=True)
    for line in broken_lines(broken):
        click.echo(line, err=True)
    if as_json and changes is not None:
        print_json(
            {
                **json.loads(plan_to_json(plan)),
                "changes": changes_json(changes),
                "broken_before": broken_json(broken),
            }
        )
    elif as_json:
        click.echo(plan_to_json(plan))
    else:
        print_summary(console(), plan, territory)
        if changes is not None:
            print_changes(console(), changes, territory)
        click.echo(f"Written to {out}: {', '.join(files)}")
        for line in advice_lines(territory, files):
            click.echo(line)
    click.get_current_context().exit(int(exit_code_of(plan)))
