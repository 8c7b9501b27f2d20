"""Routes to begin column generation with.

An annealer's routes all have the mix of clients that its plan needs, so they say nothing about
what a row is worth; routes that are best for many random prizes do.
"""

from __future__ import annotations

import numpy as np

from models.bound import NEVER
from models.limits import dearest
from models.routes import SCALE, Pricer, RoutePool
from models.terms import Terms

SPREAD = 0.7
"""Standard deviation of the logarithm of a random prize."""


def diversify(terms: Terms, pool: RoutePool, pricer: Pricer, *, rounds: int, seed: int) -> None:
    """Add the best routes of one kind of duty after the other for random prizes.

    A prize is about the worth of a client's middle visit, shifted by rows at random prices.
    """
    problem = terms.problem
    most = dearest(problem)
    random = np.random.default_rng(seed)
    middle = [
        client.values[k] - client.values[k - 1] if k else 0
        for client in problem.clients
        for k in [min(3, client.max_visits)]
    ]
    base = np.array(middle, dtype=np.float64) * SCALE
    leaders = [int(np.flatnonzero(terms.kinds == kind)[0]) for kind in np.unique(terms.kinds)]
    thresholds = np.zeros(len(problem.duties), dtype=np.int64)
    for number in range(rounds):
        duty = leaders[number % len(leaders)]
        prizes = base * random.lognormal(0.0, SPREAD, len(base))
        for row, weights in zip(problem.rows, terms.weights, strict=True):
            size = float(np.abs(weights).mean()) or 1.0
            price = random.random() * base.mean() / size
            prizes = prizes + (price if row.at_least is not None else -price) * weights[duty]
        worth = np.full((len(problem.duties), len(base)), NEVER, dtype=np.int64)
        prizes = np.rint(np.clip(prizes, -most, most))
        worth[duty] = np.where(terms.barred[duty], NEVER, prizes)
        pool.add(pricer.price(worth, thresholds, exact=False).routes)
