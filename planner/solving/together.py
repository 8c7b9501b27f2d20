"""Solves the problems of many reps, of one territory or of several, side by side.

A crew searches (`planner.solving.crews`): here, or on the machines of a cluster. A worker that is
lost loses nothing: its searches are handed out again, and one whose worker is lost a second time,
when it is alone, has failed while the others go on. Results can be kept as they come, so that a
run that was broken off goes on from there.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol, TypeGuard

import models
from planner.solving.crews import Crew, LocalCrew
from planner.solving.searching import TICK_SECONDS, Outcome, Search, Stop, WorkerLost

__all__ = [
    "STOPPED",
    "Crew",
    "Keeper",
    "Limits",
    "LocalCrew",
    "Outcome",
    "RepProgress",
    "Stop",
    "Watch",
    "WorkerLost",
    "is_crash",
    "solve_all",
]  # fmt: skip

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long to search, and from where.

    Parameters
    ----------
    seconds : float or None
        Of all searches together, on the clock of the wall; None when work limits it.
    work : int or None
        Of each search, in the engine's units: makes a run repeatable.
    workers : int
        Processes, or threads when there is one search.
    starts : mapping of str to Solution
        Plans to begin with, by key of the search; those that it lacks begin with none.
    """

    seconds: float | None
    work: int | None
    seed: int
    workers: int
    starts: Mapping[str, models.Solution] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RepProgress:
    """Where one search stands.

    Parameters
    ----------
    rep : str
        Its key: the rep's id, or ``<scenario>/<rep>``.
    state : str
        ``waiting``, ``searching``, ``done`` or ``failed``.
    objective_cents, bound_cents : int or None
        Of the best plan so far, and what no plan exceeds; None before the first.
    """

    rep: str
    state: str = "waiting"
    objective_cents: int | None = None
    bound_cents: int | None = None


Watch = Callable[[tuple[RepProgress, ...]], None]
"""Called about five times a second with all searches in their order."""


class Keeper(Protocol):
    """Keeps results as they come, for a run that is broken off."""

    def known(
        self, problems: Mapping[str, models.Problem], limits: Limits
    ) -> Mapping[str, models.Result]:
        """Results of an earlier run of these very searches."""

    def keep(self, key: str, outcome: Outcome) -> None:
        """Take one that has come."""


def is_crash(outcome: Outcome) -> TypeGuard[Exception]:
    """Whether a search broke off by a bug."""
    return isinstance(outcome, Exception) and not isinstance(outcome, WorkerLost)


STOPPED = models.Result(status=models.Status.UNKNOWN, stop_reason=models.StopReason.STOPPED)
"""Of a search that had not begun when the run was stopped."""


def solve_all(
    problems: Mapping[str, models.Problem],
    limits: Limits,
    *,
    watch: Watch | None = None,
    stop: Stop | None = None,
    crew: Crew | None = None,
    keep: Keeper | None = None,
) -> dict[str, Outcome]:
    """Solve every problem.

    Parameters
    ----------
    problems : mapping of str to Problem
        By rep id, or by ``<scenario>/<rep>``.
    watch : callable, optional
        Sees the progress.
    stop : callable, optional
        True ends the search and keeps the best plans so far.
    crew : Crew, optional
        Who searches; ``limits.workers`` processes here if not given.
    keep : Keeper, optional
        Lends results of a run that was broken off, and takes those of this one.

    Returns
    -------
    dict of str to Result or Exception
        By the same keys, in their order; an exception where a search broke off.
    """
    outcomes: dict[str, Outcome] = dict(keep.known(problems, limits)) if keep else {}
    left = {key: problem for key, problem in problems.items() if key not in outcomes}
    if left:
        with _gathered(crew, limits.workers) as hands:
            hands.begin(len(problems))
            turns = ceil(len(problems) / hands.width)
            seconds = None if limits.seconds is None else limits.seconds / turns
            searches = [
                Search(
                    key=key,
                    problem=problem,
                    seconds=seconds,
                    work=limits.work,
                    seed=limits.seed,
                    threads=hands.threads,
                    start=limits.starts.get(key),
                )
                for key, problem in left.items()
            ]
            seen = _Seen(problems, watch)
            for key, outcome in outcomes.items():
                seen.conclude(key, outcome)
            for key, outcome in _Round(hands, searches, seen, stop).run():
                outcomes[key] = outcome
                if keep:
                    keep.keep(key, outcome)
    return {key: outcomes[key] for key in problems}


