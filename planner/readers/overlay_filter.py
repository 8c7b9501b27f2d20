"""Which accounts an overlay means: conditions on columns of the account list.

``where = { tier = "secondary", revenue_per_year = "< 5000" }``: all conditions hold. A number, a
date or a text stands for itself; ``*`` in a text stands for anything, and capitals count as small
letters. A text may begin with ``<``, ``<=``, ``>``, ``>=`` or ``!=``, and join such with ``and``.
A list means any of its values. ``""`` is an empty cell and ``"*"`` one that is not. ``tier`` is
the class as the plan has it, whether it is given or ranked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from planner.domain import Account, Tier
from planner.readers.account_row import AccountRow
from planner.readers.settings import types_in

Cell = Decimal | date | str | None
"""A cell of the list, as it is compared."""

_COMPARISON = re.compile(r"(<=|>=|!=|<|>|=)\s*(.+)")
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two,
    ">": lambda one, two: one > two,
    ">=": lambda one, two: one >= two,
    "!=": lambda one, two: one != two,
    "=": lambda one, two: one == two,
}


def column_types(column: str) -> frozenset[Any]:
    """Types that the values of a column may have."""
    return frozenset(types_in(AccountRow.model_fields[column].annotation))


def cell_of(account: Account, tier: Tier, column: str) -> Cell:
    """What the account list says in a column; None where it says nothing."""
    contract = account.contract
    special: Mapping[str, Any] = {
        "account_id": account.id,
        "tier": tier,
        "contract_visits": contract.visits_per_month if contract else None,
        "contract_hours": contract.hours if contract else None,
        "contract_by": contract.by if contract else None,
        "contract_face_to_face": (contract.face_to_face or None) if contract else None,
        "sales_no_visits": account.answers.no_visits,
        "sales_half": account.answers.half,
        "sales_plus_half": account.answers.plus_half,
        "sales_saturation": account.answers.saturation,
        "decision_maker_access": account.access,
    }
    value = special[column] if column in special else getattr(account, column)
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column in ("revenue_per_year", "potential_per_year"):
        return Decimal(value) / 100
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    return str(value.value if isinstance(value, StrEnum) else value) or None


@dataclass(frozen=True)
class Condition:
    """One column and what it must be; ``words`` say it to people."""

    column: str
    words: str
    test: Callable[[Cell], bool]

    def holds(self, account: Account, tier: Tier) -> bool:
        """Whether an account is meant."""
        return self.test(cell_of(account, tier, self.column))


def condition(column: str, wanted: Any) -> Condition:
    """Condition on a known column.

    Raises
    ------
    ValueError
        In words, if the value cannot be compared with the column's.
    """
    wishes = wanted if isinstance(wanted, list) else [wanted]
    tests = [_test(column, wish) for wish in wishes]
    if not tests:
        raise ValueError("An empty list means no account")
    words = " or ".join(_words(column, wish) for wish in wishes)
    return Condition(column, words, lambda cell: any(test(cell) for test in tests))


def _words(column: str, wish: Any) -> str:
    if isinstance(wish, str) and _COMPARISON.match(wish):
        return f"{column} {wish}"
    shown = {True: "yes", False: "no"}.get(wish, wish) if isinstance(wish, bool) else wish
    return f"{column} = {shown}" if shown != "" else f"{column} is empty"


def _test(column: str, wish: Any) -> Callable[[Cell], bool]:
    types = column_types(column)
    if isinstance(wish, bool):
        wish = "yes" if wish else "no"
    if isinstance(wish, str):
        if wish in ("", "*"):
            return lambda cell: (cell is None) == (wish == "")
        parts = [_COMPARISON.fullmatch(part.strip()) for part in wish.split(" and ")]
        if all(parts):
            tests = [_ordered(part[1], _operand(part[2], types)) for part in parts if part]
            return lambda cell: all(test(cell) for test in tests)
        if not types & {int, Decimal, date}:
            pattern = wish.casefold()
            return lambda cell: cell is not None and fnmatchcase(str(cell).casefold(), pattern)
    return _ordered("=", _operand(wish, types))


def _ordered(sign: str, operand: Cell) -> Callable[[Cell], bool]:
    order = _ORDERS[sign]
    if isinstance(operand, str):
        folded = operand.casefold()
        return lambda cell: cell is not None and order(str(cell).casefold(), folded)
    return lambda cell: cell is not None and order(cell, operand)


def _operand(wish: Any, types: frozenset[Any]) -> Cell:
    """Value to compare with, of the column's type.

    Raises
    ------
    ValueError
        If it is none of that type.
    """
    if types & {int, Decimal}:
        try:
            number = Decimal(str(wish))
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise ValueError('The column holds numbers: write 5000 or "< 5000"')
        return number
    if date in types:
        try:
            return date.fromisoformat(str(wish))
        except ValueError:
            raise ValueError('The column holds dates: write "< 2026-10-01"') from None
    if isinstance(wish, str | int | Decimal | date):
        return str(wish)
    raise ValueError("Compare with a text, a number or a list of them")
