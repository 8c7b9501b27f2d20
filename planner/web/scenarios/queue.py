"""What is to be compared: kept in the folder, so that no restart loses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.domain import BadInput, Finding
from planner.domain.comparison import BASE
from planner.web.folder.own import own_locked, write_own
from planner.web.folder.picture import stamp_of
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
        self._read: tuple[int, tuple[Draft, ...]] | None = None
        self.trouble = ""

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """All of them, read anew if their file has changed."""
        stamp = stamp_of(self._path)
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, self._kept()
        return self._read[1]

    def add(self, *drafts: Draft) -> None:
        """Add scenarios.

        Raises
        ------
        BadInput
            If a name is taken.
        """
        with own_locked(self._path.parent):
            kept = self._kept()
            taken = {BASE, *(draft.name for draft in kept)}
            doubled = [draft.name for draft in drafts if draft.name in taken]
            if doubled:
                raise BadInput(_name_taken(name) for name in doubled)
            self._keep((*kept, *drafts))

    def remove(self, draft: Draft) -> None:
        """Take a scenario out."""
        with own_locked(self._path.parent):
            self._keep([each for each in self._kept() if each != draft])

    def were_compared(self, drafts: Sequence[Draft]) -> None:
        """A comparison of these scenarios was written."""
        with own_locked(self._path.parent):
            self._keep(
                [replace(each, compared=True) if each in drafts else each for each in self._kept()]
            )

    def _kept(self) -> tuple[Draft, ...]:
        self.trouble = ""
        try:
            return DRAFTS.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValidationError) as error:
            first = str(error).splitlines()[0]
            self.trouble = f"{QUEUE_FILE} cannot be read ({first}): the list begins empty."
        return ()

    def _keep(self, drafts: Sequence[Draft]) -> None:
        write_own(self._path, DRAFTS.dump_json(tuple(drafts), indent=1).decode())


def _name_taken(name: str) -> Finding:
    return Finding(
        code="overlay-name",
        message="A scenario of this name is to be compared already",
        remedy="Give this one another name.",
        value=name,
    )
