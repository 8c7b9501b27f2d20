"""What a territory must know of where it is: confirmed by a person, never assumed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from planner.readers.holiday_calendar import holidays_remedy
from planner.readers.zones import known_zone
from planner.starter.guesses import NO_HOLIDAYS, Place

_NUMBER = r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*"
_PLACE = re.compile(rf"\[?{_NUMBER}[,;]{_NUMBER}\]?")


@dataclass(frozen=True, kw_only=True)
class Basics:
    """What is confirmed.

    Parameters
    ----------
    holidays : str
        A code of the package holidays; `NO_HOLIDAYS` for none.
    homes : mapping of str to tuple of float
        Where every rep's days start and end, by rep.
    """

    time_zone: str
    currency: str
    holidays: str
    homes: Mapping[str, Place]


class WrongAnswer(ValueError):  # noqa: N818 - named as it is said
    """An answer that cannot be right: what is wrong, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(f"{message}. {remedy}")


def checked_zone(text: str) -> str:
    """The name of a time zone.

    Raises
    ------
    WrongAnswer
        If there is no such zone.
    """
    try:
        return known_zone(text.strip())
    except PydanticCustomError as error:
        words = error.context or {}
        raise WrongAnswer(f"{text!r} {words['words']}", words["remedy"]) from None


def checked_currency(text: str) -> str:
    """The code of a currency.

    Raises
    ------
    WrongAnswer
        If it is none.
    """
    code = text.strip().upper()
    if not re.fullmatch("[A-Z]{3}", code):
        raise WrongAnswer(f"{text!r} is no currency's code", "Write three letters: USD, EUR.")
    return code


def checked_holidays(text: str) -> str:
    """The code of public holidays, or `NO_HOLIDAYS`.

    Raises
    ------
    WrongAnswer
        If no public holidays are known under it.
    """
    code = text.strip()
    if code.casefold() == NO_HOLIDAYS:
        return NO_HOLIDAYS
    if remedy := holidays_remedy(code):
        remedy += f" Or write {NO_HOLIDAYS!r}."
        raise WrongAnswer(f"No public holidays are known under {text!r}", remedy)
    return code


def checked_home(text: str) -> Place:
    """Latitude and longitude of a home.

    Raises
    ------
    WrongAnswer
        If it is no place on earth.
    """
    found = _PLACE.fullmatch(text.strip())
    place = (float(found[1]), float(found[2])) if found else (91.0, 0.0)
    if not (abs(place[0]) <= 90 and abs(place[1]) <= 180):
        raise WrongAnswer(
            f"{text!r} is no place on earth", "Write latitude and longitude: 48.2085,16.3721."
        )
    return place


Check = Callable[[str], object]
"""Returns an answer in its right form, or raises `WrongAnswer`."""
