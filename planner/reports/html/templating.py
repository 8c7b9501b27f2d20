"""Templates, and the words that they use for figures; whatever comes from a user is escaped."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from planner.domain import Tier, money
from planner.reports.words import (
    MONTHS,
    below_best,
    between,
    count,
    day,
    duration,
    elsewhere,
    gap_percent,
    hours,
    percent,
)

TEMPLATES = Path(__file__).parent / "templates"


def filled(template: str, **values: object) -> Markup:
    """A template filled in, safe to be a part of a page."""
    made = _environment().get_template(template).render(**values)
    return Markup(made)  # noqa: S704 -- the environment escapes every value


def text_of(name: str) -> str:
    """A style sheet or a script, as it is."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def long_day(one: date) -> str:
    """Date with its year: ``8 Dec 2026``."""
    return f"{one.day} {MONTHS[one.month - 1]} {one.year}"


def signed(amount: int, currency: str) -> str:
    """Money with its sign, also of a gain."""
    return f"+{money(amount, currency)}" if amount > 0 else money(amount, currency)


def _between(interval: tuple[int, int], currency: str) -> str:
    """A proven interval."""
    return between(*interval, currency)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        money=money, signed=signed, day=day, long_day=long_day, hours=hours, duration=duration,
        percent=percent, gap_percent=gap_percent, below_best=below_best, count=count,
        elsewhere=elsewhere, between=_between, grouped="{:,}".format,
    )  # fmt: skip
    made.globals.update(Tier=Tier)
    return made
