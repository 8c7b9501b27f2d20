"""One row of the account list: what each column may say, read from text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from planner.domain import DAY_MINUTES, Access, ContactBy, Tier, limits
from planner.files.budgets import MAX_HOURS_LETTERS
from planner.readers.cells import WRITE_A_DAY, day_of, length_of
from planner.readers.wording import did_you_mean, wrong

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
_AMOUNT = re.compile(r"([+-]?)[^\d.,#()+-]{0,4}(\d[\d.,'\s]*?)\s*([^\d.,'\s#()][^\d#()]{0,3})?")
"""Sign, digits, and what stands behind them: a unit, a currency, ``%``."""
_DECIMALS = re.compile(r"[.,](\d{1,2})$")
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})


def _number(text: str, info: ValidationInfo) -> Decimal:
    written = text
    comma = bool(info.context and info.context["decimal_comma"])
    if comma:
        if info.field_name not in ("latitude", "longitude") and _GROUPED.fullmatch(text):
            raise wrong(
                "can be read in two ways in a file whose columns part at ;",
                f"Write {text.replace('.', '')} or {text.replace('.', ',', 1)}: "
                "a comma before decimals, nothing between thousands.",
            )
        written = text.replace(",", ".", 1)
    if not _NUMBER.fullmatch(written):
        raise wrong("must be a number, digits alone", _digits_alone(text, comma=comma))
    number = Decimal(written)
    if abs(number) > limits.LARGEST_AMOUNT:
        raise wrong("is too large", f"Write at most {limits.LARGEST_AMOUNT}.")
    return number


def _digits_alone(text: str, *, comma: bool) -> str:
    """Remedy with the digits that were probably meant."""
    amount = _AMOUNT.fullmatch(text) if len(text) <= 40 else None
    digits = re.sub(r"\s|'", "", amount[2]) if amount else ""
    # The last sign before one or two digits parts the decimals; all others part thousands.
    whole, decimals = _DECIMALS.sub("", digits), _DECIMALS.search(digits)
    meant = re.sub("[.,]", "", whole) + (f".{decimals[1]}" if decimals else "")
    unclear = whole.count(".") == 1 and not decimals  # 1.200 km is both 1200 and 1.2
    if amount is None or unclear or not _NUMBER.fullmatch(meant):
        return "Write digits, for instance 1200 or 0.25, or leave the cell empty."
    number = Decimal(amount[1] + meant)
    if amount[3] == "%":
        return f"Write {_decimals(number / 100, comma=comma)} instead of a percentage."
    written = _decimals(number, comma=comma)
    return f"Write {written}: no currency sign, no letters, nothing between thousands."


def _decimals(number: Decimal, *, comma: bool) -> str:
    """A number as a file has it."""
    return f"{number:f}".replace(".", ",") if comma else f"{number:f}"


def _whole(text: str, info: ValidationInfo) -> int:
    number = _number(text, info)
    if number != int(number):
        raise wrong("must be a whole number", "Write it without decimals.")
    return int(number)


def _visits(text: str, info: ValidationInfo) -> Decimal:
    """Visits a month; fewer than one is an interval, 0.5 every second month."""
    number = _number(text, info)
    if 0 < number < Decimal("0.01"):
        raise wrong("is too rare", "Write at least 0.01, which is every 100 months, or 0.")
    return number


def _minutes(text: str, info: ValidationInfo) -> int:
    """Minutes, or hours and minutes as spreadsheets show them: 45 or 00:45."""
    length = length_of(text)
    return _whole(text, info) if length is None else length


def _tier(text: str) -> Tier:
    try:
        return Tier(text.lower())
    except ValueError:
        raise wrong("is no class of account", did_you_mean(text, Tier)) from None


def _access(text: str) -> Access:
    try:
        return Access(text.lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        raise wrong("is no kind of access", did_you_mean(text, Access)) from None


def _contact(text: str) -> ContactBy:
    try:
        return ContactBy(text.lower())
    except ValueError:
        raise wrong("is no way to meet", did_you_mean(text, ContactBy)) from None


def _yes_no(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise wrong("must be yes or no", "Write yes or no, or leave the cell empty.")


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise wrong("must be a date", WRITE_A_DAY)
    return day


Number = Annotated[Decimal, BeforeValidator(_number)]
NotNegative = Annotated[Number, Field(ge=0)]
Share = Annotated[Number, Field(ge=0, le=1)]
Factor = Annotated[Number, Field(ge=0, le=limits.LARGEST_FACTOR)]
Growth = Annotated[Number, Field(ge=-limits.LARGEST_FACTOR, le=limits.LARGEST_FACTOR)]
VisitsAMonth = Annotated[Decimal, BeforeValidator(_visits), Field(ge=0, le=limits.LARGEST_RHYTHM)]
AtLeastOne = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=10_000)]
VisitLength = Annotated[int, BeforeValidator(_minutes), Field(ge=1, le=DAY_MINUTES)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]


Hours = Annotated[str, Field(max_length=MAX_HOURS_LETTERS)]


class AccountRow(BaseModel):
    """The columns, in the order in which they are documented; empty cells are not given."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    account_id: Annotated[str, Field(max_length=200)] = ""
    name: Annotated[str, Field(max_length=500)] = ""
    latitude: Annotated[Number, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Number, Field(ge=-180, le=180)] | None = None
    rep: str = ""
    tier: Annotated[Tier, BeforeValidator(_tier)] | None = None
    revenue_per_year: Number | None = None
    margin: Share | None = None
    potential_per_year: NotNegative | None = None
    win_probability: Share | None = None
    visits_per_month_now: VisitsAMonth | None = None
    sales_no_visits: Factor | None = None
    sales_half: Factor | None = None
    sales_plus_half: Factor | None = None
    sales_saturation: Factor | None = None
    visit_minutes: VisitLength | None = None
    contact_by: Annotated[ContactBy, BeforeValidator(_contact)] | None = None
    call_minutes: VisitLength | None = None
    call_effect: Share | None = None
    contract_visits: VisitsAMonth | None = None
    contract_hours: Hours | None = None
    contract_by: Annotated[ContactBy, BeforeValidator(_contact)] | None = None
    contract_face_to_face: AtLeastOne | None = None
    min_gap_days: AtLeastOne | None = None
    max_gap_days: AtLeastOne | None = None
    last_visit: Annotated[date, BeforeValidator(_day)] | None = None
    opening_hours: Hours | None = None
    decision_maker_access: Annotated[Access, BeforeValidator(_access)] | None = None
    growth: Growth | None = None
    open_to_ideas: YesNo | None = None
    at_risk: YesNo | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""
    billing: str = ""
    copy_change_weeks: AtLeastOne | None = None


COLUMNS: tuple[str, ...] = tuple(AccountRow.model_fields)
REQUIRED: tuple[str, ...] = ("account_id", "name", "latitude", "longitude")
