"""planner problem: a rep's period as the engine sees it."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.screen import (
    examples,
    json_option,
    month_option,
    print_findings,
    print_json,
    territory_argument,
)


@click.command(
    short_help="Write problem.json for the engine.",
    epilog=examples(
        "planner problem my-territory -o problem.json",
        "planner problem my-team --rep ames -o ames.json",
    ),
)
@territory_argument
@month_option("Month, instead of the territory's period.")
@click.option("--rep", "only", metavar="ID", help="Whose; needed where there are several.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to; stdout by default.")  # fmt: skip
@json_option
def command(
    folder: Path, month: str | None, only: str | None, output: Path | None, as_json: bool
) -> None:
    """Write the problem that the rules make of the territory in DIR: problem.json.

    It knows no account, date or file, only integers, and can be solved with `planner solve`.
    """
    from planner.files.writing import write_file
    from planner.planning import chosen_reps
    from planner.readers import read_territory
    from planner.rules import compile_rep

    reading = read_territory(folder, month=month, tolerate_rep_faults=True)
    print_findings(reading.findings)
    reps = chosen_reps(reading.territory, only)
    if len(reps) > 1:
        raise click.UsageError(f"choose a rep with --rep: {', '.join(reps)}")
    compiled = compile_rep(reading.territory, reps[0])
    print_findings(compiled.findings)
    text = compiled.problem.to_json()
    if output is None:
        click.echo(text)
        return
    write_file(output, text)
    said = {"clients": len(compiled.problem.clients), "duties": len(compiled.problem.duties)}
    if as_json:
        print_json({"status": "done", "exit_code": 0, "file": str(output), **said})
    else:
        click.echo(f"Written to {output}: {said['clients']} clients, {said['duties']} duties")
