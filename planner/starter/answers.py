"""What a territory must know: answers that are given, guesses, and what is to be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from planner.domain import BadInput, Finding
from planner.starter.basics import (
    Basics,
    WrongAnswer,
    checked_currency,
    checked_holidays,
    checked_home,
    checked_zone,
)
from planner.starter.guesses import NO_HOLIDAYS, Guess, Guesses, Place
from planner.starter.own_list import OwnList

_HOLIDAYS = f"Public holidays (a country, country-region, or {NO_HOLIDAYS})"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing that a territory must know.

    Parameters
    ----------
    key : str
        ``time-zone``, ``currency``, ``holidays``, or ``home:`` and a rep.
    words : str
        What is asked for.
    check : callable
        Returns an answer in its right form, or raises `WrongAnswer`.
    guess : Guess or None
        What the list says.
    option : str
        Option of the command line that says it.
    """

    key: str
    words: str
    check: Callable[[str], object]
    guess: Guess | None
    option: str


def questions_of(own: OwnList) -> tuple[Question, ...]:
    """Everything that a territory around a list must know."""
    return (*_where(own.guesses), *_homes(own.reps, own.guesses.homes))


def sample_questions(sample: Basics) -> tuple[Question, ...]:
    """The same of the sample, of which everything is known."""

    def known(value: str) -> Guess:
        return Guess(value, "the sample is there")

    guesses = Guesses(
        time_zone=known(sample.time_zone),
        currency=known(sample.currency),
        holidays=known(sample.holidays),
        homes=sample.homes,
    )
    return (*_where(guesses), *_homes(tuple(sample.homes), sample.homes))


def _where(guesses: Guesses) -> tuple[Question, ...]:
    return (
        Question(key="time-zone", words="Time zone", check=checked_zone,
                 guess=guesses.time_zone, option="--time-zone NAME"),
        Question(key="currency", words="Currency", check=checked_currency,
                 guess=guesses.currency, option="--currency CODE"),
        Question(key="holidays", words=_HOLIDAYS, check=checked_holidays,
                 guess=guesses.holidays, option="--holidays CODE"),
    )  # fmt: skip


def _homes(reps: tuple[str, ...], homes: Mapping[str, Place]) -> Iterator[Question]:
    lone = len(reps) == 1
    for rep in reps:
        middle = homes.get(rep)
        whose = "the accounts" if lone else f"{rep}'s accounts"
        yield Question(
            key=f"home:{rep}",
            words="Home, latitude and longitude" if lone else f"Home of {rep}",
            check=checked_home,
            guess=Guess(_written(middle), f"the middle of {whose}") if middle else None,
            option="--home LAT,LON" if lone else f'--home "{rep}=LAT,LON"',
        )


def _written(place: Place) -> str:
    return f"{place[0]:.4f},{place[1]:.4f}"


def basics_of(questions: tuple[Question, ...], answers: Mapping[str, str]) -> Basics:
    """What is confirmed.

    Parameters
    ----------
    answers : mapping of str to str
        By key of the question.

    Raises
    ------
    BadInput
        With every question that has no answer, or a wrong one.
    """
    right: dict[str, object] = {}
    found = []
    for question in questions:
        answer = answers.get(question.key, "")
        if not answer:
            found.append(_unanswered(question))
            continue
        try:
            right[question.key] = question.check(answer)
        except WrongAnswer as wrong:
            found.append(_fault(question, "start-wrong", wrong.message, wrong.remedy))
    if found:
        raise BadInput(found)
    homes = {
        question.key.removeprefix("home:"): checked_home(answers[question.key])
        for question in questions
        if question.key.startswith("home:")
    }
    return Basics(
        time_zone=str(right["time-zone"]),
        currency=str(right["currency"]),
        holidays=str(right["holidays"]),
        homes=homes,
    )


def _unanswered(question: Question) -> Finding:
    if question.guess is None:
        return _fault(
            question, "start-unknown", "It is not known, and the list does not say it",
            f"Add {question.option}.",
        )  # fmt: skip
    return _fault(
        question,
        "start-unknown",
        f"It is not confirmed. Perhaps {question.guess.value}: {question.guess.because}",
        f"Add {question.option}, or --yes to take all that is guessed.",
    )


def _fault(question: Question, code: str, message: str, remedy: str) -> Finding:
    return Finding(code=code, message=message, remedy=remedy, column=question.words.split(" (")[0])
