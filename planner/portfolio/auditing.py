"""A past calendar matched and added up: the use case behind `planner audit`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from planner.accounts import classify
from planner.accounts.audit import Audit, audit
from planner.accounts.matching import NOBODY, Kind, Match, match_events
from planner.domain import UID_DOMAIN, BadInput, Finding, Period, Territory, stable_uid
from planner.domain.past import PastEvent
from planner.files.edited import kept_original
from planner.files.lock import locked
from planner.files.writing import write_files
from planner.readers import read_territory
from planner.readers.past import Past, days_before, read_past, span_of
from planner.readers.settled import Settled, open_rows_written, read_settled
from planner.readers.unknowns import KnownAccounts, unknown_accounts

MATCH_FILE = "matches.csv"
WEEKS = 13
"""Looked at before the period, where no days are named."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """An audit, and what it rests on.

    Parameters
    ----------
    left_out : mapping of str to int
        Entries that took no time, by why.
    open_entries : int
        Rows of the file of matches that a person is asked to settle.
    """

    territory: Territory
    audit: Audit
    left_out: Mapping[str, int]
    match_file: Path
    open_entries: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to audit.

    Parameters
    ----------
    past : Path
        ``.ics``, ``.csv`` or ``.xlsx``.
    first, last : date or None
        Days that count; 13 weeks before the period by default.
    rep : str or None
        Match with this rep's accounts alone.
    me : tuple of str
        The rep's own e-mail addresses.
    match_file : Path or None
        ``matches.csv`` in the territory's folder by default.
    """

    past: Path
    first: date | None = None
    last: date | None = None
    rep: str | None = None
    me: tuple[str, ...] = ()
    match_file: Path | None = None
    not_seen_days: int = 30


