"""planner audit: where the time went."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from planner.commands.screen import (
    console,
    examples,
    json_option,
    print_findings,
    print_json,
    territory_argument,
)

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    short_help="Where the time went, from a past calendar.",
    epilog=examples(
        "planner audit my-territory --past calendar.ics",
        "planner audit my-territory --past visits.csv --from 2026-09-01 --to 2026-11-30",
        "planner audit my-territory --past calendar.ics --me rep@example.com -o audit.xlsx",
    ),
)
@territory_argument
@click.option(
    "--past",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Calendar (.ics) or list of visits (.csv, .xlsx).",
)
@click.option("--from", "first", type=DAY, metavar="YYYY-MM-DD",
              help="First day; 13 weeks before the period's start.")  # fmt: skip
@click.option("--to", "last", type=DAY, metavar="YYYY-MM-DD",
              help="Last day; the day before the period by default.")  # fmt: skip
@click.option("--rep", metavar="ID", help="Match with the accounts of this rep alone.")
@click.option("--me", multiple=True, metavar="ADDRESS", help="The rep's own e-mail addresses.")
@click.option(
    "--matches",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What a person settled; DIR/matches.csv by default.",
)
@click.option("--not-seen", type=click.IntRange(1), default=30, show_default=True, metavar="DAYS",
              help="List key accounts that were not seen for so long.")  # fmt: skip
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=".xlsx: weeks, accounts and entries; .csv: accounts.",
)
@json_option
def command(
    folder: Path, past: Path, first: datetime | None, last: datetime | None, rep: str | None,
    me: tuple[str, ...], matches: Path | None, not_seen: int, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Match a past calendar with the accounts of the territory in DIR, and add up the hours.

    Hours by class against the goal, week by week; secondary accounts that took most time beyond
    their contract; key accounts that were not seen; driving. Entries that cannot be matched with
    certainty are written to matches.csv: fill in account_id (or - for none), and they are
    remembered.
    """
    if output is not None and output.suffix.lower() not in (".csv", ".xlsx"):
        raise click.UsageError("-o must end in .csv or .xlsx.")
    from planner.files.sheets import workbook
    from planner.files.writing import write_files
    from planner.portfolio.auditing import Question, audit_past
    from planner.reports.audit import accounts_csv, audit_document, print_audit, sheets

    looked = audit_past(
        folder,
        Question(
            past=past,
            first=first.date() if first else None,
            last=last.date() if last else None,
            rep=rep,
            me=me,
            match_file=matches,
            not_seen_days=not_seen,
        ),
    )
    print_findings(looked.findings)
    found = looked.audit
    if output is not None:
        is_csv = output.suffix.lower() == ".csv"
        content = accounts_csv(found).encode() if is_csv else workbook(sheets(found))
        write_files(output.absolute().parent, {output.name: content})
    if as_json:
        print_json(
            {
                "status": "done",
                "exit_code": 0,
                "match_file": str(looked.match_file),
                "open_entries": looked.open_entries,
                **audit_document(found, looked.left_out),
            }
        )
        return
    print_audit(console(), found, looked.territory.currency, looked.left_out)
    if looked.open_entries:
        click.echo(
            f"\n{looked.open_entries} to settle in {looked.match_file}: fill in account_id, or - "
            "for no account, and run this again."
        )
    if output is not None:
        click.echo(f"Written to {output}")
