"""planner solve: the engine alone, without any territory."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.screen import (
    console,
    examples,
    json_option,
    one_limit,
    print_json,
    search_options,
    workers_option,
)


@click.command(
    short_help="Solve a problem.json.",
    epilog=examples(
        "planner solve problem.json --seconds 30 -o solution.json",
        "planner solve problem.json --work 20 --seed 1",
    ),
)
@click.argument("problem_file", metavar="PROBLEM",
                type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
@search_options
@workers_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where to; stdout by default.")  # fmt: skip
@json_option
def command(
    problem_file: Path, seconds: float | None, work: int | None, seed: int, workers: int,
    output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Solve PROBLEM, a problem.json, and write its solution.json.

    Searches for 30 seconds unless --seconds or --work says otherwise; Ctrl-C keeps the best
    solution so far. Ends with 5 if nothing was found.
    """
    one_limit(seconds, work)
    from planner.commands.interrupts import stop_on_interrupt
    from planner.commands.progress import say_first_run, shown_progress
    from planner.files.writing import write_file
    from planner.planning import DEFAULT_SECONDS, solve_alone

    notes = console(stderr=True)
    say_first_run(notes)
    if seconds is None and work is None:
        seconds = DEFAULT_SECONDS
    with stop_on_interrupt() as stop, shown_progress(notes) as progress:
        result = solve_alone(
            problem_file, seconds=seconds, work=work, seed=seed, workers=workers,
            progress=progress, stop=stop,
        )  # fmt: skip
    if output is None:
        click.echo(result.to_json())
        return
    write_file(output, result.to_json())
    said = {"objective": result.objective, "seconds": round(result.seconds, 3)}
    if as_json:
        print_json({"status": str(result.status), "exit_code": 0, "file": str(output), **said})
    else:
        click.echo(f"Written to {output}: {result.status}, objective {result.objective:,} cents")
