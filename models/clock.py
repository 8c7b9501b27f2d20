"""The working clock of a duty, and the rows of the timetable that follow from it.

See `models.timetable` for what they mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.problem import Duty, Lunch, Span

Int32 = NDArray[np.int32]

NEVER = np.int32(2**30)
"""A clock that is never reached: the visit or the lunch does not fit."""

BY_TABLE = -1
"""Instead of a row's service time: the row is no single window, look it up."""


class Clock:
    """The working clock of one duty."""

    def __init__(self, duty: Duty) -> None:
        free = np.ones(duty.end - duty.start, dtype=bool)
        for start, end in duty.blocked:
            free[start - duty.start : end - duty.start] = False
        self.start, self.end = duty.start, duty.end
        # work[t - start] = w(t), for t in [start, end]
        self.work = np.concatenate([[0], np.cumsum(free)]).astype(np.int64)
        self.length = int(self.work[-1])
        # minute[x] = earliest t with w(t) >= x, less the start
        self.minute = np.searchsorted(self.work, np.arange(self.length + 1))

    def _clear(self, begin: NDArray[np.int64], minutes: int) -> NDArray[np.bool_]:
        """Whether ``[t, t + minutes)`` lies in the duty and clear of blocks."""
        inside = (begin >= self.start) & (begin + minutes <= self.end)
        first = np.where(inside, begin - self.start, 0)
        last = np.where(inside, begin + minutes - self.start, 0)
        clear: NDArray[np.bool_] = inside & (self.work[last] - self.work[first] == minutes)
        return clear

    def _next(self, allowed: NDArray[np.int64], minutes: int) -> Int32:
        """Clock of the earliest allowed start at or after each clock."""
        clear = allowed[self._clear(allowed, minutes)] - self.start
        # the clock at each allowed minute, carried back to the minutes before it
        starts = np.full(len(self.work), NEVER, dtype=np.int32)
        starts[clear] = self.work[clear]
        following: Int32 = np.minimum.accumulate(starts[::-1])[::-1]
        return following[self.minute]

    def one_window(
        self, minutes: int, spans: tuple[Span, ...], slot: int, pin: int | None
    ) -> tuple[int, int] | None:
        """First and last clock of a visit's start, where nothing but that limits it."""
        if pin is not None or slot > 1 or len(spans) > 1 or self.length < self.end - self.start:
            return None
        begin, end = spans[0]
        return max(begin, self.start) - self.start, min(end, self.end) - minutes - self.start

    def visit_starts(
        self, minutes: int, spans: tuple[Span, ...], slot: int, pin: int | None
    ) -> Int32:
        """Clock at which a visit starts, by the clock of arrival."""
        if pin is not None:
            return self._next(np.array([pin]), minutes)
        starts = [
            np.arange(-(-start // slot) * slot, end - minutes + 1, slot) for start, end in spans
        ]
        return self._next(np.concatenate(starts).astype(np.int64), minutes)

    def lunch_starts(self, lunch: Lunch) -> Int32:
        """Clock at which lunch starts, by the clock at which it may begin."""
        return self._next(np.arange(lunch.earliest, lunch.latest + 1), lunch.minutes)


class Rows:
    """Rows of a table and of its inverse; equal keys share one."""

    UNKNOWN = -2
    HOPELESS = -1

    def __init__(self, width: int) -> None:
        self.width = width
        self._index: dict[object, int] = {}
        self._rows: list[tuple[Int32 | None, int, int, int]] = []
        """Starts, unless a window says it all; opening, closing and minutes."""

    def find(self, key: object) -> int:
        """Row of a key, `UNKNOWN` before its first `of`."""
        return self._index.get(key, self.UNKNOWN)

    def of(self, key: object, starts: Int32, minutes: int) -> int:
        """Row of a key; `HOPELESS` where no start is left in a table of visits."""
        if key in self._index:
            return self._index[key]
        if minutes and starts[0] == NEVER:
            return self._hopeless(key)
        opening, closing = int(starts[0]), int(np.count_nonzero(starts < NEVER)) - 1
        plain = (starts[: closing + 1] == np.maximum(np.arange(closing + 1), opening)).all()
        return self._new(key, None if plain else starts, opening, closing, minutes)

    def of_window(self, key: object, window: tuple[int, int], minutes: int) -> int:
        """Row of a new key that one window says; `HOPELESS` where it is too short."""
        opening, closing = window
        return self._hopeless(key) if closing < opening else self._new(key, None, *window, minutes)

    def _hopeless(self, key: object) -> int:
        self._index[key] = self.HOPELESS
        return self.HOPELESS

    def _new(
        self, key: object, starts: Int32 | None, opening: int, closing: int, minutes: int
    ) -> int:
        self._index[key] = len(self._rows)
        self._rows.append((starts, opening, closing, minutes))
        return self._index[key]

    def in_numbers(self) -> Int32:
        """Opening, closing and service of each row, int32[3, rows]."""
        numbers = [(o, c, m if starts is None else BY_TABLE) for starts, o, c, m in self._rows]
        return np.ascontiguousarray(np.array(numbers, dtype=np.int32).reshape(-1, 3).T)

    def arrays(self) -> tuple[Int32, Int32]:
        """All rows and their inverses."""
        forward = np.empty((len(self._rows), self.width), dtype=np.int32)
        inverse = np.empty_like(forward)
        clocks = np.arange(self.width, dtype=np.int32)
        for row, (starts, opening, closing, minutes) in enumerate(self._rows):
            there, back = forward[row], inverse[row]
            if starts is None:
                np.add(np.maximum(clocks, opening, out=there), minutes, out=there)
                there[closing + 1 :] = NEVER
                np.minimum(np.subtract(clocks, minutes, out=back), closing, out=back)
                back[: opening + minutes] = -1
            else:
                there[:] = NEVER
                there[: len(starts)] = np.where(starts < NEVER, starts + minutes, NEVER)
                # monotone: the last x with there[x] <= y is one less than their number
                within = there[there < self.width]
                back[:] = np.cumsum(np.bincount(within, minlength=self.width)) - 1
        return forward, inverse
