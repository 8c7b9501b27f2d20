"""What was exported: the version of every calendar entry that a rep may have imported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter, ValidationError

from planner.domain import BadInput, Finding

EXPORTED_FILE = "exported.json"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an entry said besides its times, title and category.

    Parameters
    ----------
    account_id : str
        Empty for lunches and drives.
    degrees, title, address : (float, float) or None, str, str
        Where it was.
    """

    account_id: str
    description: str
    busy: bool
    visit: bool
    is_drive: bool
    degrees: tuple[float, float] | None
    title: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """An entry as it was exported last.

    Parameters
    ----------
    uid, rep : str
        The entry's id, and whose calendar it is in.
    digest : str
        SHA-256 of its content without its version.
    sequence, created, modified : int, datetime, datetime
        Its version.
    start, end, summary, category : datetime, datetime, str, str
        What a cancellation repeats.
    cancelled : bool
        Whether it was last exported as cancelled: its id comes back with a higher sequence.
    said : Said or None
        By which an entry of a day that is over stays as it was; None in records of earlier
        versions.
    """

    uid: str
    rep: str
    digest: str
    sequence: int
    created: datetime
    modified: datetime
    start: datetime
    end: datetime
    summary: str
    category: str
    cancelled: bool = False
    said: Said | None = None


Exported = Mapping[str, Record]
"""Records by UID."""


@cache
def _adapter() -> TypeAdapter[tuple[Record, ...]]:
    return TypeAdapter(tuple[Record, ...])


def exported_to_json(records: Iterable[Record]) -> str:
    """Write records as text, one a line, sorted by rep and id: always the same bytes."""
    ordered = sorted(records, key=lambda record: (record.rep, record.uid))
    lines = (json.dumps(asdict(r), ensure_ascii=False, default=datetime.isoformat) for r in ordered)
    return "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]\n"


def exported_from_json(text: str | bytes, file: str = EXPORTED_FILE) -> Exported:
    """Read what was exported.

    Raises
    ------
    BadInput
        If it is no such file: guessing would number entries wrongly.
    """
    try:
        records = _adapter().validate_json(text)
        aware = all(
            moment.tzinfo is not None
            for record in records
            for moment in (record.created, record.modified, record.start, record.end)
        )
    except ValidationError:
        aware = False
    if not aware:
        raise BadInput(
            [
                Finding(
                    code="exported-broken",
                    message="The record of what was exported cannot be read",
                    remedy="Delete it: no visit will be doubled, but the next file of changes "
                    "will be missing",
                    file=file,
                )
            ]
        )
    return {record.uid: record for record in records}
