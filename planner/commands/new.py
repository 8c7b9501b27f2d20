"""planner new: a territory folder to begin with."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.screen import examples, json_option, month_option, print_json

if TYPE_CHECKING:
    from planner.starter.answers import Question
    from planner.starter.basics import Basics
    from planner.starter.own_list import OwnList


@click.command(
    short_help="Start a territory folder.",
    epilog=examples(
        "planner new my-territory",
        "planner new my-territory --from accounts.xlsx --month 2026-12",
        "planner new wien --from kunden.csv --home 48.2085,16.3721 --yes",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              metavar="FILE", help="Begin with your own account list (.csv or .xlsx).")  # fmt: skip
@month_option("Month to plan; the next one by default.")
@click.option("--time-zone", metavar="NAME", help="IANA name of the zone you work in.")
@click.option("--currency", metavar="CODE", help="Currency of all amounts: USD, EUR.")
@click.option("--holidays", metavar="CODE",
              help="Country, or country-region, of your public holidays, or none.")  # fmt: skip
@click.option("--home", "homes", multiple=True, metavar="[REP=]LAT,LON",
              help="Where a rep's days start and end; once for every rep.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Take what is guessed from the list without asking.")
@json_option
def command(
    folder: Path, source: Path | None, month: str | None, time_zone: str | None,
    currency: str | None, holidays: str | None, homes: tuple[str, ...], yes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Start a territory in DIR: territory.toml, accounts.csv, a busy calendar.

    Without --from it is a sample around Des Moines. With your own list, zone, currency, public
    holidays and homes are guessed from where its accounts are, and asked for; without a terminal
    the options say them, or --yes takes what is guessed.
    """
    from planner.starter import own_list, refuse_folder_in_use, start_territory
    from planner.starter.answers import questions_of

    refuse_folder_in_use(folder)
    from planner.files.opening import read_file

    own = own_list(read_file(source), source.name) if source else None
    given = {"time-zone": time_zone, "currency": currency, "holidays": holidays}
    answers = {key: value for key, value in given.items() if value}
    if own is None:
        basics = _sample_with(answers, homes)
    else:
        answers |= _homes_given(homes, own)
        basics = _confirmed(questions_of(own), answers, yes=yes, ask=not as_json and _can_ask())
    started = start_territory(
        folder,
        month=month or _next_month(date.today()),  # noqa: DTZ011 - the person's own calendar
        basics=basics,
        own=own,
    )
    if as_json:
        print_json(
            {
                "status": "done",
                "exit_code": 0,
                "folder": str(folder),
                "files": list(started.files),
                "columns": dict(started.columns),
                "missing": list(started.missing),
                "time_zone": basics.time_zone,
                "currency": basics.currency,
                "holidays": basics.holidays,
                "homes": {rep: list(home) for rep, home in basics.homes.items()},
            }
        )
        return
    click.echo(f"Written to {folder}: {', '.join(started.files)}")
    for ours, heading in started.columns.items():
        click.echo(f"  {ours} is read from the column {heading!r}")
    if own is not None:
        click.echo("Set hours and calendar of each rep in territory.toml.")
    for name in started.missing:
        click.echo(f"  {name}: no column looks like it; name one in [accounts.columns]", err=True)
    click.echo(f"Next: planner check {folder}")


def _sample_with(answers: dict[str, str], homes: tuple[str, ...]) -> Basics:
    """The sample's place, with what the options say."""
    from planner.starter import SAMPLE
    from planner.starter.answers import basics_of, sample_questions

    questions = sample_questions(SAMPLE)
    usual = {question.key: question.guess.value for question in questions if question.guess}
    own = {f"home:{rep}": home for rep in SAMPLE.homes for home in homes[-1:]}
    return basics_of(questions, {**usual, **answers, **own})


def _homes_given(homes: tuple[str, ...], own: OwnList) -> dict[str, str]:
    """Homes by the key of their question.

    Raises
    ------
    click.UsageError
        If a home is of nobody.
    """
    found = {}
    for home in homes:
        rep, equals, place = home.rpartition("=")
        if not equals and len(own.reps) > 1:
            raise click.UsageError(
                f"--home must say whose: --home {own.reps[0]}=LAT,LON. Reps of the list: "
                f"{', '.join(own.reps)}."
            )
        if equals and rep not in own.reps:
            raise click.UsageError(
                f"--home {home}: there is no such rep. Reps of the list: {', '.join(own.reps)}."
            )
        found[f"home:{rep if equals else own.reps[0]}"] = place
    return found


def _confirmed(
    questions: tuple[Question, ...], answers: dict[str, str], *, yes: bool, ask: bool
) -> Basics:
    """What the options say, what --yes takes, and what a person answers."""
    from planner.starter.answers import basics_of

    open_ones = [question for question in questions if question.key not in answers]
    for question in open_ones:
        if yes and question.guess is not None:
            answers[question.key] = question.guess.value
            click.echo(f"{question.words}: {question.guess.value}, guessed: "
                       f"{question.guess.because}", err=True)  # fmt: skip
        elif ask:
            answers[question.key] = _asked(question)
    return basics_of(questions, answers)


def _asked(question: Question) -> str:
    """A person's answer, asked for until it can be right."""
    from planner.starter.basics import WrongAnswer

    if question.guess is not None:
        click.echo(f"{question.guess.value}? {question.guess.because}.", err=True)

    def checked(text: str) -> str:
        try:
            question.check(text)
        except WrongAnswer as wrong:
            raise click.UsageError(str(wrong)) from None
        return text

    answer: str = click.prompt(
        question.words,
        default=question.guess.value if question.guess else None,
        value_proc=checked,
        err=True,
    )
    return answer


def _can_ask() -> bool:
    """Whether a person sits at the terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _next_month(today: date) -> str:
    year, month = divmod(today.year * 12 + today.month, 12)
    return f"{year}-{month + 1:02d}"
