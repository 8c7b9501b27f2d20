"""What was put on a server: the ETag of every entry, by rep and UID."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from planner.domain import BadInput
from planner.files.json_text import parse_json
from planner.files.opening import read_file
from planner.files.writing import write_file

PUBLISHED_FILE = "published.json"

Published = Mapping[str, Mapping[str, str]]


def published_in(folder: Path) -> dict[str, dict[str, str]]:
    """ETags by rep and UID; none where the file is lost or broken, which costs only care."""
    try:
        read = parse_json(read_file(folder / PUBLISHED_FILE))
        return {str(rep): {str(u): str(e) for u, e in etags.items()} for rep, etags in read.items()}
    except (BadInput, ValueError, AttributeError):
        return {}


def remember_published(folder: Path, rep: str, etags: Mapping[str, str]) -> None:
    """Write what is on the server of one rep."""
    everyone = {**published_in(folder), rep: dict(etags)}
    write_file(folder / PUBLISHED_FILE, json.dumps(everyone, indent=1, sort_keys=True) + "\n")


def forget_gone(folder: Path, rep: str, there: Collection[str]) -> None:
    """Forget entries that the rep deleted, once the plan knows it: they may be put anew."""
    known = published_in(folder).get(rep, {})
    left = {uid: etag for uid, etag in known.items() if uid in there}
    if left != known:
        remember_published(folder, rep, left)
