"""The process that plans: asked line by line, so that the server never waits for a search."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Said = dict[str, Any]
MOST_LINE = 2**26
CLOSING_SECONDS = 20.0


class EngineBroke(Exception):  # noqa: N818 - named as it is said
    """The process ended in the middle of an errand."""


class Engine:
    """One process of `planner.web.runs.worker`, begun when it is first needed.

    It lives in a session of its own, so that Ctrl-C reaches the server alone. When the server
    ends, however it ends, the process reads the end of its input: it stops its search, writes the
    best plan so far and ends, too.

    Parameters
    ----------
    folder : Path
        The territory.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether an errand is under way."""
        return self._turn.locked()

    async def ask(self, errand: Mapping[str, Any], hear: Callable[[Said], None]) -> Said:
        """Run an errand to its end; one at a time, in the order of asking.

        Parameters
        ----------
        errand : mapping
            With its name under ``errand``; see `planner.web.runs.worker`.
        hear : callable
            Called with everything that is said on the way.

        Returns
        -------
        dict
            The last word, with ``said`` being ``done`` or ``failed``.

        Raises
        ------
        EngineBroke
            If the process ends without a last word.
        """
        async with self._turn:
            process = await self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(json.dumps(errand).encode() + b"\n")
                await process.stdin.drain()
                while line := await process.stdout.readline():
                    said: Said = json.loads(line)
                    if said["said"] in ("done", "failed"):
                        return said
                    hear(said)
            except (BrokenPipeError, ConnectionResetError):
                pass
            code = await process.wait()
            self._process = None
            raise EngineBroke(f"the planning process ended with code {code}")

    def stop(self) -> None:
        """Ask the errand under way to end with what it has."""
        if self._process is not None and self._process.stdin is not None and self.busy:
            self._process.stdin.write(b'{"errand": "stop"}\n')

    async def close(self) -> None:
        """End the process; an errand under way keeps what it has."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), CLOSING_SECONDS)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "planner.web.runs.worker", str(self.folder),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                start_new_session=True, limit=MOST_LINE,
            )  # fmt: skip
        return self._process
