"""planner publish: the visits on a CalDAV server, or as a calendar to subscribe to."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.screen import examples, json_option, print_json, recovered, territory_argument


@click.command(
    short_help="Put the visits on a CalDAV server, or into a feed.",
    epilog=examples(
        "planner publish my-territory --caldav https://cloud.example/dav/ann/visits/ --user ann",
        "planner publish my-territory --caldav ... --user ann --yes",
        "planner publish my-territory --feed /var/www/3f9a.../visits.ics",
    ),
)
@territory_argument
@click.option("--caldav", "url", metavar="URL", help="Address of the rep's own Visits calendar.")
@click.option("--user", metavar="NAME", default="", help="Who logs in; the password comes from "
              "PLANNER_CALDAV_PASSWORD or is asked for.")  # fmt: skip
@click.option("--feed", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a calendar to subscribe to.")  # fmt: skip
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), metavar="PLAN",
              callback=recovered,
              help="The plan; DIR/out/plan.json by default.")  # fmt: skip
@click.option("--rep", "only", metavar="ID", help="Whose visits; needed where there are several.")
@click.option("--yes", is_flag=True, help="Do it; else it is only said what would be done.")
@json_option
def command(
    folder: Path, url: str | None, user: str, feed: Path | None, plan_file: Path | None,
    only: str | None, yes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Publish a rep's visits of the plan.

    With --caldav only our own entries are created, updated and deleted, each only if it is still
    as we left it; what the rep changed on the server stays, and planner sync brings it in. Ends
    with 1 if something could not be done.
    """
    from planner.commands.password import password_for
    from planner.files.lock import locked
    from planner.underway.publishing import publish_plan, words_of, write_feed

    plan_file = plan_file or folder / "out" / "plan.json"
    if (url is None) == (feed is None):
        raise click.UsageError("Say where: --caldav URL or --feed FILE.")
    password = None if url is None else password_for(url, user)
    click.get_current_context().with_resource(locked(folder))
    if feed is not None:
        written = write_feed(folder, plan_file, feed, only=only)
        said = {"status": "done", "exit_code": 0, "file": str(feed), "entries": written}
        if as_json:
            print_json(said)
        else:
            click.echo(f"Written to {feed}: {written} visits")
        return
    assert url is not None
    try:
        from planner.calendars.caldav import open_calendar
    except ImportError:
        raise click.UsageError("CalDAV needs: pip install 'visit-planner[caldav]'") from None
    with open_calendar(url, user, password) as calendar:
        made = publish_plan(
            folder, plan_file, calendar, only=only, dry_run=not yes,
            tell=lambda step: click.echo(f"{step.deed}: {step.title}", err=True),
        )  # fmt: skip
    done = made.published
    conflicts = made.conflicts
    code = int(bool(conflicts or (done and done.left)))
    if as_json:
        print_json(
            {
                "status": "done" if not code else "incomplete",
                "exit_code": code,
                "dry_run": done is None,
                "steps": [
                    {"deed": str(s.deed), "uid": s.uid, "title": s.title} for s in made.steps
                ],
                "conflicts": [step.uid for step in conflicts],
                "left": [step.uid for step in done.left] if done else [],
                "message": done.trouble if done else "",
            }
        )
    else:
        for line in words_of(made):
            click.echo(line)
    click.get_current_context().exit(code)
