"""Past events matched to accounts, each with the evidence and how sure it is.

The evidence, the surest first:

1. **settled**: a person said so, in the file of matches.
2. **id**: the entry names the account's id, or is a visit that was planned here.
3. **e-mail**: an attendee has the account's address (sure), or an address of its domain, unless
   the domain is a public mail service (0.9).
4. **place**: the entry lies within 150 m of the account (0.8), or its location is the account's
   address (token set ratio of at least 90, and the same house number: 0.9).
5. **name**: how alike title and name are, by RapidFuzz. The name found whole in the title counts
   in full, which is 0.97 (`partial_ratio`), words in any order by `token_sort_ratio`; a title
   that holds but a part of the name (``Bakken`` for ``Bakken Eye Care``) is a hint (0.75 at
   most), never sure.

Several kinds that agree make it surer, ``1 - product of (1 - each)``. An event is matched when the
best account reaches 0.85 and any other is at least twice as doubtful; it is unsure, and for a
person to settle, when some account reaches 0.6. So two accounts of one name are told apart by
place or address, or else asked about. An account that moved is found by its name: an old address
is no evidence against it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from planner.accounts.similar_names import UNSURE, SimilarNames
from planner.domain import Account
from planner.domain.past import PastEvent
from planner.readers.places import kilometres
from planner.readers.settled import key

SURE = 0.85
APART = 2.0
"""The second best account must be at least so many times as doubtful as the best."""
NEAR_KM = 0.15
_NEAR_DEGREES = 1.01 * NEAR_KM / 111.0
"""Degrees of latitude that are surely as far."""
NO_NUMBER = ""
"""Key of the addresses that do not begin with a house number."""
NOBODY = "-"
"""Account id by which a person says that an event was with no account."""

_NOISE = frozenset(
    re.findall(
        r"\w+",
        """a an and at the of for with w to in on re fw fwd visit visits meeting meet mtg call calls
        lunch coffee breakfast dinner followup follow up check checkin review intro demo appt
        appointment discuss discussion catch catchup sales rep key secondary target lead k s t l""",
    )
)
_FORMS = frozenset(("inc", "llc", "ltd", "co", "corp", "company", "gmbh", "ag", "kg", "lp", "plc"))
_PUBLIC_MAIL = frozenset(
    re.findall(
        r"\S+",
        """gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com
        me.com aol.com gmx.de gmx.net web.de proton.me protonmail.com mail.com comcast.net""",
    )
)
_TRAVEL = re.compile(r"^(drive|driving|travel|en route|reise|fahrt)\b", re.IGNORECASE)


class Kind(StrEnum):
    """What an event turned out to be."""

    MATCHED = "matched"
    UNSURE = "unsure"
    UNMATCHED = "unmatched"
    NOBODY = "no account"
    PRIVATE = "private"
    TRAVEL = "travel"


@dataclass(frozen=True, kw_only=True)
class Match:
    """An event and whom it was with.

    Parameters
    ----------
    account_id : str
        Of a matched event; of an unsure one, the likeliest.
    confidence : float
        0 to 1.
    evidence : str
        Kinds of evidence: ``id``, ``e-mail``, ``place``, ``name``, ``settled``.
    others : tuple of (str, float)
        Other accounts that it may have been, the likeliest first.
    """

    event: PastEvent
    kind: Kind
    account_id: str = ""
    confidence: float = 0.0
    evidence: str = ""
    others: tuple[tuple[str, float], ...] = ()

    @property
    def entry(self) -> tuple[str, str]:
        """What a person settles: title and location, in plain words."""
        return key(self.event.title, self.event.location)


def match_events(
    events: Sequence[PastEvent],
    accounts: Sequence[Account],
    settled: Mapping[tuple[str, str], str] | None = None,
    uids: Mapping[str, str] | None = None,
) -> tuple[Match, ...]:
    """Match every event, in their order.

    Parameters
    ----------
    settled : mapping of (title, location) to account id
        What a person said (`planner.readers.settled.key`); `NOBODY` for none.
    uids : mapping of str to str
        Account by the id of a planned visit's entry.
    """
    matcher = _Matcher(accounts, uids or {})
    matcher.learn_titles(event.title for event in events)
    return tuple(matcher.match(event, settled or {}) for event in events)


class _Matcher:
    def __init__(self, accounts: Sequence[Account], uids: Mapping[str, str]) -> None:
        self._accounts = sorted(accounts, key=lambda account: account.id)
        self._ids = {account.id.casefold(): account.id for account in self._accounts}
        self._uids = uids
        self._names = [_words(account.name) for account in self._accounts]
        self._mail: dict[str, list[str]] = defaultdict(list)
        self._domains: dict[str, list[str]] = defaultdict(list)
        self._streets: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for account in self._accounts:
            address = account.email.strip().casefold()
            if "@" in address:
                self._mail[address].append(account.id)
                domain = address.rpartition("@")[2]
                if domain not in _PUBLIC_MAIL:
                    self._domains[domain].append(account.id)
            if account.address:
                street = _plain(account.address)
                self._streets[_house_number(street)].append((account.id, street))
        self._by_title: dict[str, dict[str, float]] = {}
        self._by_street: dict[str, list[str]] = {}
        self._northwards = sorted(self._accounts, key=_latitude)
        self._latitudes = [_latitude(account) for account in self._northwards]

    def learn_titles(self, titles: Iterable[str]) -> None:
        """Compare equal titles once with the names that they may mean."""
        texts = sorted({_words(title) for title in titles} - {""})
        names = SimilarNames(self._names)
        for text, likeness in names.likeness(texts):
            self._by_title[text] = {self._accounts[n].id: alike for n, alike in likeness.items()}

    def match(self, event: PastEvent, settled: Mapping[tuple[str, str], str]) -> Match:
        """Weigh all evidence of one event."""
        if event.private:
            return Match(event=event, kind=Kind.PRIVATE)
        said = settled.get(key(event.title, event.location))
        if said is not None:
            kind = Kind.NOBODY if said == NOBODY else Kind.MATCHED
            account = "" if said == NOBODY else said
            return Match(
                event=event, kind=kind, account_id=account, confidence=1.0, evidence="settled"
            )
        if _TRAVEL.match(event.title):
            return Match(event=event, kind=Kind.TRAVEL)
        doubt: dict[str, float] = defaultdict(lambda: 1.0)
        kinds: dict[str, list[str]] = defaultdict(list)
        for evidence, found in (
            ("id", self._by_id(event)),
            ("e-mail", self._by_mail(event)),
            ("place", self._by_place(event)),
            ("name", self._by_title.get(_words(event.title), {})),
        ):
            for account, confidence in found.items():
                doubt[account] *= 1 - confidence
                kinds[account].append(evidence)
        ranked = sorted(((1 - left, account) for account, left in doubt.items()), key=_best_first)
        if not ranked or ranked[0][0] < UNSURE:
            return Match(event=event, kind=Kind.UNMATCHED)
        (confidence, account), rest = ranked[0], ranked[1:]
        next_doubt = 1 - rest[0][0] if rest else 1.0
        apart = next_doubt > 0 and next_doubt >= APART * (1 - confidence)
        return Match(
            event=event,
            kind=Kind.MATCHED if confidence >= SURE and apart else Kind.UNSURE,
            account_id=account,
            confidence=confidence,
            evidence=" + ".join(kinds[account]),
            others=tuple((other, sure) for sure, other in rest[:3] if sure >= UNSURE),
        )

    def _by_id(self, event: PastEvent) -> dict[str, float]:
        if event.account_id:
            named = self._ids.get(event.account_id.strip().casefold())
            return {named: 1.0} if named else {}
        if event.uid in self._uids:
            return {self._uids[event.uid]: 1.0}
        # An id in the text counts if it has a digit and three letters: "3" is a number.
        words = re.findall(r"[\w-]+", event.title.casefold())
        found = {self._ids[word] for word in words if len(word) > 2 and word in self._ids}
        return {account: 0.98 for account in found if re.search(r"\d", account)}

    def _by_mail(self, event: PastEvent) -> dict[str, float]:
        found: dict[str, float] = {}
        for address in event.emails:
            for account in self._domains.get(address.rpartition("@")[2], ()):
                found[account] = max(found.get(account, 0.0), 0.9)
        for address in event.emails:
            for account in self._mail.get(address, ()):
                found[account] = 0.99
        return found

    def _by_place(self, event: PastEvent) -> dict[str, float]:
        found: dict[str, float] = {}
        if event.place is not None:
            for account in self._about(event.place[0]):
                if kilometres(event.place, (account.latitude, account.longitude)) <= NEAR_KM:
                    found[account.id] = 0.8
        text = _plain(event.location)
        if len(text) >= 6:
            if text not in self._by_street:
                self._by_street[text] = self._at_street(text)
            found |= dict.fromkeys(self._by_street[text], 0.9)
        return found

    def _about(self, latitude: float) -> Sequence[Account]:
        """Accounts within a band of latitude that holds all that are near."""
        first = bisect_left(self._latitudes, latitude - _NEAR_DEGREES)
        return self._northwards[first : bisect_right(self._latitudes, latitude + _NEAR_DEGREES)]

    def _at_street(self, text: str) -> list[str]:
        """Accounts whose address this is: of the same house number, if theirs begins with one."""
        words = set(text.split())
        if len(words) < 2:
            return []
        found = []
        for number in (*sorted(words), NO_NUMBER):
            if number in self._streets:
                ids, streets = zip(*self._streets[number], strict=True)
                alike = process.extract(
                    text, streets, scorer=fuzz.token_set_ratio, score_cutoff=90, limit=None
                )
                found += [ids[place] for _, _, place in alike]
        return found


def _best_first(pair: tuple[float, str]) -> tuple[float, str]:
    return -pair[0], pair[1]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _words(text: str) -> str:
    """Words of a title or name that tell accounts apart."""
    words = re.findall(r"\w+", text.casefold().replace("'", "").replace("\u2019", ""))
    kept = [word for word in words if word not in _NOISE and word not in _FORMS]
    return " ".join(kept)


def _house_number(street: str) -> str:
    found = re.match(r"\d+\w?", street)
    return found.group() if found else NO_NUMBER


def _latitude(account: Account) -> float:
    return account.latitude
