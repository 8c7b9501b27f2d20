"""What all tabs share: the folder's picture, the run under way, what can be undone, the feeds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.domain import BadInput, Finding
from planner.starter import OwnList
from planner.web.feeds import Feeds
from planner.web.folder.changing import Change, make_change, take_back
from planner.web.folder.picture import Picture, stamps_of, take_picture
from planner.web.runs.engine import Engine, EngineBroke, Said
from planner.web.runs.run import DONE, Run
from planner.web.scenarios.queue import DRAFTS, Queue
from planner.web.settings import Settings

MOST_UNDONE = 50


@dataclass(frozen=True, kw_only=True)
class Undoable:
    """A change that can be taken back."""

    words: str
    take_back: Callable[[], Awaitable[None]]


class Workspace:
    """One territory's folder, served.

    Everything lasting is in the folder's files: this can be thrown away at any moment. All of it
    runs on the server's event loop; what takes time runs in threads or in the engines.

    Parameters
    ----------
    folder : Path
        The territory; may be empty.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.engine, self.pricer = Engine(folder), Engine(folder)
        self.feeds = Feeds(folder)
        self.run: Run | None = None
        self.undoable: list[Undoable] = []
        self.queue = Queue(folder)
        self.own_list: OwnList | None = None
        """A list to begin a territory with, until it is known where its accounts are."""
        self._picture: Picture | None = None
        self._taking = asyncio.Lock()
        self._ending: set[asyncio.Task[None]] = set()

    async def picture(self) -> Picture:
        """The folder as it is now; read anew only if a file has changed."""
        async with self._taking:
            known = self._picture
            stamps = await asyncio.to_thread(stamps_of, self.folder)
            if known is None or known.stamps != stamps:
                self._picture = await asyncio.to_thread(take_picture, self.folder)
            assert self._picture is not None
            return self._picture

    async def change(
        self,
        words: str,
        files: Mapping[str, bytes | None],
        seen: Mapping[str, str] | None,
    ) -> Change:
        """Change files of the folder so that it can be undone; see `make_change`."""
        self._refuse_while_running()
        made = await asyncio.to_thread(make_change, self.folder, words, files, seen)
        self._remember(words, lambda: asyncio.to_thread(take_back, self.folder, made))
        return made

    async def undo(self) -> str:
        """Take the latest change back; what it was, in words.

        Raises
        ------
        ChangedMeanwhile
            If its files were changed since.
        BadInput
            If there is nothing to undo, or a run is at work.
        """
        if not self.undoable:
            raise BadInput([_refused("There is nothing to undo.")])
        self._refuse_while_running()
        latest = self.undoable[-1]
        await latest.take_back()
        self.undoable.remove(latest)
        return latest.words

    def begin(
        self,
        errand: str,
        seconds: float | None = None,
        *,
        done: Callable[[], None] = lambda: None,
        **more: Any,
    ) -> Run:
        """Begin a run; it goes on when the page that began it is closed.

        Parameters
        ----------
        errand : str
            One of `planner.web.runs.errands`, for instance ``plan``.
        seconds : float, optional
            How long it may take; as the server was started by default.
        done : callable, optional
            Called once it has done what it was asked for.
        more
            What the errand takes besides.

        Raises
        ------
        BadInput
            If another is under way.
        """
        self._refuse_while_running()
        work = self.settings.work if seconds is None else None
        if work is None and seconds is None:
            seconds = self.settings.seconds
        run = self.run = Run(errand=errand, limit=seconds)
        limits = {"seconds": seconds, "work": work, "workers": self.settings.workers}
        self._go_on(self._to_its_end(run, {"errand": errand, **limits, **more}, done))
        return run

    def compare(self, seconds: float | None, *, until_certain: bool) -> Run:
        """Begin to compare what is queued with the territory as it is."""
        drafts = self.queue.drafts
        return self.begin(
            "whatif", seconds, done=lambda: self.queue.were_compared(drafts),
            scenarios=DRAFTS.dump_python(drafts), until_certain=until_certain,
        )  # fmt: skip

    def stop(self) -> None:
        """End the run under way with the best that it has."""
        if self.run is not None and self.run.running:
            self.run.stopping = True
            self.engine.stop()

    async def price(self, wish: Mapping[str, Any]) -> Said:
        """What a change by hand costs; beside a run, in a process of its own."""
        today = await self.today()
        asked = {
            "errand": "price", "today": today.isoformat(), "wish": wish,
            "work": self.settings.price_work,
        }  # fmt: skip
        return await self._asked(self.pricer, asked)

    async def keep(self, words: str, wish: Mapping[str, Any], seen: str) -> Run:
        """Make a change by hand and plan around it; can be undone."""
        self._refuse_while_running()
        run = self.run = Run(errand="keep")
        answer = await self._asked(
            self.engine,
            {
                "errand": "keep", "today": (await self.today()).isoformat(), "wish": wish,
                "seen": seen, "work": max(2, self.settings.price_work),
                "price_work": self.settings.price_work,
            },
            run.hear,
        )  # fmt: skip
        run.end(answer)
        if answer["said"] == "done":
            self._remember(words, lambda: self._restore(answer["back"]))
        return run

    async def today(self) -> date:
        """The day that counts as today where the territory is."""
        picture = await self.picture()
        zone = picture.planned.period.zone if picture.planned else ZoneInfo("UTC")
        return self.settings.today_in(zone)

    async def open(self) -> None:
        """Load the engine while nobody waits for it."""
        self._go_on(self._warm())

    async def close(self) -> None:
        """End the processes; a run under way keeps what it has."""
        await asyncio.gather(self.engine.close(), self.pricer.close())

    async def _warm(self) -> None:
        with contextlib.suppress(EngineBroke):
            await self.engine.ask({"errand": "warm"}, lambda _: None)

    def _go_on(self, deed: Coroutine[Any, Any, None]) -> None:
        """Do something beside the pages; whoever asked for it does not wait."""
        ending = asyncio.create_task(deed)
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def _to_its_end(
        self, run: Run, asked: Mapping[str, Any], done: Callable[[], None]
    ) -> None:
        run.end(await self._asked(self.engine, asked, run.hear))
        if run.state == DONE:
            done()

    async def _asked(
        self,
        engine: Engine,
        asked: Mapping[str, Any],
        hear: Callable[[Said], None] = lambda _: None,
    ) -> Said:
        try:
            return await engine.ask(asked, hear)
        except EngineBroke as error:
            words = f"It broke off: {error}. What was there before is untouched."
            return {"said": "failed", "status": "broken", "message": words}

    async def _restore(self, back: Mapping[str, Any]) -> None:
        answer = await self._asked(self.engine, {"errand": "restore", **back})
        if answer["said"] == "failed":
            raise BadInput([_refused(answer["message"])])

    def _remember(self, words: str, back: Callable[[], Awaitable[None]]) -> None:
        entry = Undoable(words=words, take_back=back)
        self.undoable = [*self.undoable[1 - MOST_UNDONE :], entry]

    def _refuse_while_running(self) -> None:
        if self.run is not None and self.run.running:
            raise BadInput([_refused("A run is under way.", "Wait until it is done, or stop it.")])


def _refused(message: str, remedy: str = "") -> Finding:
    return Finding(code="change-refused", message=message, remedy=remedy)