def audit_past(folder: Path, question: Question) -> Looked:
    """Match a past calendar with a territory's accounts, and write what is unsure.

    Raises
    ------
    BadInput
        With everything that is wrong with the files.
    """
    with locked(folder):
        reading = read_territory(folder, tolerate_rep_faults=True)
        territory = reading.territory
        if question.rep is not None:
            territory = _of_rep(territory, question.rep)
        span = _span(territory.period, question)
        everybody = {account.id for account in reading.territory.accounts}
        past = matched_past(folder, territory, question, span, everybody)
        open_entries = _remember(past.match_file, past.settled, past.matches)
    return Looked(
        territory=territory,
        audit=audit(
            territory, classify(reading.territory), past.matches, span,
            not_seen_days=question.not_seen_days,
        ),
        left_out=past.left_out,
        match_file=past.match_file,
        open_entries=open_entries,
        findings=(*reading.findings, *past.findings),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Past events matched with accounts; nothing is written.

    Parameters
    ----------
    left_out : mapping of str to int
        Entries that took no time, by why.
    settled : Settled
        What the file of matches said.
    """

    matches: tuple[Match, ...]
    left_out: Mapping[str, int]
    match_file: Path
    settled: Settled
    findings: tuple[Finding, ...]


def matched_past(
    folder: Path,
    territory: Territory,
    question: Question,
    span: Period,
    everybody: Collection[str] = (),
) -> Matched:
    """Match the past of some days with a territory's accounts.

    Parameters
    ----------
    everybody : collection of str, optional
        Ids of all accounts, where the territory is but a part; the file of matches may name them.

    Raises
    ------
    BadInput
        With everything that is wrong with the files.
    """
    match_file = question.match_file or folder / MATCH_FILE
    known = [account.id for account in territory.accounts]
    ids = everybody or known
    own = set(known)
    settled = read_settled(match_file, everybody or own, NOBODY)
    past = read_past(question.past, span, question.me)
    events, twice = _distinct(past.events)
    mine = {entry: a for entry, a in settled.accounts.items() if a == NOBODY or a in own}
    uids = planned_uids(known, span, {event.uid for event in events})
    return Matched(
        matches=match_events(events, territory.accounts, mine, uids),
        left_out={**past.left_out, **({"twice in the file": twice} if twice else {})},
        match_file=match_file,
        settled=settled,
        findings=(*past.findings, *settled.findings, *_strangers(past, question.past.name, ids)),
    )


def _strangers(past: Past, file: str, known: Collection[str]) -> list[Finding]:
    """Warnings of accounts that the past names and that the list does not have (any more)."""
    own = {account_id.casefold() for account_id in known}
    written: dict[str, list[tuple[int | None, str]]] = {}
    for event in past.events:
        if event.account_id and event.account_id.strip().casefold() not in own:
            written.setdefault(event.account_id, []).append((event.row, "account_id"))
    return unknown_accounts(
        written,
        KnownAccounts(planned=known),
        file=file,
        code="past-unknown",
        effect="its visits are matched by their other words alone",
    )


def _of_rep(territory: Territory, rep: str) -> Territory:
    if rep not in territory.rep:
        raise BadInput(
            [
                Finding(
                    code="rep-unknown",
                    message="There is no such rep",
                    remedy=f"Choose one of: {', '.join(territory.rep)}.",
                    value=rep,
                )
            ]
        )
    return replace(territory, accounts=territory.accounts_of(rep))


def _span(period: Period, question: Question) -> Period:
    usual = days_before(period, WEEKS)
    first, last = question.first or usual.first, question.last or usual.last
    if question.first and not question.last:
        last = max(usual.last, first)
    if question.last and not question.first:
        first = last - timedelta(weeks=WEEKS) + timedelta(days=1)
    return span_of(period, first, last)


def planned_uids(
    accounts: Collection[str], span: Period, written: Collection[str]
) -> dict[str, str]:
    """Account by the id of entries that a plan of a month in the span wrote.

    An account is visited at most once a day, so that no ordinal is above 31; most are small,
    and the search ends when every id is known.

    Parameters
    ----------
    written : collection of str
        Ids of past entries; those that no plan can have written are passed over.
    """
    months = sorted({f"{day:%Y-%m}" for day in span.days})
    unknown = {uid for uid in written if uid.endswith(f"@{UID_DOMAIN}")}
    found: dict[str, str] = {}
    for ordinal, month in product(range(1, 32), months):
        if not unknown:
            break
        for account in accounts:
            uid = stable_uid(month, account, ordinal)
            if uid in unknown:
                found[uid] = account
                unknown.discard(uid)
    return found


def _distinct(events: Sequence[PastEvent]) -> tuple[list[PastEvent], int]:
    """Events without those that an export holds twice: same time, words and place."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for event in events:
        same = (event.start, event.end, event.title, event.location, event.account_id)
        if event.private or same not in seen:
            kept.append(event)
        seen.add(same)
    return kept, len(events) - len(kept)


def _remember(path: Path, settled: Settled, matches: Iterable[Match]) -> int:
    """Write what is unsure, the most hours first, below the rows that a person's file has."""
    unsure: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in matches:
        if match.kind is Kind.UNSURE:
            unsure[match.entry].append(match)
    rows = dict(settled.rows)
    for entry, alike in unsure.items():
        if not rows.get(entry, {}).get("account_id"):
            rows[entry] = _row(alike)
    open_rows = [row for row in rows.values() if not row.get("account_id")]
    if rows and rows != settled.rows:
        open_rows.sort(key=lambda row: (-_hours(row), row["title"]))
        before = path.read_bytes() if path.exists() else None
        written = open_rows_written(before, path.name, open_rows)
        folder = path.absolute().parent
        write_files(folder, {path.name: written, **kept_original(folder, path.name)})
    return len(open_rows)


def _hours(row: Mapping[str, str]) -> float:
    """Hours of an open row; the file is edited by people, who may have written anything."""
    try:
        return float(row.get("hours") or 0)
    except ValueError:
        return 0.0


def _row(alike: Sequence[Match]) -> dict[str, str]:
    first = alike[0]
    return {
        "title": first.event.title,
        "location": first.event.location,
        "account_id": "",
        "suggestion": first.account_id,
        "confidence": f"{first.confidence:.2f}",
        "others": " ".join(f"{account} ({sure:.2f})" for account, sure in first.others),
        "events": str(len(alike)),
        "hours": f"{sum(match.event.minutes for match in alike) / 60:.1f}",
    }
