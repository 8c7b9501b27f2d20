"""planner whatif: the territory as it is, and as it might be, side by side."""

from __future__ import annotations

from collections.abc import Sequence
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
    note,
    one_limit,
    print_findings,
    print_json,
    territory_argument,
)

if TYPE_CHECKING:
    from planner.domain.comparison import Scenario


@click.command(
    short_help="Scenarios side by side: what would another rule, rep or road bring?",
    epilog=examples(
        "planner whatif my-territory --set quota.key=0.7",
        "planner whatif my-territory quota-70.toml one-more-rep.toml -o compared.xlsx",
        "planner whatif my-territory my-territory/whatif/*.toml --seconds 300 --until-certain",
    ),
)
@territory_argument
@click.argument("files", metavar="[OVERLAY.toml]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
              help="Change one key; all --set together are one scenario more.")  # fmt: skip
@month_option()
@crew_options
@click.option("--until-certain", is_flag=True,
              help="Search on until it is certain who is better, or the time is up.")  # fmt: skip
@result_options(plans="scenarios", table="comparison", folder="whatif")
@json_option
def command(
    folder: Path, files: tuple[Path, ...], settings: tuple[str, ...], month: str | None,
    seconds: float | None, work: int | None, seed: int, workers: int, until_certain: bool,
    out: Path | None, output: Path | None, force: bool, as_json: bool,
    cluster: Cluster,
) -> None:  # fmt: skip
    """Compare the territory in DIR with scenarios of it.

    A scenario is an overlay, a TOML file that says only what changes, or the --set options. Each
    is the territory as it is with its own changes and no other's. A name without a folder is
    looked for in DIR, then in DIR/whatif.

    --seconds is the time of the whole comparison; 30 a scenario by default. A difference is
    certain where the intervals of both do not overlap. Ctrl-C compares the best plans so far. A
    scenario that cannot be planned is a column that says so; bad input of one gives exit code 1
    after all others are compared.
    """
    one_limit(seconds, work)
    if not files and not settings:
        raise click.UsageError("Name an overlay file or a setting: --set quota.key=0.7")
    from planner.commands.interrupts import stop_on_interrupt
    from planner.commands.progress import by_scenario, say_first_run, shown_progress
    from planner.files.lock import locked
    from planner.reports.scenarios import comparison_document, print_comparison
    from planner.scenarios.store import kept_results
    from planner.scenarios.whatif.compare import compare
    from planner.scenarios.whatif.files import (
        exit_code_of,
        overlays_of,
        refuse_earlier_comparison,
        write_all,
    )
    from planner.scenarios.whatif.running import solve_scenarios
    from planner.solving.together import Limits

    click.get_current_context().with_resource(locked(folder))
    out = out or folder / "out" / "whatif"
    overlays = overlays_of(folder, files, settings)
    refuse_earlier_comparison(out, output, overlays, force=force)

    notes = console(stderr=True)
    if cluster is None:
        say_first_run(notes)
    limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
    with hired(cluster) as crew, kept_results(folder, note) as keep:
        with stop_on_interrupt() as stop, shown_progress(notes) as progress:
            scenarios = solve_scenarios(
                folder, overlays, limits, month=month, until_certain=until_certain,
                watch=by_scenario(progress), stop=stop, crew=crew, keep=keep,
                read=_print_new_findings,
            )  # fmt: skip
        found = compare(scenarios[0], scenarios[1:])
        written = write_all(found, out, output, force=force)
    if as_json:
        print_json(comparison_document(found))
    else:
        print_comparison(console(), found)
        click.echo(f"\nWritten to {out}: {', '.join(written)}")
        if output is not None:
            click.echo(f"Written to {output}")
    click.get_current_context().exit(int(exit_code_of(found)))


def _print_new_findings(scenarios: Sequence[Scenario]) -> None:
    """What was found in the input, said once however many scenarios share it."""
    print_findings(dict.fromkeys(finding for each in scenarios for finding in each.findings))
