"""Solves the problems of several reps side by side: here one rep, there one process a rep.

One rep is solved in a thread, so that the caller can tell the time meanwhile; the kernels give
up Python's lock. Several reps are solved by a pool of processes. Workers ignore Ctrl-C: the
parent alone decides, and its ``stop`` reaches them through an event.
"""

from __future__ import annotations

import queue
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import ceil
from multiprocessing import active_children, get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event

import models

TICK_SECONDS = 0.2

Stop = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long to search, and from where.

    Parameters
    ----------
    seconds : float or None
        Of all reps together, on the clock of the wall; None when work limits it.
    work : int or None
        Of each rep, in the engine's units: makes a run repeatable.
    workers : int
        Processes, or threads when there is one rep.
    starts : mapping of str to Solution
        Plans to begin with, by rep id; reps that it lacks begin with none.
    """

    seconds: float | None
    work: int | None
    seed: int
    workers: int
    starts: Mapping[str, models.Solution] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RepProgress:
    """Where the search for one rep stands.

    Parameters
    ----------
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
"""Called about five times a second with all reps in their order."""

Outcome = models.Result | Exception
Report = tuple[str, int | None, int | None]
"""Rep, objective and bound."""


def solve_all(
    problems: Mapping[str, models.Problem],
    limits: Limits,
    *,
    watch: Watch | None = None,
    stop: Stop | None = None,
) -> dict[str, Outcome]:
    """Solve every rep's problem.

    Parameters
    ----------
    problems : mapping of str to Problem
        By rep id.
    watch : callable, optional
        Sees the progress.
    stop : callable, optional
        True ends the search and keeps the best plans so far.

    Returns
    -------
    dict of str to Result or Exception
        By rep id, in the given order; an exception where a rep's search failed.
    """
    if not models.kernels_are_compiled():
        models.warm_up()  # before the clock of the limits runs, and once for all processes
    if len(problems) <= 1:
        outcomes = _solve_in_thread(problems, limits, _Watched(problems, watch, stop))
    else:
        outcomes = _solve_in_processes(problems, limits, _Watched(problems, watch, stop))
    return {rep: outcomes[rep] for rep in problems}


class _Watched:
    """Waits for futures while it tells the watcher and listens to the stop."""

    def __init__(
        self, problems: Mapping[str, models.Problem], watch: Watch | None, stop: Stop | None
    ) -> None:
        self.seen = {rep: RepProgress(rep=rep) for rep in problems}
        self.watch = watch
        self.stop = stop or (lambda: False)

    def wait(
        self,
        futures: Mapping[Future[models.Result], str],
        reports: Callable[[], Iterator[Report]],
        on_stop: Callable[[], None],
    ) -> dict[str, Outcome]:
        """Outcomes of all futures; an exception is an outcome, too."""
        outcomes: dict[str, Outcome] = {}
        left = set(futures)
        while left:
            done, left = wait(left, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
            for rep, objective, bound in reports():
                self._show(rep, "searching", objective, bound)
            for future in done:
                rep = futures[future]
                error = future.exception()
                outcomes[rep] = error if isinstance(error, Exception) else future.result()
                self._conclude(rep, outcomes[rep])
            if self.stop():
                on_stop()
            if self.watch:
                self.watch(tuple(self.seen.values()))
        return outcomes

    def _show(self, rep: str, state: str, objective: int | None, bound: int | None) -> None:
        known = self.seen[rep]
        self.seen[rep] = RepProgress(
            rep=rep,
            state=state,
            objective_cents=known.objective_cents if objective is None else objective,
            bound_cents=known.bound_cents if bound is None else bound,
        )

    def _conclude(self, rep: str, outcome: Outcome) -> None:
        if isinstance(outcome, models.Result):
            self._show(rep, "done", outcome.objective, outcome.bound)
        else:
            self._show(rep, "failed", None, None)


def _solve_in_thread(
    problems: Mapping[str, models.Problem], limits: Limits, watched: _Watched
) -> dict[str, Outcome]:
    messages: queue.SimpleQueue[Report] = queue.SimpleQueue()
    with ThreadPoolExecutor(max_workers=1) as pool:
        futures = {
            pool.submit(_search, rep, problem, limits, messages.put, watched.stop): rep
            for rep, problem in problems.items()
        }
        return watched.wait(futures, lambda: _drained(messages), lambda: None)


def _solve_in_processes(
    problems: Mapping[str, models.Problem], limits: Limits, watched: _Watched
) -> dict[str, Outcome]:
    """All reps in one pool; reps that a broken pool lost are tried again, each alone."""
    processes = min(limits.workers, len(problems))
    turns = ceil(len(problems) / processes)
    share = replace(
        limits, workers=1, seconds=None if limits.seconds is None else limits.seconds / turns
    )
    outcomes = _in_pool(problems, share, processes, watched)
    for rep, outcome in list(outcomes.items()):
        if isinstance(outcome, BrokenProcessPool) and not watched.stop():
            outcomes |= _in_pool({rep: problems[rep]}, share, 1, watched)
    return outcomes


def _in_pool(
    problems: Mapping[str, models.Problem], limits: Limits, processes: int, watched: _Watched
) -> dict[str, Outcome]:
    context = get_context("spawn")  # the only start that is safe beside threads
    messages: Queue[Report] = context.Queue()
    halt = context.Event()
    pool = ProcessPoolExecutor(processes, context, _join_pool, (messages, halt))
    try:
        with _interrupts_held():
            futures = {
                pool.submit(_search_in_pool, rep, problem, limits): rep
                for rep, problem in problems.items()
            }
        outcomes = watched.wait(futures, lambda: _drained(messages), halt.set)
        pool.shutdown()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in active_children():
            child.terminate()
        raise
    return outcomes


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keeps Ctrl-C from processes that start here: they inherit the mask and never see it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_channel: tuple[Queue[Report], Event] | None = None
"""In a worker: where it reports to, and what halts it."""


def _join_pool(messages: Queue[Report], halt: Event) -> None:
    global _channel
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    messages.cancel_join_thread()  # a report that nobody reads must not keep a worker alive
    _channel = messages, halt


def _search_in_pool(rep: str, problem: models.Problem, limits: Limits) -> models.Result:
    assert _channel is not None, "a worker's initializer has run"
    messages, halt = _channel
    return _search(rep, problem, limits, messages.put, halt.is_set)


def _search(
    rep: str,
    problem: models.Problem,
    limits: Limits,
    report: Callable[[Report], None],
    stop: Stop,
) -> models.Result:
    report((rep, None, None))
    last = 0.0

    def progress(seen: models.Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= TICK_SECONDS:
            last = now
            report((rep, seen.objective, seen.bound))

    return models.solve(
        problem,
        seconds=limits.seconds,
        work=limits.work,
        seed=limits.seed,
        workers=limits.workers,
        progress=progress,
        stop=stop,
        start=limits.starts.get(rep),
    )


def _drained(messages: Queue[Report] | queue.SimpleQueue[Report]) -> Iterator[Report]:
    while True:
        try:
            yield messages.get_nowait()
        except queue.Empty:
            return
