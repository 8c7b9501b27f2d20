"""One search of one rep, as every crew runs it: in a thread, a process, or on another machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import models

TICK_SECONDS = 0.2
"""Between two reports, and between two looks at what has come."""

Stop = Callable[[], bool]

Outcome = models.Result | Exception
"""What became of a search; an exception where it broke off."""


class WorkerLost(Exception):  # noqa: N818 - named as users read it
    """A search whose worker was killed, also when it was alone."""


Report = tuple[str, int | None, int | None]
"""Key of a search, objective and bound."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is to be searched, and for how long.

    Parameters
    ----------
    key : str
        The rep's id, or ``<scenario>/<rep>``.
    seconds : float or None
        Of this search alone.
    threads : int
        Of this search; the result does not depend on them.
    start : Solution or None
        A plan to begin with.
    """

    key: str
    problem: models.Problem
    seconds: float | None
    work: int | None
    seed: int
    threads: int = 1
    start: models.Solution | None = None


def run_search(
    search: Search, report: Callable[[Report], None], stop: Stop, *, every: float = TICK_SECONDS
) -> models.Result:
    """Search here and now; reports at the beginning, and then not sooner than ``every`` seconds."""
    report((search.key, None, None))
    last = 0.0

    def progress(seen: models.Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= every:
            last = now
            report((search.key, seen.objective, seen.bound))

    return models.solve(
        search.problem,
        seconds=search.seconds,
        work=search.work,
        seed=search.seed,
        workers=search.threads,
        progress=progress,
        stop=stop,
        start=search.start,
    )
