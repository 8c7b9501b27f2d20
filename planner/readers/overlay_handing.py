"""Accounts that get another rep: those of a rep who leaves, and those of one who comes.

The rule, for both. The hours that a rep **has** are the working hours of the period without days
off, holidays and lunch. The hours that an account **needs** are its visits (the contract's, else
those of now, else its class's usual number, at most its class's limit), each with the drive from
the rep's home one way. Drives are those of the travel times.

- A rep who leaves: key accounts come first, then by revenue. Each goes to the rep whose home is
  the shortest drive away; where that rep has no hours left, to the next nearest who has some and
  lives within an hour's drive; where there is none, to the nearest all the same. A rep who comes
  at the same time takes accounts only afterwards.
- A rep who comes takes the accounts that are a shorter drive from the new home than from their
  own rep's, the greatest saving first. With ``takes = "fair"``, which is the default, others
  follow that are within an hour's drive of the new home, the least longer drive first, as long
  as their rep has fewer hours left than the new one. Both only while the new rep's hours last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.accounts import months_in, visits_owed
from planner.accounts.hours import hours_fault, open_minutes
from planner.domain import Account, Period, Policy, Rep, Tier, TravelTimes, home_of

Travel = Callable[[Rep, Sequence[Account]], TravelTimes]
"""Travel times from a rep's home to some accounts."""


NEAR = 60
"""Most minutes from a rep's home to an account that is not given for its nearness alone."""


@dataclass(kw_only=True)
class Handing:
    """Whose account is whose, as accounts are handed on.

    Parameters
    ----------
    owners : dict of str to str
        Rep of every account, by id; changed by `hand_on` and `relieve`.
    reps : sequence of Rep
        All who may have accounts.
    workdays : mapping of str to frozenset of date
        Of every rep.
    """

    accounts: Sequence[Account]
    owners: dict[str, str]
    tiers: Mapping[str, Tier]
    reps: Sequence[Rep]
    workdays: Mapping[str, frozenset[date]]
    period: Period
    policy: Policy
    holidays: frozenset[date]
    travel: Travel
    _drives: dict[str, dict[str, float]] = field(default_factory=dict)

    def hand_on(self, leaving: Iterable[str], coming: frozenset[str]) -> Mapping[str, str]:
        """New reps of the accounts of those who leave, by account id.

        Reps who come get none, since they take their own; unless nobody else is left.
        """
        gone = frozenset(leaving)
        new = [rep for rep in self.reps if rep.id not in gone]
        staying = [rep for rep in new if rep.id not in coming] or new
        moved = sorted((a for a in self.accounts if self.owners[a.id] in gone), key=self._rank)
        left = {rep.id: self._minutes_left(rep, moved) for rep in staying}
        handed: dict[str, str] = {}
        for account in moved:
            near = sorted(staying, key=lambda rep: (self._drive(rep, account), rep.id))
            near[1:] = [rep for rep in near[1:] if self._drive(rep, account) <= NEAR]
            need = {rep.id: self._needs(rep, account) for rep in near}
            chosen = next((rep for rep in near if left[rep.id] >= need[rep.id]), near[0])
            left[chosen.id] -= need[chosen.id]
            handed[account.id] = self.owners[account.id] = chosen.id
        return handed

    def relieve(self, coming: Rep, fixed: frozenset[str], *, fair: bool) -> Mapping[str, str]:
        """Accounts that a new rep takes, with the rep whose they were; ``fixed`` ones stay."""
        reps = {rep.id: rep for rep in self.reps}
        others = [
            account
            for account in self.accounts
            if self.owners[account.id] != coming.id and account.id not in fixed
        ]
        left = {
            rep.id: self._minutes_left(rep, others if rep == coming else ()) for rep in self.reps
        }
        owner = {account.id: reps[self.owners[account.id]] for account in others}
        longer = {a.id: self._drive(coming, a) - self._drive(owner[a.id], a) for a in others}
        in_order = sorted(others, key=lambda account: (longer[account.id], account.id))
        taken: dict[str, str] = {}
        for account in in_order:
            giver = owner[account.id]
            need = self._needs(coming, account)
            near = fair and self._drive(coming, account) <= NEAR
            wanted = longer[account.id] < 0 or (near and left[giver.id] < left[coming.id] - need)
            if wanted and need <= left[coming.id]:
                left[coming.id] -= need
                left[giver.id] += self._needs(giver, account)
                taken[account.id] = giver.id
                self.owners[account.id] = coming.id
        return taken

    def _rank(self, account: Account) -> tuple[bool, int, str]:
        key = self.tiers[account.id] is Tier.KEY
        return not key, -(account.revenue_per_year or 0), account.id

    def _minutes_left(self, rep: Rep, more: Sequence[Account]) -> float:
        """Minutes that a rep has over what the own accounts need."""
        own = [account for account in self.accounts if self.owners[account.id] == rep.id]
        self._learn(rep, [*own, *more])
        return self._has(rep) - sum(self._needs(rep, account) for account in own)

    def _has(self, rep: Rep) -> int:
        if hours_fault(rep.hours):
            return 0
        days = self.workdays.get(rep.id, frozenset())
        lunch = rep.lunch.minutes if rep.lunch else 0
        return open_minutes(rep.hours, days, self.holidays) - lunch * len(days)

    def _needs(self, rep: Rep, account: Account) -> float:
        usual = self.policy.tiers[self.tiers[account.id]]
        if account.contract is not None:
            visits = float(visits_owed(account.contract, self.period, account.last_visit))
        else:
            now = account.visits_per_month_now
            now = usual.visits_per_month_now if now is None else now
            visits = min(float(now) * float(months_in(self.period)), float(usual.max_visits))
        minutes = account.visit_minutes or usual.visit_minutes
        return visits * (minutes + self._drive(rep, account))

    def _drive(self, rep: Rep, account: Account) -> float:
        if account.id not in self._drives.get(rep.id, {}):
            own = [each for each in self.accounts if self.owners[each.id] == rep.id]
            self._learn(rep, own if account in own else [account])
        return self._drives[rep.id][account.id]

    def _learn(self, rep: Rep, accounts: Sequence[Account]) -> None:
        """Read drives from a rep's home, a rep's worth of accounts at a time."""
        known = self._drives.setdefault(rep.id, {})
        missing = sorted({a.id: a for a in accounts if a.id not in known}.items())
        for begin in range(0, len(missing), 500):
            some = [account for _, account in missing[begin : begin + 500]]
            times = self.travel(rep, some)
            home = home_of(rep.id)
            known |= {account.id: times.minutes_between(home, account.id) for account in some}
