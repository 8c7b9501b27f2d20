"""planner new: a territory folder to begin with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from planner.commands.screen import examples, json_option, month_option, print_json


@click.command(
    short_help="Start a territory folder.",
    epilog=examples(
        "planner new my-territory",
        "planner new my-territory --from accounts.xlsx --month 2026-12",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              metavar="FILE", help="Begin with your own account list (.csv or .xlsx).")  # fmt: skip
@month_option("Month to plan; the next one by default.")
@click.option("--time-zone", default="America/Chicago", show_default=True, metavar="NAME",
              help="IANA name of the zone you work in.")  # fmt: skip
@click.option("--holidays", default="US-IA", show_default=True, metavar="CODE",
              help="Country, or country-region, of your public holidays.")  # fmt: skip
@json_option
def command(
    folder: Path, source: Path | None, month: str | None, time_zone: str, holidays: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Start a territory in DIR: territory.toml, accounts.csv, a busy calendar."""
    from planner.starter import start_territory

    started = start_territory(
        folder,
        month=month or _next_month(date.today()),  # noqa: DTZ011 - the person's own calendar
        time_zone=time_zone,
        holidays=holidays,
        source=source,
    )
    if as_json:
        print_json(
            {
                "status": "done",
                "exit_code": 0,
                "folder": str(folder),
                "files": list(started.files),
                "columns": started.columns,
                "missing": list(started.missing),
            }
        )
        return
    click.echo(f"Written to {folder}: {', '.join(started.files)}")
    for ours, heading in started.columns.items():
        click.echo(f"  {ours} is read from the column {heading!r}")
    if source:
        click.echo("Set home, hours and calendar of each rep in territory.toml.")
    for name in started.missing:
        click.echo(f"  {name}: no column looks like it; name one in [accounts.columns]", err=True)
    click.echo(f"Next: planner check {folder}")


def _next_month(today: date) -> str:
    year, month = divmod(today.year * 12 + today.month, 12)
    return f"{year}-{month + 1:02d}"
