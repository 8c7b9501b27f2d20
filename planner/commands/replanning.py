"""The options of a plan that is made anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from planner.commands.screen import Command, Number, recovered


def checked_day(_ctx: click.Context, _: click.Parameter, value: str | None) -> date | None:
    """A date of an option, or a usage error."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it like 2026-12-10.") from None


def today_option(text: str) -> Callable[[Command], Command]:
    """The option --from of a month that is under way."""
    return click.option(
        "--from", "today", metavar="YYYY-MM-DD", callback=checked_day, required=True, help=text
    )


def replan_options(command: Command) -> Command:
    """The options --previous, --from, --changes, --change-price and --visits."""
    for option in (
        click.option("--visits", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     metavar="FILE",
                     help="Table of past visits: account_id, date, status (done or missed)."),
        click.option("--change-price", type=Number(0, 10**9), metavar="AMOUNT",
                     help="What a visit must gain by leaving its day; 25 by default."),
        click.option("--changes", "most_changes", type=click.IntRange(min=0), metavar="N",
                     help="At most so many visits of a rep leave their day or the plan."),
        click.option("--from", "today", metavar="YYYY-MM-DD", callback=checked_day,
                     help="The day it is: it and the days before stay as they are."),
        click.option("--previous", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     metavar="PLAN", callback=recovered,
                     help="plan.json to plan anew from, instead of afresh."),
    ):  # fmt: skip
        command = option(command)
    return command


def refuse_half_a_replan(
    previous: Path | None,
    today: date | None,
    only: str | None,
    most_changes: int | None,
    change_price: float | None,
    visits: Path | None,
) -> None:
    """Refuses options that mean nothing without the others.

    Raises
    ------
    click.UsageError
        If ``--previous`` or ``--from`` is missing, or ``--rep`` is there.
    """
    if previous is None and (today, most_changes, change_price, visits) != (None,) * 4:
        raise click.UsageError("--from, --changes, --change-price and --visits need --previous.")
    if previous is not None and today is None:
        raise click.UsageError("--previous needs --from: the day it is.")
    if previous is not None and only is not None:
        raise click.UsageError("--previous plans all reps anew: leave --rep out.")
