"""planner review: key accounts, and accounts whose class should change."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.screen import (
    Number,
    console,
    examples,
    json_option,
    print_findings,
    print_json,
    recovered,
    territory_argument,
)


@click.command(
    short_help="Review key accounts; who could grow, who to let go.",
    epilog=examples(
        "planner review my-territory",
        "planner review my-territory --plan my-territory/out/plan.json --cost-per-hour 60",
    ),
)
@territory_argument
@click.option(
    "--plan",
    "plan_file",
    callback=recovered,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="PLAN",
    help="Take visits, and what the next would add, from this plan.json.",
)
@click.option(
    "--cost-per-hour",
    type=Number(min=0),
    metavar="MONEY",
    help="What a rep costs, instead of [[rep]] cost_per_hour (50 by default).",
)
@click.option("--all", "everything", is_flag=True, help="Name all candidates, not the first ten.")
@json_option
def command(
    folder: Path,
    plan_file: Path | None,
    cost_per_hour: float | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Review the key accounts of the territory in DIR, and propose changes of class.

    For each key account: who can be reached, what it spends elsewhere, whether it is open to
    ideas and at risk, and what one visit more would add. These answers (columns
    decision_maker_access, growth, open_to_ideas, at_risk) move the account's response curve.
    Then candidates, each with its reason in figures and the column that would change it.
    """
    from planner.accounts import classify
    from planner.accounts.candidates import candidates
    from planner.accounts.review import review_key_accounts
    from planner.plan import read_plan
    from planner.readers import read_territory
    from planner.reports.review import print_candidates, print_review, review_document

    reading = read_territory(folder, tolerate_rep_faults=True)
    print_findings(reading.findings)
    territory = reading.territory
    tiers = classify(territory)
    plan = None
    if plan_file is not None:
        plan = read_plan(plan_file)
    reviews = review_key_accounts(territory, tiers, plan)
    proposals = candidates(
        territory, tiers, None if cost_per_hour is None else round(cost_per_hour * 100)
    )
    if as_json:
        print_json({"status": "done", "exit_code": 0, **review_document(reviews, proposals)})
        return
    screen = console()
    print_review(screen, reviews, territory.currency)
    print_candidates(screen, proposals, len(proposals) if everything else 10)
