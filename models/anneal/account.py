"""Kernels of the books: value, penalties and counters when one visit comes or goes.

The *objective* is true money. The *penalty* is what the walk pays, besides, for every unit by
which hard constraints are missed; it is never part of the objective.
"""

from __future__ import annotations

import numpy as np

from models.anneal.state import Fixed, State
from models.kernels import kernel


@kernel(inline=True)
def allowed(fixed: Fixed, state: State, duty: int, client: int) -> bool:
    """Whether one visit more keeps spacing, counts and caps; it says nothing of the day."""
    if state.visits[client] >= fixed.most[client]:
        return False
    words = fixed.words
    mask = (client * fixed.duties + duty) * words
    for word in range(words):
        if fixed.clash[mask + word] & state.days[client * words + word]:
            return False
    if state.visits[client] == 0:
        for c in range(fixed.cap_start[client], fixed.cap_start[client + 1]):
            cap = fixed.cap_list[c]
            if state.cap_count[cap] >= fixed.cap_most[cap]:
                return False
    for tie in range(fixed.tie_start[client], fixed.tie_start[client + 1]):
        if fixed.tie_duty[tie, duty] and state.tie_count[tie] >= fixed.tie_most[tie]:
            return False
    return True


@kernel(inline=True)
def book(fixed: Fixed, state: State, duty: int, client: int, sign: int) -> float:
    """Books a visit that comes (+1) or goes (-1): the change of objective less penalty.

    Travel cost is booked by the caller. Booking the opposite undoes it.
    """
    k = state.visits[client]
    table = fixed.value_start[client] + k
    true = fixed.value[table + sign] - fixed.value[table]
    fined = 0.0
    missing = max(fixed.least[client] - k, 0)
    still = max(fixed.least[client] - k - sign, 0)
    rows = len(fixed.row_price)
    if missing != still:
        state.short[0] += still - missing
        fined += (still - missing) * state.penalty[rows]
    if fixed.pinned[duty, client]:
        state.short[0] -= sign
        fined -= sign * state.penalty[rows]
    for row in range(rows):
        weight = sign * fixed.row_weight[row, client]
        if weight == 0 or not fixed.row_duty[row, duty]:
            continue
        before = state.row_sum[row]
        after = before + weight
        state.row_sum[row] = after
        least, most = fixed.row_least[row], fixed.row_most[row]
        more = max(least - after, 0) + max(after - most, 0)
        more -= max(least - before, 0) + max(before - most, 0)
        if fixed.row_price[row] >= 0:
            true -= fixed.row_price[row] * more
        else:
            state.short[1] += more
            fined += more * state.penalty[row]
    for tie in range(fixed.tie_start[client], fixed.tie_start[client + 1]):
        if fixed.tie_duty[tie, duty]:
            less = max(fixed.tie_least[tie] - state.tie_count[tie], 0)
            state.tie_count[tie] += sign
            left = max(fixed.tie_least[tie] - state.tie_count[tie], 0)
            state.short[2] += left - less
            fined += (left - less) * state.penalty[rows]
    if (k == 0 and sign > 0) or (k == 1 and sign < 0):
        for c in range(fixed.cap_start[client], fixed.cap_start[client + 1]):
            state.cap_count[fixed.cap_list[c]] += sign
    state.visits[client] = k + sign
    state.days[client * fixed.words + duty // 64] ^= np.uint64(1) << np.uint64(duty % 64)
    state.objective[0] += true
    return float(true - fined)
