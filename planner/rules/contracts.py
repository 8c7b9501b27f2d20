"""What was agreed with an account is kept exactly; others are seen up to their class's limit.

A contract of a whole number of visits a month owes a period its months' worth of them (each day
is its share of its calendar month), rounded half up. Any other number is an interval that runs
from the last visit, and the period owes the visits that fall due in it
(`planner.accounts.contracts`). Owed is kept: not one visit fewer, and not one more. Contract
visits earn their values like all others. Where weekdays and hours were agreed, visits lie within
them; a confirmed appointment outranks that. Phone calls count as visits where the account takes
them; a contract may ask for some visits face to face. An account that is closed on all
working days is owed no visit but its confirmed appointments, and a warning says so. In a plan made
anew the visits of the days that are over count, whoever made them; what they have of too many is
not taken back.

Canonical: ``min_visits = max_visits`` of a client, the values cut at that number; without a
contract ``min_visits`` is 0 and ``max_visits`` the class's. Agreed hours cut the windows. Where an
account has a client for visits and one for calls, a row over both holds the number, and
``min_visits`` of the first what is owed face to face.
"""

from __future__ import annotations

from models.problem import Row
from planner.accounts import visits_owed
from planner.accounts.hours import spans_on
from planner.domain import Account, Contract
from planner.rules.draft import Draft
from planner.rules.hours import clipped
from planner.rules.prices import Unit


def fill(draft: Draft) -> None:
    """Set how often each account may and must be visited."""
    for account in draft.accounts:
        tier = draft.tiers[account.id]
        seen, called = draft.made(account.id)
        if account.contract is None:
            fewest, most = 0, max(0, draft.policy.tiers[tier].max_visits - seen - called)
        else:
            agreed = _owed(draft, account, account.contract)
            fewest = most = max(0, agreed - seen - called)
            draft.agreed[account.id], draft.owed[account.id] = agreed, most
            draft.units[f"contract:{account.id}"] = Unit(rule="contracts", name="visit")
            _keep_hours(draft, account, account.contract)
            if account.id in draft.second_of:
                fewest = min(max(0, account.contract.face_to_face - seen), most)
                _keep_together(draft, account, most)
        draft.fewest_visits[account.id], draft.most_visits[account.id] = fewest, most
        pinned = len(draft.appointments_of(account.id))
        if pinned > most:
            bound = "its contract owes" if account.contract else f"class {tier.value} allows"
            draft.reject(
                "pins-too-many",
                f"account {account.id} has {pinned} confirmed appointments and {bound} {most} "
                "visits in the period",
                "Take back an appointment, or change the contract or the class's max_visits",
                account=account,
            )


def _owed(draft: Draft, account: Account, contract: Contract) -> int:
    """Visits that a contract owes; of an account that is closed those that are appointed."""
    owed = visits_owed(contract, draft.territory.period, account.last_visit)
    appointed = len(draft.appointments_of(account.id)) + sum(draft.made(account.id))
    if not draft.is_closed(account.id) or owed <= appointed:
        return owed
    draft.reject(
        "contract-closed",
        f"the contract of account {account.id} would owe {owed} visits in "
        f"{draft.territory.period}, and the account is closed on every working day of rep "
        f"{draft.rep.id}: {appointed or 'none'} of them can be kept, and the plan owes no more",
        "Nothing, if it is out of season; else correct its opening or agreed hours",
        account=account,
        column="contract_visits",
        value=contract.visits_per_month,
        fatal=False,
    )
    return appointed


def _keep_together(draft: Draft, account: Account, owed: int) -> None:
    """Visits and calls together are what is owed."""
    draft.rows.append(
        Row(
            label=f"contract:{account.id}",
            weights=draft.row_of(dict.fromkeys(draft.clients_of(account.id), 1)),
            at_least=owed,
            at_most=owed,
        )
    )


def _keep_hours(draft: Draft, account: Account, contract: Contract) -> None:
    """Cut the windows to what was agreed."""
    if contract.hours is None:
        return
    appointed = draft.appointments_of(account.id)
    windows = draft.windows[account.id]
    for day, spans in windows.items():
        if day not in appointed:
            agreed = spans_on(contract.hours, day, draft.public_holidays)
            windows[day] = tuple(part for span in spans for part in clipped(agreed, span))
