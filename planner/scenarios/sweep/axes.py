"""The axes of a sweep, as the command line has them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from planner.domain import BadInput, Finding
from planner.domain.frontier import Axis

MOST_POINTS = 200


def axis_of(text: str) -> Axis:
    """An axis as the command line has it.

    Parameters
    ----------
    text : str
        ``KEY=START:STOP:STEP`` (the stop is included) or ``KEY=A,B,C``.

    Raises
    ------
    BadInput
        If it is neither.
    """
    key, equals, values = text.partition("=")
    try:
        if not equals or not key.strip():
            raise ValueError("An axis is a key, = and its values")
        found = _range(values) if ":" in values else tuple(map(_number, values.split(",")))
        if len(set(found)) < len(found):
            raise ValueError("A value stands twice")
        if len(found) > MOST_POINTS:
            raise ValueError(f"{len(found)} values are too many; at most {MOST_POINTS}")
    except ValueError as error:
        raise BadInput(
            [
                Finding(
                    code="sweep-axis",
                    message=str(error),
                    remedy="Write it like quota.key=0.5:0.95:0.05 or leads.max_active=5,10,15.",
                    value=text,
                )
            ]
        ) from None
    return Axis(key=key.strip(), values=found)


def _range(text: str) -> tuple[Decimal, ...]:
    parts = [_number(part) for part in text.split(":")]
    if len(parts) != 3:
        raise ValueError("A range is START:STOP:STEP")
    start, stop, step = parts
    if not step or (stop - start) / step < 0:
        raise ValueError("The step does not lead from the start to the stop")
    return tuple(start + n * step for n in range(min(int((stop - start) / step), MOST_POINTS) + 1))


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text.strip()!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{text.strip()!r} is no number")
    return number
