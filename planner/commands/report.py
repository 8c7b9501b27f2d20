"""planner report: a plan as one page to open, print and send."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.overlays import overlay_options
from planner.commands.screen import examples, json_option, print_findings, print_json, recovered


def _plans_in(
    ctx: click.Context, option: click.Parameter, named: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Plans by their files; of a folder the plan in it, or in its ``out``."""
    for path in named:
        recovered(ctx, option, path)
    return tuple(_plan_in(path) if path.is_dir() else path for path in named)


def _plan_in(folder: Path) -> Path:
    for path in (folder / "plan.json", folder / "out" / "plan.json"):
        if path.is_file():
            return path
    raise click.BadParameter(f"there is no plan in {folder}: planner plan {folder} makes one.")


@click.command(
    short_help="A plan as one HTML page: open it offline, print it, send it.",
    epilog=examples(
        "planner report my-territory/out/plan.json -o december.html",
        "planner report out/plan.json --territory my-territory --past calendar.ics",
        "planner report my-territory/out/whatif/*/plan.json      scenarios side by side",
    ),
)
@click.argument("plans", metavar="PLAN...", nargs=-1, required=True,
                type=click.Path(path_type=Path, exists=True), callback=_plans_in)  # fmt: skip
@click.option(
    "--territory",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="What the plans were made for; by default the nearest folder above the plan.",
)
@click.option(
    "--past",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Add where the time went: a past calendar (.ics) or visits (.csv, .xlsx).",
)
@overlay_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The page; report.html beside the first plan by default.",
)
@json_option
def command(
    plans: tuple[Path, ...], folder: Path | None, past: Path | None, overlays: tuple[Path, ...],
    settings: tuple[str, ...], output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Write the report of PLAN: one file that asks no other place for anything.

    PLAN is a plan.json, or the folder of a territory that has been planned.

    It is shown as the territory's files are now; what has changed since the plan was made is said
    above the figures. Several plans stand side by side as scenarios, the first one in detail.
    Plans that whatif and sweep wrote are read with the overlay, or the settings, that their
    folder is named after; --overlay and --set are those of the first plan. Ends with 3 if a plan
    breaks a rule: the page says so, too.
    """
    output = output or plans[0].parent / "report.html"
    if output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{output} must end with .html")
    from planner.files.writing import write_file
    from planner.reporting import report
    from planner.scenarios.whatif.files import overlay_named

    made = report(plans, folder, past, lambda home: overlay_named(home, overlays, settings))
    print_findings(made.findings)
    write_file(output, made.page)
    for note in made.notes:
        click.echo(f"note: {note}", err=True)
    if made.open_entries:
        click.echo(f"{made.open_entries} entries to settle in {made.match_file}", err=True)
    size = len(made.page.encode())
    if as_json:
        print_json(
            {
                "status": made.exit_code.name.lower().replace("_", "-"),
                "exit_code": int(made.exit_code),
                "file": str(output),
                "bytes": size,
                "notes": list(made.notes),
            }
        )
    else:
        click.echo(f"Written to {output} ({size / 1000:,.0f} kB)")
    click.get_current_context().exit(int(made.exit_code))
