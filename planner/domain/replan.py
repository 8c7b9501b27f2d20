"""What a plan that is made anew keeps of the one before."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from planner.domain.plan import Break, Plan, Visit

PAST = "past"
"""Key of a plan's provenance: the last day that was over when the plan was made anew."""
PAST_VISITS = "past:sha256"
"""Key of a plan's provenance: `digest_of` the visits and lunches up to that day."""
BOUND = "bound"
"""Key of a plan's provenance: the plans that its bound speaks of, where these are not all."""
KEPT_PROMISES = "plans that lose no more of the visits planned before than this one does"
"""What the bound of a plan made anew speaks of: each rep's loss of promises is limited."""
SHORT = "past:short"
"""Key of a plan's provenance: reps whose past leaves a quota out of reach."""

MISSED = "past:missed"
"""Key of a plan's provenance: visits of the plan before that were missed, as a JSON list of
[account id, day]."""


@dataclass(frozen=True, kw_only=True)
class Replan:
    """The plan before, seen from some day on.

    Parameters
    ----------
    today : date
        The days up to and including it are over: they hold exactly the visits of `history`, and
        no rule is asked of them.
    history : tuple of Visit
        Visits up to today that were made, or will be, whoever made them.
    breaks : tuple of Break
        Lunches up to today.
    promised : tuple of Visit
        Later visits of the plan before, as far as they are still possible. One is kept if its
        account is visited on its day, at whatever time.
    most_changes : int or None
        Most promised visits of a rep that may be lost; None sets no limit.
    change_price : int
        Cents that a lost promise costs in the search, and never in the plan's worth.
    short : frozenset of str
        Reps whose visits up to today miss a quota by more than the days that are left can make
        good: their quotas are asked of the later days alone.
    """

    today: date
    history: tuple[Visit, ...]
    breaks: tuple[Break, ...] = ()
    promised: tuple[Visit, ...] = ()
    most_changes: int | None = None
    change_price: int = 0
    short: frozenset[str] = frozenset()


def past_of(plan: Plan) -> date | None:
    """Return the last day that was over when a plan was made anew; None for a plan made afresh."""
    try:
        return date.fromisoformat(plan.provenance[PAST])
    except (KeyError, ValueError):
        return None


def replan_of(plan: Plan) -> Replan | None:
    """Return what a stored plan itself says of its past; None for a plan made afresh."""
    today = past_of(plan)
    if today is None:
        return None
    return Replan(
        today=today,
        history=tuple(visit for visit in plan.visits if visit.start.date() <= today),
        breaks=tuple(pause for pause in plan.breaks if pause.start.date() <= today),
        short=frozenset(plan.provenance.get(SHORT, "").split()),
    )


def past_record(plan: Plan, replan: Replan) -> dict[str, str]:
    """Return the entries of a plan's provenance that say what of it was over."""
    record = {PAST: replan.today.isoformat(), PAST_VISITS: digest_of(replan.history, replan.breaks)}
    planned = {result.rep for result in plan.reps}
    short = " ".join(sorted(replan.short & planned))
    return record | ({SHORT: short} if short else {})


def missed_record(previous: Plan, missed: Collection[tuple[str, date]]) -> dict[str, str]:
    """Return the entry of a plan's provenance that names the visits that were missed.

    Without it nobody could tell later why they are gone. The entry is left out if there are none.
    """
    planned = {(visit.account_id, visit.start.date()) for visit in previous.visits}
    gone = sorted((account_id, day.isoformat()) for account_id, day in planned & set(missed))
    return {MISSED: json.dumps(gone)} if gone else {}


def missed_of(plan: Plan) -> frozenset[tuple[str, date]]:
    """Return account and day of the visits that were missed when a plan was made anew.

    Raises
    ------
    ValueError
        If the plan's entry is not as `missed_record` writes it.
    """
    try:
        entries = json.loads(plan.provenance.get(MISSED, "[]"))
    except RecursionError:
        raise ValueError("the entry is nested too deeply") from None
    if not isinstance(entries, list):
        raise ValueError("the entry is no list")
    found = set()
    for entry in entries:
        match entry:
            case [str(account_id), str(day)]:
                found.add((account_id, date.fromisoformat(day)))
            case _:
                raise ValueError(f"{entry!r} is no pair of an account and a day")
    return frozenset(found)


def digest_of(visits: Iterable[Visit], breaks: Iterable[Break]) -> str:
    """Return the SHA-256 of everything that some visits and lunches say."""
    entries: tuple[Visit | Break, ...] = (*visits, *breaks)
    said = sorted(repr(sorted(_texts(each).items())) for each in entries)
    return sha256("\n".join(said).encode()).hexdigest()


def _texts(entry: Visit | Break) -> dict[str, str]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else str(value)
        for key, value in asdict(entry).items()
    }
