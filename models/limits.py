"""The numbers that a problem may hold: small enough that nothing in the engine leaves 64 bits.

A `models.Problem` is checked against these limits once, when it is made (`models.faults`), however
it is made; nothing inside the engine checks again. Money counts in thousandths of a cent inside
the engine (`SCALE`), minutes in tables of 32 bits.

======================  ==========================================================================
any single number       at most `LARGEST`, either sign
minutes, the grid       at most `DAY`, so that a clock plus a drive plus a visit fits into 32 bits
money of a plan         values, travel costs and soft rows' penalties together at most `MONEY`
rows                    what all rows together can be missed by, at most `WEIGHTS`
a leg's travel cost     at most `dearest`, in thousandths of a cent, as a multiplied visit is
======================  ==========================================================================

The last limit is the engine's own bound on a *prize*, what a visit is worth under multipliers. A
label of pricing adds up as many prizes and costs as a day holds visits, and each of these sums
must stay below 2**60. So a prize is at most 2**59 over the most visits of any path that pricing
looks at; `models.bound.legal` cuts multipliers down to that, which is always allowed: every
multiplier proves a bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.problem import Problem, Row

SCALE = 1000
"""Prizes and values count in thousandths of a cent."""

LARGEST = 10**12
"""Largest single number of a problem, and minus the smallest."""

DAY = 10_000_000
"""Largest minute: generous, since benchmarks scale their clocks."""

MONEY = 10**17
"""Most cents that all values, costs and penalties of a plan can add up to."""

WEIGHTS = 10**16
"""Most units by which a plan can miss all rows together."""

CLIENTS = 2**16 - 2
"""Most clients: completion bounds keep the number of the next one in 16 bits."""

DUTIES = 10_000
"""Most duties."""

BUCKETS = 4096
"""Most clock buckets of the completion bounds; longer clocks are read more coarsely."""

SUM = 2**59
"""Most that the prizes of one path can add up to, and most that its costs can."""

EVERYTHING = 2**61
"""A slack that leaves no route out: no two routes' worths are further apart than that."""


def dearest(problem: Problem) -> int:
    """Largest prize of a visit and largest cost of a leg, in thousandths of a cent.

    `SUM` over an upper limit of the visits on any path: as many as fit into the longest duty one
    after the other, as many as it has buckets of clocks, and every client once.
    """
    longest = max((duty.end - duty.start for duty in problem.duties), default=0)
    shortest = min((client.minutes for client in problem.clients), default=1)
    visits = longest // shortest + len(problem.clients) + 4
    return SUM // (visits if longest <= BUCKETS else visits + 2 * BUCKETS)


def visits_of(problem: Problem, client: int) -> int:
    """Most visits of a client: one a duty, and no more than there are values for."""
    return min(problem.clients[client].max_visits, len(problem.duties))


def loads_of(problem: Problem, row: Row) -> tuple[int, int]:
    """Smallest and largest total weight of a row over any visits."""
    duties = len(problem.duties) if row.duties is None else len(set(row.duties))
    least = most = 0
    for client, weight in enumerate(row.weights):
        load = int(weight) * min(duties, visits_of(problem, client))
        least, most = least + min(0, load), most + max(0, load)
    return least, most


def missed_at_most(problem: Problem, row: Row) -> tuple[int, int]:
    """Most units by which visits can fall short of a row's least, and exceed its most."""
    least, most = loads_of(problem, row)
    short = 0 if row.at_least is None else max(0, row.at_least - least)
    over = 0 if row.at_most is None else max(0, most - row.at_most)
    return short, over
