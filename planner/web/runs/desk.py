"""What an errand works with: a folder, somebody to tell how it goes, and when to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.files.lock import locked
from planner.solving.together import RepProgress

Answer = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What an errand works with.

    Parameters
    ----------
    folder : Path
        The territory.
    tell : callable
        Says how it goes.
    stop : callable
        Whether to end with what there is.
    """

    folder: Path
    tell: Callable[[Answer], None]
    stop: Callable[[], bool]

    def locked(self) -> AbstractContextManager[None]:
        """Keep others from the folder; waiting for them is told, and ends when it is to stop.

        Raises
        ------
        BadInput
            If somebody else is still at work.
        """
        return locked(
            self.folder,
            stop=self.stop,
            say=lambda line: self.tell({"said": "words", "words": line}),
        )

    def watch(self, reps: Sequence[RepProgress]) -> None:
        """Tells where a search stands."""
        self.tell(
            {
                "said": "progress",
                "reps": [
                    {
                        "rep": rep.rep,
                        "state": rep.state,
                        "objective": rep.objective_cents,
                        "bound": rep.bound_cents,
                    }
                    for rep in reps
                ],
            }
        )