@contextmanager
def _gathered(crew: Crew | None, workers: int) -> Iterator[Crew]:
    """The given crew, which stays, or one for this time only; a break-off ends its searches."""
    if crew is None:
        with LocalCrew(workers) as own:
            yield own
        return
    try:
        yield crew
    except BaseException:
        crew.abandon()
        raise


class _Seen:
    """What the watcher sees."""

    def __init__(self, problems: Mapping[str, models.Problem], watch: Watch | None) -> None:
        self.reps = {key: RepProgress(rep=key) for key in problems}
        self.watch = watch

    def show(self) -> None:
        if self.watch:
            self.watch(tuple(self.reps.values()))

    def put(self, key: str, state: str, objective: int | None, bound: int | None) -> None:
        known = self.reps[key]
        self.reps[key] = RepProgress(
            rep=key,
            state=state,
            objective_cents=known.objective_cents if objective is None else objective,
            bound_cents=known.bound_cents if bound is None else bound,
        )

    def conclude(self, key: str, outcome: Outcome) -> None:
        if isinstance(outcome, models.Result):
            self.put(key, "done", outcome.objective, outcome.bound)
        else:
            self.put(key, "failed", None, None)


class _Round:
    """Hands out searches as there is room, and takes what comes."""

    def __init__(self, crew: Crew, searches: list[Search], seen: _Seen, stop: Stop | None) -> None:
        self.crew, self.seen = crew, seen
        self.stop = stop or (lambda: False)
        self.waiting = deque(searches)
        self.suspects: deque[Search] = deque()
        """Their worker was lost: they are tried again, each alone."""
        self.out: dict[Future[models.Result], Search] = {}
        self.alone: Future[models.Result] | None = None
        """A suspect's, while it is out."""

    def run(self) -> Iterator[tuple[str, Outcome]]:
        """Outcomes as they come."""
        while self.waiting or self.suspects or self.out:
            if self.stop():
                self.crew.halt()
                yield from self.left_unbegun()
            self.hand_out()
            done, _ = wait(self.out, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
            for key, objective, bound in self.crew.reports():
                if self.seen.reps[key].state in ("waiting", "searching"):
                    self.seen.put(key, "searching", objective, bound)
            for future in done:
                yield from self.taken(future)
            self.seen.show()

    def left_unbegun(self) -> Iterator[tuple[str, Outcome]]:
        """Searches without a plan to begin with have none to return."""
        unbegun = [*self.suspects, *self.waiting]
        self.suspects.clear()
        self.waiting = deque(search for search in unbegun if search.start is not None)
        for search in unbegun:
            if search.start is None:
                self.seen.conclude(search.key, STOPPED)
                yield search.key, STOPPED

    def hand_out(self) -> None:
        """Fill the room; a suspect gets it all."""
        while self.suspects and not self.out:
            search = self.suspects.popleft()
            self.alone = self.crew.submit(search)
            self.out[self.alone] = search
        while self.waiting and not self.suspects and self.alone is None:
            if len(self.out) >= self.crew.room:
                break
            search = self.waiting.popleft()
            self.out[self.crew.submit(search)] = search

    def taken(self, future: Future[models.Result]) -> Iterator[tuple[str, Outcome]]:
        """What a future brought; a search whose worker was lost becomes a suspect."""
        search = self.out.pop(future)
        was_alone = future is self.alone
        if was_alone:
            self.alone = None
        error = CancelledError() if future.cancelled() else future.exception()
        outcome: Outcome
        if error is None:
            outcome = future.result()
        elif self.stop() and isinstance(error, CancelledError):
            outcome = STOPPED
        elif not self.crew.lost(error):
            if not isinstance(error, Exception):
                raise error
            outcome = error
        elif was_alone:
            outcome = WorkerLost(
                "its worker was killed, also when nothing else ran beside it; perhaps there is "
                "too little memory"
            )
        else:
            self.suspects.append(search)
            return
        if isinstance(outcome, Exception):
            _log.debug("the search for %s broke off", search.key, exc_info=outcome)
        self.seen.conclude(search.key, outcome)
        yield search.key, outcome
