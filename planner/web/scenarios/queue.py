"""What is to be compared: kept in the folder, so that no restart loses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.domain import BadInput, Finding
from planner.domain.comparison import BASE
from planner.files import write_file
from planner.web.scenarios.drafts import Draft

QUEUE_FILE = ".planner-queue.json"
DRAFTS = TypeAdapter(tuple[Draft, ...])


class Queue:
    """Scenarios in the order in which they were added; all tabs share them.

    Parameters
    ----------
    folder : Path
        The territory.

    Attributes
    ----------
    trouble : str
        Why those that were kept cannot be read; empty if they can.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / QUEUE_FILE
        self.drafts: tuple[Draft, ...] = ()
        self.trouble = ""
        try:
            self.drafts = DRAFTS.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValidationError) as error:
            first = str(error).splitlines()[0]
            self.trouble = f"{QUEUE_FILE} cannot be read ({first}): the list begins empty."

    def add(self, *drafts: Draft) -> None:
        """Add scenarios.

        Raises
        ------
        BadInput
            If a name is taken.
        """
        taken = {BASE, *(draft.name for draft in self.drafts)}
        doubled = [draft.name for draft in drafts if draft.name in taken]
        if doubled:
            raise BadInput(_name_taken(name) for name in doubled)
        self._keep((*self.drafts, *drafts))

    def remove(self, draft: Draft) -> None:
        """Take a scenario out."""
        self._keep([each for each in self.drafts if each != draft])

    def were_compared(self, drafts: Sequence[Draft]) -> None:
        """A comparison of these scenarios was written."""
        self._keep(
            [replace(each, compared=True) if each in drafts else each for each in self.drafts]
        )

    def _keep(self, drafts: Sequence[Draft]) -> None:
        self.drafts = tuple(drafts)
        write_file(self._path, DRAFTS.dump_json(self.drafts, indent=1).decode())


def _name_taken(name: str) -> Finding:
    return Finding(
        code="overlay-name",
        message="A scenario of this name is to be compared already",
        remedy="Give this one another name.",
        value=name,
    )
