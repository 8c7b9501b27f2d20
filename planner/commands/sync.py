"""planner sync: what the rep changed in the calendar comes back in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from planner.commands.calendar_text import calendar_text
from planner.commands.replanning import today_option
from planner.commands.screen import (
    console,
    examples,
    json_option,
    one_limit,
    print_findings,
    print_json,
    recovered,
    search_options,
    territory_argument,
)


@click.command(
    short_help="Take in what the rep changed in the calendar.",
    epilog=examples(
        "planner sync my-territory --from 2026-12-10 --file ~/Downloads/visits.ics",
        "planner sync my-territory --from 2026-12-10 --caldav https://cloud.example/dav --user ann",
    ),
)
@territory_argument
@today_option("The day it is: what was changed before it is history.")
@click.option("--file", "calendar", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              metavar="ICS", help="The calendar with the visits, exported.")  # fmt: skip
@click.option("--caldav", "url", metavar="URL", help="The calendar on a CalDAV server.")
@click.option("--user", metavar="NAME", default="", help="Who logs in there.")
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), metavar="PLAN",
              callback=recovered,
              help="The plan that was imported; DIR/out/plan.json by default.")  # fmt: skip
@click.option("--rep", "only", metavar="ID", help="Whose calendar; needed where there are several.")
@click.option("--keep", is_flag=True, help="Hold the changes' weekdays for later months, too.")
@click.option("--dry-run", is_flag=True, help="Say what was changed and what it costs; no more.")
@search_options
@json_option
def command(
    folder: Path, today: date, calendar: Path | None, url: str | None, user: str,
    plan_file: Path | None, only: str | None, keep: bool, dry_run: bool, seconds: float | None,
    work: int | None, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Compare the rep's calendar with the plan, and plan around what the rep changed.

    A visit that was moved or made longer becomes an appointment, one that was deleted a refusal
    of its day, each with what it costs: by-hand.toml in DIR remembers them, and may be edited.
    Then the rest of the period is planned anew around them, into the plan's own folder.
    """
    from planner.files.lock import locked
    from planner.planning import DEFAULT_SECONDS
    from planner.reports.changes import broken_lines, changes_json, print_changes
    from planner.reports.hand import hand_json, print_hand
    from planner.underway.syncing import sync_territory

    one_limit(seconds, work)
    if (calendar is None) == (url is None):
        raise click.UsageError("Name the calendar with --file, or with --caldav.")
    content, name = calendar_text(calendar, url, user)
    click.get_current_context().with_resource(locked(folder))
    made = sync_territory(
        folder, content, name, today, plan_file=plan_file or folder / "out" / "plan.json",
        only=only, keep=keep, dry_run=dry_run, work=work, seed=seed,
        seconds=DEFAULT_SECONDS if seconds is None and work is None else seconds,
    )  # fmt: skip
    print_findings(made.findings)
    difference = made.replanned.difference if made.replanned else None
    for line in broken_lines(made.replanned.broken if made.replanned else ()):
        click.echo(line, err=True)
    if as_json:
        print_json(
            {
                "status": "done",
                "exit_code": 0,
                "by_hand": hand_json(made.changes),
                "changes": changes_json(difference) if difference else None,
                "files": list(made.files),
            }
        )
        return
    print_hand(console(), made.changes, made.territory)
    if difference:
        print_changes(console(), difference, made.territory)
    if made.files:
        click.echo(f"Written: {', '.join(made.files)}")
