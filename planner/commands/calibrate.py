"""planner calibrate: the four questions, where they matter."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

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
    from planner.domain import CallplanAnswers, Territory
    from planner.portfolio.calibrating import Stake

QUESTIONS = (
    "with no visits at all",
    "with half the visits",
    "with half as many visits more",
    "with as many visits as you like",
)


@click.command(
    short_help="Ask about the accounts where it changes the plan.",
    epilog=examples(
        "planner calibrate my-territory",
        "planner calibrate my-territory --list",
        "planner calibrate my-territory --accounts 10 --work 1",
    ),
)
@territory_argument
@click.option("--accounts", type=click.IntRange(1), default=5, show_default=True, metavar="N",
              help="Ask about so many accounts.")  # fmt: skip
@click.option("--shortlist", type=click.IntRange(1), default=8, show_default=True, metavar="N",
              help="Solve again for so many accounts of each rep.")  # fmt: skip
@click.option("--work", type=Number(min=0, min_open=True), default=1.0,
              show_default=True, metavar="N", help="Limit of each solve.")  # fmt: skip
@seed_option
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a copy of the account list, and leave the list as it is.")  # fmt: skip
@click.option("--list", "only_list", is_flag=True, help="Show the ranking and ask nothing.")
@json_option
def command(
    folder: Path, accounts: int, shortlist: int, work: float, seed: int, to: Path | None,
    only_list: bool, as_json: bool,
) -> None:  # fmt: skip
    """Ask for the sales of accounts of the territory in DIR at other numbers of visits.

    The accounts are those whose answers change the plan most: the plan is made again with each
    account's curve at both ends of what is plausible. Answers are in % of present sales; Enter
    leaves one out. They are written after each account: into the account list itself, which is
    asked first, or into a copy of it (--to).
    """
    from planner.accounts import classify
    from planner.commands.progress import say_first_run
    from planner.portfolio.answers import write_answers
    from planner.portfolio.calibrating import stakes
    from planner.readers import read_territory

    reading = read_territory(folder, tolerate_rep_faults=True)
    print_findings(reading.findings)
    notes = console(stderr=True)
    say_first_run(notes)
    found = stakes(
        reading.territory,
        shortlist=shortlist,
        work=work,
        seed=seed,
        told=lambda line: notes.print(f"solving: {line}", markup=False),
    )
    if as_json:
        print_json({"status": "done", "exit_code": 0, "accounts": [_said(one) for one in found]})
        return
    if not found:
        click.echo("Nothing to ask: every account that buys has answers or a contract, or no plan "
                   "was found.")  # fmt: skip
        return
    tiers = classify(reading.territory)
    for one in found:
        click.echo(_line(one, reading.territory))
    if not any(one.worth_cents for one in found):
        click.echo("No answer changes the plan by more than a search of this size finds; --work "
                   "searches longer.")  # fmt: skip
    if only_list:
        return
    if to is not None and to.exists():
        raise click.BadParameter(f"{to} exists already.", param_hint="--to")
    own = folder / reading.territory.account_file
    if to is None and not click.confirm(f"Write the answers into {own}?", True):
        click.echo("Nothing is asked. --to FILE writes a copy of the list.")
        return
    given: dict[str, CallplanAnswers] = {}
    for one in found[:accounts]:
        answers = _ask(one, reading.territory)
        if answers.any_given:
            given[one.account.id] = answers
            path, told = write_answers(folder, given, to)
            click.echo(f"Written to {path}: {one.account.id} ({tiers[one.account.id].value})")
            for note in told if len(given) == 1 else ():
                click.echo(note)


def _line(one: Stake, territory: Territory) -> str:
    from planner.domain import money

    return (
        f"{one.account.id} {one.account.name}: not knowing may cost "
        f"{money(one.worth_cents, territory.currency)}; {one.visits} planned visits, "
        f"{one.at_flat} if the curve is flat, {one.at_steep} if it is steep (a visit's worth "
        f"moves by up to {money(one.swing_cents, territory.currency)})"
    )


def _said(one: Stake) -> dict[str, object]:
    return {
        "account_id": one.account.id,
        "worth_cents": one.worth_cents,
        "swing_cents": one.swing_cents,
        "visits": one.visits,
        "at_flat": one.at_flat,
        "at_steep": one.at_steep,
    }


def _ask(one: Stake, territory: Territory) -> CallplanAnswers:
    """The four questions, until the answers rise."""
    from planner.accounts.curves import answer_findings, reviewed
    from planner.domain import CallplanAnswers, money

    account = one.account
    usual = territory.policy.tiers[one.tier]
    now = account.visits_per_month_now or usual.visits_per_month_now
    sales = money(account.revenue_per_year or 0, territory.currency)
    while True:
        click.echo(
            f"\n{account.id} {account.name} buys {sales} a year at {now} visits a month. "
            "What would it buy, in % of that,"
        )
        figures = [_percent(question) for question in QUESTIONS]
        answers = CallplanAnswers(
            no_visits=figures[0], half=figures[1], plus_half=figures[2], saturation=figures[3]
        )
        wrong = list(answer_findings(answers, reviewed(account, usual, territory.policy)))
        if not answers.any_given or not wrong:
            return answers
        for finding in wrong:
            click.echo(f"{finding.message}. {finding.remedy}.")


def _percent(question: str) -> Decimal | None:
    """An answer as a multiple of present sales; None where it was left out."""
    while True:
        text = str(click.prompt(f"  {question}", default="", show_default=False)).strip()
        text = text.removesuffix("%").strip().replace(",", ".")
        if not text:
            return None
        if text.replace(".", "", 1).isdigit() and Decimal(text) <= 10_000:
            return Decimal(text) / 100
        click.echo("  Write a number, for instance 60, or press Enter.")
