"""planner leads: the list, who ages out, who is next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.commands.screen import (
    Number,
    console,
    examples,
    json_option,
    print_findings,
    print_json,
    seed_option,
    territory_argument,
)

if TYPE_CHECKING:
    from planner.portfolio.lead_places import LeadReport, RepLeads


@click.command(
    short_help="The list of leads: who has a place, who is next.",
    epilog=examples("planner leads my-territory", "planner leads my-territory --update"),
)
@territory_argument
@click.option("--update", is_flag=True, help="Write the list to DIR/leads.csv.")
@click.option("--days", type=click.IntRange(1), metavar="DAYS",
              help="Days on the list, instead of [leads] days_on_list.")  # fmt: skip
@click.option("--work", type=Number(min=0, min_open=True), default=2.0,
              show_default=True, metavar="N", help="Limit of each solve.")  # fmt: skip
@seed_option
@json_option
def command(
    folder: Path, update: bool, days: int | None, work: float, seed: int, as_json: bool
) -> None:
    """Show the list of leads of the territory in DIR as its period begins.

    Who has had a place for too long ages out; free places go to the leads that a plan visits. The
    next one is who comes in when one place more is allowed, and the gain is what a place is worth.
    """
    from planner.commands.progress import say_first_run
    from planner.files.lock import locked
    from planner.portfolio.lead_places import lead_report, write_places

    if update:
        click.get_current_context().with_resource(locked(folder))
    say_first_run(console(stderr=True))
    report = lead_report(folder, work=work, seed=seed, place_days=days)
    print_findings(report.findings)
    path = write_places(folder, report) if update else None
    if as_json:
        print_json(_document(report))
        return
    for rep in report.reps:
        for line in _lines(rep, report):
            click.echo(line)
    if path is not None:
        click.echo(f"Written to {path}")


def _lines(rep: RepLeads, report: LeadReport) -> list[str]:
    from planner.domain import money
    from planner.reports.words import between

    territory, today = report.territory, report.today

    def shown(cents: int) -> str:
        return money(cents, territory.currency)

    def named(account: str) -> str:
        known = territory.account.get(account)
        return f"{account} {known.name}" if known else account

    active = [place for place in rep.places if place.left is None]
    most = "any number" if rep.most is None else str(rep.most)
    lines = [f"Leads of {rep.rep}, {territory.period}: {len(active)} of {most} places"]
    for place in active:
        age = (today - place.added).days
        since = "new" if place.added == today else f"since {place.added}, {age} days"
        worth = rep.worth.get(place.account_id)
        plan = f"worth {shown(worth)} in this period" if worth is not None else "not visited"
        lines.append(
            f"  {named(place.account_id)}: {since}; {plan}; ages out on "
            f"{place.ages_out(territory.policy.lead_days)}"
        )
    lines += [
        f"  leaves: {named(place.account_id)} {place.why}"
        for place in rep.places
        if place.left == today
    ]
    if rep.place_cents is None:
        lines.append("  No lead is left out for want of a place.")
        return lines
    number = (rep.most or 0) + 1
    known = rep.place_bounds_cents
    proven = "" if known is None else f" (proven {between(*known, territory.currency)})"
    if rep.next_lead:
        lines.append(
            f"  Number {number}: {named(rep.next_lead)}; one place more brings "
            f"about {shown(rep.place_cents)} in this period{proven}"
        )
    else:
        lines.append(
            f"  Nobody was found to be worth place number {number} in this period{proven}."
        )
    if rep.price_cents is not None:
        lines.append(f"  The cap's price by the bound, an estimate: {shown(rep.price_cents)}.")
    return lines


def _document(report: LeadReport) -> dict[str, Any]:
    return {
        "status": "done",
        "exit_code": 0,
        "today": str(report.today),
        "reps": [
            {
                "rep": rep.rep,
                "most": rep.most,
                "places": [
                    {
                        "account_id": place.account_id,
                        "added": str(place.added),
                        "left": str(place.left) if place.left else None,
                        "why": place.why,
                        "worth_cents": rep.worth.get(place.account_id),
                    }
                    for place in rep.places
                ],
                "next_lead": rep.next_lead or None,
                "place_cents": rep.place_cents,
                "place_bounds_cents": rep.place_bounds_cents,
                "price_cents": rep.price_cents,
            }
            for rep in report.reps
        ],
    }
