"""Accounts ranked by what they bring: the Pareto line, A/B/C, and classes that do not flicker.

**The line.** Key accounts are the top share of the accounts that buy, rounded up to whole
accounts, or the fewest top accounts that together bring a share of all revenue (or profit). The
line's height is what the last of them brings.

**A, B, C.** A are the key accounts. B are the next 30 % of accounts under a top share, or those
up to 95 % of revenue under a cumulative share; C are the rest.

**Hysteresis.** Where a last classification is given, an account that was key stays key down to a
band below the line, and one that was secondary becomes key only from the band above it. Others
are classed by rank. Classifying the same figures again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Generic

from planner.accounts.tiers import AnyRated, by_worth, is_prospect, prospect_tier, rank_worth
from planner.domain import Measure, Tier

NEXT_ACCOUNTS = Fraction(3, 10)
"""B: share of accounts after the key ones."""
NEXT_REVENUE = Fraction(95, 100)
"""B: up to this cumulative share, where the key line is one."""
PARETO_SHARES = tuple(Fraction(n, 100) for n in (1, 5, 10, 20, 25, 50, 100))


@dataclass(frozen=True, kw_only=True)
class KeyLine:
    """How key accounts are told from secondary ones.

    Parameters
    ----------
    measure : Measure
        What accounts are ranked by.
    accounts : Fraction or None
        Key: this share of the accounts that buy.
    cumulative : Fraction or None
        Key: the top accounts up to this share of all they bring. One of the two is given.
    margin : Decimal
        Where an account does not say its own.
    band : Fraction
        Hysteresis, as a share of the line's height.
    """

    measure: Measure = Measure.REVENUE
    accounts: Fraction | None = Fraction(1, 5)
    cumulative: Fraction | None = None
    margin: Decimal = Decimal("0.25")
    band: Fraction = Fraction(1, 10)

    def __post_init__(self) -> None:
        if (self.accounts is None) == (self.cumulative is None):
            raise ValueError("a key line is a share of accounts or a cumulative share")


@dataclass(frozen=True, kw_only=True)
class Standing(Generic[AnyRated]):
    """Where one account stands.

    Parameters
    ----------
    rank : int or None
        1 is the best; None for targets and leads.
    worth : Fraction
        Cents a year it is ranked by.
    share : Fraction or None
        Of all worth, with all better ones.
    letter : str
        A, B or C; empty for targets and leads.
    last : Tier or None
        In the last classification.
    held : bool
        Whether only hysteresis gives it this class.
    """

    account: AnyRated
    tier: Tier
    rank: int | None = None
    worth: Fraction = Fraction(0)
    share: Fraction | None = None
    letter: str = ""
    last: Tier | None = None
    held: bool = False

    @property
    def changed(self) -> bool:
        """Whether its class is another than last time."""
        return self.last is not None and self.last is not self.tier


@dataclass(frozen=True, kw_only=True)
class Classification(Generic[AnyRated]):
    """All accounts with their classes.

    Parameters
    ----------
    standings : tuple of Standing
        Those that buy, the best first; then targets and leads by id.
    height : Fraction
        Cents a year of the last account above the line, by rank.
    gone : tuple of str
        Ids of the last classification that are no account now.
    """

    line: KeyLine
    standings: tuple[Standing[AnyRated], ...]
    height: Fraction
    gone: tuple[str, ...] = ()

    @property
    def ranked(self) -> tuple[Standing[AnyRated], ...]:
        """Accounts that buy, the best first."""
        return tuple(one for one in self.standings if one.rank is not None)

    @property
    def total(self) -> Fraction:
        """Cents a year of all accounts that buy."""
        return sum((one.worth for one in self.ranked), Fraction(0))

    @property
    def tiers(self) -> dict[str, Tier]:
        """Class by id."""
        return {one.account.id: one.tier for one in self.standings}

    def top(self, share: Fraction) -> tuple[int, Fraction | None]:
        """Number of accounts in a top share, rounded up, and what share of all they bring."""
        ranked = self.ranked
        count = ceil(share * len(ranked))
        return count, ranked[count - 1].share if count and self.total else None

    def near(self, band: Fraction) -> tuple[Standing[AnyRated], ...]:
        """Accounts within a share of the line's height, the best first."""
        return tuple(
            one for one in self.ranked if abs(one.worth - self.height) <= band * self.height
        )


def rank_accounts(
    accounts: Iterable[AnyRated], line: KeyLine, last: Mapping[str, Tier] | None = None
) -> Classification[AnyRated]:
    """Class every account.

    Parameters
    ----------
    last : mapping of str to Tier, optional
        The last classification, by id.
    """
    accounts = list(accounts)
    last = last or {}
    billing = by_worth((a for a in accounts if not is_prospect(a)), line.measure, line.margin)
    worth = [rank_worth(account, line.measure, line.margin) for account in billing]
    shares = _cumulative(worth)
    keys, bs = _counts(line, shares)
    height = worth[keys - 1] if keys else Fraction(0)
    standings = []
    for n, account in enumerate(billing):
        before = last.get(account.id)
        by_rank = Tier.KEY if n < keys else Tier.SECONDARY
        tier = _settled(by_rank, before, worth[n], height, line.band)
        letter = "A" if tier is Tier.KEY else "B" if n < bs else "C"
        standings.append(
            Standing(
                account=account, tier=tier, rank=n + 1, worth=worth[n], share=shares[n],
                letter=letter, last=before, held=tier is not by_rank,
            )
        )  # fmt: skip
    prospects = sorted((a for a in accounts if is_prospect(a)), key=lambda a: a.id)
    standings += [
        Standing(account=account, tier=prospect_tier(account), last=last.get(account.id))
        for account in prospects
    ]
    known = {account.id for account in accounts}
    return Classification(
        line=line,
        standings=tuple(standings),
        height=height,
        gone=tuple(sorted(set(last) - known)),
    )


def _cumulative(worth: Sequence[Fraction]) -> list[Fraction]:
    """Share of the whole that each and all before it bring; 1 each where nothing is brought."""
    total = sum(worth, Fraction(0))
    shares, so_far = [], Fraction(0)
    for one in worth:
        so_far += one
        shares.append(so_far / total if total else Fraction(1))
    return shares


def _counts(line: KeyLine, shares: Sequence[Fraction]) -> tuple[int, int]:
    """Number of key accounts, and of key and B accounts."""
    if line.accounts is not None:
        keys = ceil(line.accounts * len(shares))
        return keys, min(ceil((line.accounts + NEXT_ACCOUNTS) * len(shares)), len(shares))
    assert line.cumulative is not None
    keys = _reaching(shares, line.cumulative)
    return keys, max(keys, _reaching(shares, NEXT_REVENUE))


def _reaching(shares: Sequence[Fraction], share: Fraction) -> int:
    """Fewest accounts that together bring a share."""
    if share <= 0:
        return 0
    return next((n for n, one in enumerate(shares, start=1) if one >= share), len(shares))


def _settled(
    by_rank: Tier, before: Tier | None, worth: Fraction, height: Fraction, band: Fraction
) -> Tier:
    """Class after hysteresis."""
    if by_rank is Tier.SECONDARY and before is Tier.KEY and worth >= height * (1 - band):
        return Tier.KEY
    if by_rank is Tier.KEY and before is Tier.SECONDARY and worth < height * (1 + band):
        return Tier.SECONDARY
    return by_rank
