"""A crew of many machines: a Dask cluster, reached through its scheduler.

A worker gets a problem as ``problem.json`` and returns its result. What Dask does: it gives the
searches of a lost worker to another. What it does not do, and is done here: a search is never
begun again because of its own error (``retries=0``), and since a cancelled search runs on, a flag
on every worker ends it.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import models
from planner import __version__
from planner.domain import BadInput, ExitCode, PlannerError
from planner.scenarios.cluster.connecting import Tls, check_address, cluster_finding, connected
from planner.solving.searching import Report, Search, run_search

FIRST_WORKER_SECONDS = 60.0
"""To wait for a first worker; clusters start slowly."""
LOOK_SECONDS = 2.0
"""Between two looks at the workers, and between two calls to halt."""
REPORT_SECONDS = 1.0
"""Between two reports of a search: they all pass through the scheduler."""
AHEAD = 1
"""Searches handed out for each that runs, so that no worker waits for its next."""
TOPIC = "planner"
"""Of all reports; each says of which round it is."""
CPU = "cpu"
"""The resource that a search takes one of, where workers declare it."""


class ClusterLost(PlannerError):  # noqa: N818 - named as users read it
    """The scheduler is gone, and with it what was being searched."""

    exit_code = ExitCode.NOTHING_FOUND


class WrongWorker(Exception):  # noqa: N818 - named as users read it
    """A worker has another version of planner."""


class ClusterCrew:
    """The workers of a Dask cluster.

    Parameters
    ----------
    address : str
        Of the scheduler: ``tcp://host:port`` or ``tls://host:port``.
    say : callable
        Takes what the user should know, a line each.

    Raises
    ------
    BadInput
        If it cannot be reached, has no workers, or they have another version of planner.
    """

    threads = 1

    def __init__(self, address: str, *, say: Callable[[str], None], tls: Tls | None = None) -> None:
        check_address(address, tls)
        self.address, self.say = address, say
        self.client = connected(address, tls or Tls())
        self._messages: queue.SimpleQueue[tuple[str, Report]] = queue.SimpleQueue()
        self._out: set[Future[models.Result]] = set()
        self._run = ""
        self._halted = False
        self._looked = 0.0
        self._idle = False
        try:
            self._await_workers()
            self._refuse_other_versions()
        except BaseException:
            self.client.close()
            raise
        self.client.subscribe_topic(TOPIC, lambda event: self._messages.put(event[1]))
        self.width = self._count()
        self._executor = self.client.get_executor(
            resources={CPU: 1} if self._has_resource else None, retries=0, pure=False
        )

    @property
    def room(self) -> int:
        """One more for each that runs."""
        return self.width * (1 + AHEAD)

    def begin(self, count: int) -> None:  # noqa: ARG002 - the same for one as for many
        """A new round, whose halt is its own."""
        self._run = str(uuid4())
        self._halted = False
        self._count()

    def submit(self, search: Search) -> Future[models.Result]:
        """Hand out a search; its problem travels as text."""
        start = search.start
        future: Future[models.Result] = self._executor.submit(
            search_on_worker,
            __version__,
            self._run,
            search.key,
            search.problem.to_json(),
            None if start is None else (start.visits, dict(start.lunches)),
            {"seconds": search.seconds, "work": search.work, "seed": search.seed},
        )
        self._out.add(future)
        future.add_done_callback(self._out.discard)
        return future

    def reports(self) -> Iterator[Report]:
        """What has come from the workers; now and then looks whether there are any.

        Raises
        ------
        ClusterLost
            If the scheduler is gone.
        """
        self._look()
        while True:
            try:
                run, report = self._messages.get_nowait()
            except queue.Empty:
                return
            if run == self._run:
                key, objective, bound = report
                yield key, objective, bound

    def lost(self, error: BaseException) -> bool:
        """Dask gives a search up once it has cost several workers.

        Raises
        ------
        ClusterLost
            If the scheduler is gone, which cancels all that it was given.
        """
        from distributed import KilledWorker

        if isinstance(error, CancelledError):
            raise self._gone()
        return isinstance(error, KilledWorker)

    def halt(self) -> None:
        """Raise this round's flag on every worker, also on those that have come since."""
        if self._halted and time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._halted = True
        with suppress(OSError):  # a scheduler that is gone is said by the look that follows
            self.client.run(halt_here, self._run, on_error="ignore")
        if not self._count():
            for future in list(self._out):
                future.cancel()

    def abandon(self) -> None:
        """Tell the workers to stop, and take back what has not begun."""
        if self.client.status == "running":
            with suppress(Exception):  # whatever it is, it must not hide why the run broke off
                self.client.run(halt_here, self._run, on_error="ignore")
        for future in list(self._out):
            future.cancel()

    def close(self) -> None:
        """Leave the cluster as it is."""
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is not None:
            self.abandon()
        self.close()

    def _look(self) -> None:
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        count = self._count()
        if not count and not self._idle:
            self.say("warning: the cluster has no workers now; waiting for some to come back.")
        elif count and (count != self.width or self._idle):
            self.say(f"Workers of the cluster have changed: {count} searches at a time now.")
        self._idle = not count
        self.width = count or self.width

    def _count(self) -> int:
        """Searches that the workers of now can run at a time."""
        self._looked = time.monotonic()
        if self.client.status != "running":
            raise self._gone()
        try:
            workers = self.client.scheduler_info()["workers"].values()
        except (OSError, TimeoutError):
            raise self._gone() from None
        declared = [int(worker["resources"].get(CPU, 0)) for worker in workers]
        self._has_resource = any(declared)
        return sum(declared) if any(declared) else sum(int(w["nthreads"]) for w in workers)

    def _gone(self) -> ClusterLost:
        return ClusterLost(f"the cluster at {self.address} is gone: its scheduler does not answer")

    def _await_workers(self) -> None:
        try:
            self.client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        except TimeoutError:
            raise BadInput(
                [
                    cluster_finding(
                        "empty", "The cluster has no workers", "Start dask worker", self.address
                    )
                ]
            ) from None

    def _refuse_other_versions(self) -> None:
        versions = self.client.run(version_here, on_error="return")
        wrong = {
            worker: found if isinstance(found, str) else f"no planner ({found})"
            for worker, found in sorted(versions.items())
            if found != __version__
        }
        if wrong:
            raise BadInput(
                cluster_finding(
                    "version",
                    f"A worker has another version of planner than {__version__} here",
                    f"Install visit-planner[cluster]=={__version__} where it runs",
                    f"{worker}: {found}",
                )
                for worker, found in wrong.items()
            )


# What runs on the workers.

_halted: set[str] = set()
"""Rounds that are to end."""


def version_here() -> str:
    """Version of planner on a worker."""
    return __version__


def halt_here(run: str) -> None:
    """Raise the flag of a round."""
    _halted.add(run)


def search_on_worker(
    version: str,
    run: str,
    key: str,
    problem: str,
    start: tuple[Any, Any] | None,
    limits: dict[str, Any],
) -> models.Result:
    """Search here, and report.

    Raises
    ------
    WrongWorker
        If this worker came later, with another version.
    """
    from distributed import get_worker

    if version != __version__:
        raise WrongWorker(f"a worker has planner {__version__}, and {version} asks")
    if not models.kernels_are_compiled():
        models.warm_up()  # before the clock of the limits runs
    worker = get_worker()
    return run_search(
        Search(
            key=key,
            problem=models.Problem.from_json(problem),
            start=None if start is None else models.Solution(*start),
            **limits,
        ),
        lambda report: worker.log_event(TOPIC, (run, report)),
        lambda: run in _halted,
        every=REPORT_SECONDS,
    )
