"""What must not be told: the password's hash and the feeds' addresses, in one file of 0600."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.domain import BadInput, Finding
from planner.web.folder.own import write_own

KEYS_FILE = ".planner-web.json"
SECRET_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The secrets of a territory's server.

    Parameters
    ----------
    password : str
        Argon2id hash; empty where none is set.
    feeds : mapping of str to str
        Secret part of a feed's address by rep id; reps without a feed are missing.
    """

    password: str = ""
    feeds: Mapping[str, str] = field(default_factory=dict)

    def rep_of(self, secret: str) -> str | None:
        """Whose feed a secret opens; takes as long whichever it is, and if it is none."""
        found = None
        for rep, known in sorted(self.feeds.items()):
            if hmac.compare_digest(known.encode(), secret.encode()):
                found = rep
        return found


def read_keys(folder: Path) -> Keys:
    """The secrets in a territory's folder; none where there is no file.

    Raises
    ------
    BadInput
        If the file cannot be read.
    """
    path = folder / KEYS_FILE
    try:
        tree = json.loads(path.read_bytes())
        password, feeds = tree["password"], tree["feeds"]
        if not isinstance(password, str) or not all(isinstance(s, str) for s in feeds.values()):
            raise ValueError("it holds something else")
    except FileNotFoundError:
        return Keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput([_unreadable(path, error)]) from None
    return Keys(password=password, feeds=dict(feeds))


def write_keys(folder: Path, keys: Keys) -> None:
    """Write the secrets, for nobody but the owner to read, in one rename."""
    text = json.dumps({"password": keys.password, "feeds": dict(sorted(keys.feeds.items()))})
    write_own(folder / KEYS_FILE, text)


def with_feed(keys: Keys, rep: str) -> Keys:
    """A new address for a rep's feed; an old one is no longer valid."""
    return replace(keys, feeds={**keys.feeds, rep: secrets.token_urlsafe(SECRET_BYTES)})


def without_feed(keys: Keys, rep: str) -> Keys:
    """No feed for a rep."""
    return replace(keys, feeds={known: s for known, s in keys.feeds.items() if known != rep})


def _unreadable(path: Path, error: Exception) -> Finding:
    return Finding(
        code="file-unreadable",
        message=f"The server's own file cannot be read: {error}",
        remedy="Delete it: feeds then get new addresses, and a password is set anew.",
        file=str(path),
    )
