"""Who searches: a crew of this machine, or (`planner.scenarios.cluster.crew`) of many.

One search is run in a thread, so that the caller can tell the time meanwhile; the kernels give
up Python's lock. Several searches are run by a pool of processes. Workers ignore Ctrl-C: the
parent alone decides, and its halt reaches them through shared memory without a lock, which a
killed worker could not give back.
"""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.queues import Queue
from types import TracebackType
from typing import Protocol, Self

import models
from planner.solving.searching import Report, Search, run_search


class Crew(Protocol):
    """Those who search; it may serve several rounds of searches, one after the other."""

    @property
    def width(self) -> int:
        """Searches that run at a time in this round."""

    @property
    def room(self) -> int:
        """Searches that may be handed out at a time; at least `width`."""

    @property
    def threads(self) -> int:
        """Of each search in this round."""

    def begin(self, count: int) -> None:
        """Get ready for a round of so many searches; an earlier halt is forgotten."""

    def submit(self, search: Search) -> Future[models.Result]:
        """Hand out a search."""

    def reports(self) -> Iterable[Report]:
        """What the searches have reported since the last call."""

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that the worker was lost, through no fault of the search's own."""

    def halt(self) -> None:
        """End the searches of this round with what they have; may be said again and again."""

    def abandon(self) -> None:
        """Break off the searches of this round and forget them."""


class LocalCrew:
    """Threads or processes of this machine.

    Parameters
    ----------
    workers : int
        Processes, or threads of the search where a round has only one.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.alone = False
        self._processes = 1
        self._thread: _Thread | None = None
        self._pool: _Pool | None = None

    @property
    def width(self) -> int:
        """Searches that run at a time in this round."""
        return 1 if self.alone else self._processes

    @property
    def room(self) -> int:
        """No search waits in a queue, so that a broken pool loses few."""
        return self.width

    @property
    def threads(self) -> int:
        """All workers for a search that is alone."""
        return self.workers if self.alone else 1

    def begin(self, count: int) -> None:
        """Choose between a thread and processes."""
        if not models.kernels_are_compiled():
            models.warm_up()  # before the clock of the limits runs, and once for all processes
        self.alone = count <= 1
        self._processes = max(1, min(self.workers, count))
        for gang in self._gangs():
            gang.halted.value = False

    def submit(self, search: Search) -> Future[models.Result]:
        """Hand out a search; a pool that broke is replaced."""
        if self.alone:
            self._thread = self._thread or _Thread()
            return self._thread.submit(search)
        if self._pool is None or self._pool.size < self._processes:
            self._close_pool()
            self._pool = _Pool(self._processes)
        try:
            return self._pool.submit(search)
        except BrokenProcessPool:
            self._pool = _Pool(self._processes)
            return self._pool.submit(search)

    def reports(self) -> Iterator[Report]:
        """Everything in the queues."""
        for gang in self._gangs():
            yield from _drained(gang.messages)

    def lost(self, error: BaseException) -> bool:
        """A killed process breaks its pool and loses all that the pool was at."""
        return isinstance(error, BrokenProcessPool)

    def halt(self) -> None:
        """Set the flag that the searches look at."""
        for gang in self._gangs():
            gang.halted.value = True

    def abandon(self) -> None:
        """Kill the processes; a thread is halted and left."""
        self.halt()
        if self._thread is not None:
            self._thread.executor.shutdown(wait=False, cancel_futures=True)
            self._thread = None
        if self._pool is not None:
            self._pool.executor.shutdown(wait=False, cancel_futures=True)
            for child in active_children():
                if child.pid in self._pool.pids:
                    child.terminate()
            self._pool = None

    def close(self) -> None:
        """Let all workers go home."""
        if self._thread is not None:
            self._thread.executor.shutdown()
            self._thread = None
        self._close_pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _gangs(self) -> list[_Thread | _Pool]:
        return [gang for gang in (self._thread, self._pool) if gang is not None]

    def _close_pool(self) -> None:
        if self._pool is not None:
            self._pool.executor.shutdown()
            self._pool = None


class _Gang:
    """An executor, what its searches report, and the flag that halts them."""

    executor: Executor
    messages: Queue[Report] | queue.SimpleQueue[Report]
    halted: ctypes.c_bool


class _Thread(_Gang):
    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(max_workers=1)
        self.messages = queue.SimpleQueue()
        self.halted = ctypes.c_bool(False)

    def submit(self, search: Search) -> Future[models.Result]:
        return self.executor.submit(
            run_search, search, self.messages.put, lambda: self.halted.value
        )


class _Pool(_Gang):
    def __init__(self, size: int) -> None:
        context = get_context("spawn")  # the only start that is safe beside threads
        self.size = size
        self.messages = context.Queue()
        self.halted = context.RawValue(ctypes.c_bool, False)
        self.executor = ProcessPoolExecutor(size, context, _join, (self.messages, self.halted))
        self.pids: set[int | None] = set()

    def submit(self, search: Search) -> Future[models.Result]:
        others = {child.pid for child in active_children()}
        with _interrupts_held():  # a process may be started here
            future = self.executor.submit(_search_in_pool, search)
        self.pids |= {child.pid for child in active_children()} - others
        return future


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


_channel: tuple[Queue[Report], ctypes.c_bool] | None = None
"""In a worker: where it reports to, and what halts it."""


def _join(messages: Queue[Report], halted: ctypes.c_bool) -> None:
    global _channel
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    messages.cancel_join_thread()  # a report that nobody reads must not keep a worker alive
    _channel = messages, halted
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed tells nobody; its workers would search on, then wait for ever."""
    parent = parent_process()
    assert parent is not None, "a worker has one"
    parent.join()
    os._exit(1)


def _search_in_pool(search: Search) -> models.Result:
    assert _channel is not None, "a worker's initializer has run"
    messages, halted = _channel
    return run_search(search, messages.put, lambda: halted.value)


def _drained(messages: Queue[Report] | queue.SimpleQueue[Report]) -> Iterator[Report]:
    while True:
        try:
            yield messages.get_nowait()
        except queue.Empty:
            return
