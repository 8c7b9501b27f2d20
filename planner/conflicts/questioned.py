"""The rules that can be left out one by one, to see which of them are in conflict.

The day itself is not questioned: working hours, days off, busy times, lunch, opening hours,
drives and the length of visits are the time that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from planner.domain import Account, Quota, Territory, Tier
from planner.reports.words import count
from planner.rules import Compiled

NO_LIMIT_DAYS = 100_000
"""A longest gap that asks for nothing."""

Drop = Callable[[Territory, Collection[str]], Territory]
"""The territory without a rule for some accounts."""


@dataclass(frozen=True, kw_only=True)
class Questioned:
    """A rule that can be left out.

    Parameters
    ----------
    rule : str
        Its id; a quota's is its own.
    says : str
        What it asks for, in words.
    drop : callable
        Leaves it out for the given accounts; a rule that is not about single accounts, whole.
    accounts : tuple of str
        Those that it is about; empty for a rule that is not about single accounts.
    """

    rule: str
    says: str
    drop: Drop
    accounts: tuple[str, ...] = ()

    def left_out(self, territory: Territory) -> Territory:
        """The territory without the rule."""
        return self.drop(territory, self.accounts)

    def only_for(self, accounts: Collection[str], territory: Territory) -> Territory:
        """The territory with the rule for these accounts alone."""
        others = [one for one in self.accounts if one not in accounts]
        return self.drop(territory, others) if others else territory


def questioned_rules(territory: Territory, compiled: Compiled) -> tuple[Questioned, ...]:
    """The rules that bind a rep, those first that a manager thinks of first."""
    return tuple(
        rule
        for found in (
            _contracts(compiled),
            _quotas(territory, compiled),
            _most_visits(territory, compiled),
            _gaps(compiled),
            _exceptions(territory, compiled),
        )
        for rule in found
    )


def _exceptions(territory: Territory, compiled: Compiled) -> Iterator[Questioned]:
    mine = set(compiled.account_ids)
    refused = sorted({each.account_id for each in territory.refusals} & mine)
    if refused:
        yield Questioned(
            rule="refusals",
            says=f"{count(len(refused), 'account')} not visited on days they refuse",
            drop=_without_refusals,
            accounts=tuple(refused),
        )
    pinned = sorted({pin.account_id for pin in territory.pins} & mine)
    if pinned:
        yield Questioned(
            rule="pins",
            says=f"confirmed appointments with {count(len(pinned), 'account')}",
            drop=_without_pins,
            accounts=tuple(pinned),
        )


def _most_visits(territory: Territory, compiled: Compiled) -> Iterator[Questioned]:
    """Limits of single accounts and days."""
    free = {
        compiled.tiers[a] for a in compiled.account_ids if territory.account[a].contract is None
    }
    if free:
        says = ", ".join(
            f"{tier} {territory.policy.tiers[tier].max_visits}" for tier in Tier if tier in free
        )
        yield Questioned(
            rule="max_visits",
            says=f"most visits of an account without contract: {says}",
            drop=lambda place, _: with_most_visits(place, free, len(place.period.days)),
        )
    most = territory.rep[compiled.rep_id].max_visits_per_day
    if most is not None:
        yield Questioned(
            rule="visits-per-day",
            says=f"at most {count(most, 'visit')} a day",
            drop=lambda place, _: with_most_a_day(place, compiled.rep_id, None),
        )
    leads = territory.policy.max_active_leads
    if leads is not None and "leads" in compiled.units:
        yield Questioned(
            rule="lead-cap",
            says=f"at most {count(leads, 'lead')} in the period",
            drop=lambda place, _: with_lead_cap(place, None),
        )


def _gaps(compiled: Compiled) -> Iterator[Questioned]:
    of_client = compiled.account_ids
    windows = compiled.problem.count_windows
    close = sorted({of_client[w.client] for w in windows if w.at_most is not None})
    if close:
        yield Questioned(
            rule="min_gap_days",
            says=f"shortest gaps between visits of {count(len(close), 'account')}",
            drop=with_min_gap,
            accounts=tuple(close),
        )
    far = sorted(
        {of_client[w.client] for w in windows if w.at_least}
        | {
            of_client[row.weights.index(1)]
            for row in compiled.problem.rows
            if row.label.startswith("spacing:") and row.at_least
        }
    )
    if far:
        yield Questioned(
            rule="max_gap_days",
            says=f"longest gaps between visits of {count(len(far), 'account')}",
            drop=without_max_gap,
            accounts=tuple(far),
        )


def _quotas(territory: Territory, compiled: Compiled) -> Iterator[Questioned]:
    for quota in territory.policy.quotas:
        if quota.id in compiled.units or f"{quota.id}:max" in compiled.units:
            yield Questioned(
                rule=quota.id,
                says=f"{_limits_words(quota)} of visit minutes for {' and '.join(quota.tiers)}",
                drop=_without_quota(quota),
            )


def _contracts(compiled: Compiled) -> Iterator[Questioned]:
    owed = {account: visits for account, visits in compiled.owed.items() if visits}
    if owed:
        clients = compiled.problem.clients
        minutes = sum(
            visits * min(clients[n].minutes for n in compiled.clients_of[account])
            for account, visits in owed.items()
        )
        yield Questioned(
            rule="contracts",
            says=f"{count(len(owed), 'contract')} of {count(sum(owed.values()), 'visit')}, "
            f"{minutes / 60:.1f} h",
            drop=without_contracts,
            accounts=tuple(sorted(owed)),
        )


# ---- changed territories -------------------------------------------------------------------


def with_accounts(
    territory: Territory, accounts: Collection[str], change: Callable[[Account], Account]
) -> Territory:
    """The territory with some accounts changed."""
    changed = set(accounts)
    return replace(
        territory,
        accounts=tuple(
            change(account) if account.id in changed else account for account in territory.accounts
        ),
    )


def without_contracts(territory: Territory, accounts: Collection[str]) -> Territory:
    """Nothing is owed to these accounts."""
    return with_accounts(territory, accounts, lambda account: replace(account, contract=None))


def without_max_gap(territory: Territory, accounts: Collection[str]) -> Territory:
    """These accounts may be left alone as long as one likes."""
    return with_accounts(
        territory, accounts, lambda account: replace(account, max_gap_days=NO_LIMIT_DAYS)
    )


def with_min_gap(territory: Territory, accounts: Collection[str]) -> Territory:
    """These accounts may be visited day after day."""
    return with_accounts(territory, accounts, lambda account: replace(account, min_gap_days=1))


def with_most_a_day(territory: Territory, rep_id: str, most: int | None) -> Territory:
    """A rep makes at most so many visits a day."""
    return replace(
        territory,
        reps=tuple(
            replace(rep, max_visits_per_day=most) if rep.id == rep_id else rep
            for rep in territory.reps
        ),
    )


def with_most_visits(territory: Territory, tiers: Collection[Tier], most: int) -> Territory:
    """Accounts of these classes get up to so many visits, or more where they do already."""
    changed = {
        tier: replace(usual, max_visits=max(most, usual.max_visits)) if tier in tiers else usual
        for tier, usual in territory.policy.tiers.items()
    }
    return replace(territory, policy=replace(territory.policy, tiers=changed))


def with_lead_cap(territory: Territory, most: int | None) -> Territory:
    """A rep works on at most so many leads."""
    return replace(territory, policy=replace(territory.policy, max_active_leads=most))


def with_quota(
    territory: Territory, quota: Quota, low: Fraction | None, high: Fraction | None
) -> Territory:
    """A quota with other limits; without any, it is left out."""
    others = (replace(quota, min_share=low, max_share=high),) if low or high is not None else ()
    quotas = tuple(
        made for each in territory.policy.quotas for made in (others if each == quota else (each,))
    )
    return replace(territory, policy=replace(territory.policy, quotas=quotas))


def _without_quota(quota: Quota) -> Drop:
    return lambda territory, _: with_quota(territory, quota, None, None)


def _without_refusals(territory: Territory, accounts: Collection[str]) -> Territory:
    kept = tuple(each for each in territory.refusals if each.account_id not in accounts)
    return replace(territory, refusals=kept)


def _without_pins(territory: Territory, accounts: Collection[str]) -> Territory:
    kept = tuple(pin for pin in territory.pins if pin.account_id not in accounts)
    return replace(territory, pins=kept)


# ---- words ---------------------------------------------------------------------------------


def share_words(share: Fraction) -> str:
    """A share as a percentage, ``80 %``."""
    return f"{round(float(share) * 100, 2):g} %"


def _limits_words(quota: Quota) -> str:
    limits = []
    if quota.min_share:
        limits.append(f"at least {share_words(quota.min_share)}")
    if quota.max_share is not None:
        limits.append(f"at most {share_words(quota.max_share)}")
    return " and ".join(limits)
