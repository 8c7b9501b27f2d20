"""The process that plans: reads errands line by line, and says line by line how they go.

``python -m planner.web.runs.worker DIR``. Each line is a JSON object. While an errand is under way
a line ``{"errand": "stop"}``, or the end of the input, ends it with what it has.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from planner.domain import BadInput, Infeasible, PlannerError
from planner.web.runs.desk import Desk
from planner.web.runs.errands import ERRANDS

NICENESS = 5
"""The server comes first: a page answers while a search takes every core."""


class _Lines:
    """What came in: errands in their turn, and whether the one under way is to stop."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.errands: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self.halt = threading.Event()
        self.over = False
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[bytes]) -> None:
        for line in stream:
            errand = json.loads(line)
            if errand["errand"] == "stop":
                self.halt.set()
            else:
                self.errands.put(errand)
        self.over = True
        self.halt.set()
        self.errands.put(None)


def main(folder: Path) -> None:
    """Run errands until the input ends."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer
    lines = _Lines(sys.stdin.buffer)

    def say(said: dict[str, Any]) -> None:
        try:
            answers.write(json.dumps(said) + "\n")
            answers.flush()
        except OSError:  # the server is gone: what is begun is brought to an end all the same
            pass

    while (errand := lines.errands.get()) is not None:
        if not lines.over:
            lines.halt.clear()
        say(_answer(folder, errand, Desk(folder=folder, tell=say, stop=lines.halt.is_set)))


def _answer(folder: Path, errand: dict[str, Any], desk: Desk) -> dict[str, Any]:
    name = errand.pop("errand")
    try:
        return {"said": "done", **ERRANDS[name](desk, **errand)}
    except PlannerError as error:
        return {"said": "failed", **failure(error)}
    except OSError as error:
        words = f"{error.filename or folder}: {error.strerror or error}"
        return {"said": "failed", "status": "bad-input", "message": words}
    except Exception as error:  # a bug in one errand must not end the process
        import traceback

        traceback.print_exc()
        return {"said": "failed", "status": "bug", "message": f"{type(error).__name__}: {error}"}


def failure(error: PlannerError) -> dict[str, Any]:
    """An error as the pages show it."""
    findings = error.findings if isinstance(error, BadInput) else ()
    conflicts = error.conflicts if isinstance(error, Infeasible) else ()
    return {
        "status": error.exit_code.name.lower().replace("_", "-"),
        "message": str(error),
        "findings": [asdict(finding) for finding in findings],
        "conflicts": [asdict(conflict) for conflict in conflicts],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
