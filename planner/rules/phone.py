"""An account that takes phone calls is visited or called, whichever serves the plan better.

A call is shorter than a visit, counts less on the account's curve (`planner.accounts.contacts`),
needs no drive to the account and is no visit of the day's most. It is made at home, within the
working hours and the account's opening hours, so that calls form blocks before the first drive,
after the last one, or between two rounds: the search places them. Without a contract an account
is either visited or called in a period; a contract may be kept by both together. Spacing,
refusals, agreed hours and quotas hold for calls as for visits.

Canonical: a second client of the account, whose node is the rep's home, with the call's minutes,
the same windows and its own values. Without a contract an active cap of 1 over the two; under one
the row that `contracts` adds. An account that is met by phone only is one client at home.
"""

from __future__ import annotations

from models import problem as model
from models.problem import ActiveCap
from planner.domain import Account, ContactBy, Span
from planner.rules.draft import Draft
from planner.rules.fits import HOME

LABEL = "phone"


def fill(draft: Draft) -> None:
    """Let every account that has no contract be met in one of the two ways."""
    for account in draft.either:
        appointed = {pin.by for pin in draft.appointments if pin.account_id == account.id}
        if account.id in draft.owed:
            continue
        _keep_the_way(draft, account)
        if len(appointed) > 1:
            draft.reject(
                "pins-both-ways",
                f"account {account.id} has a confirmed visit and a confirmed call, and no "
                "contract that could be kept by both",
                "Take back one of them, or give the account a contract",
                account=account,
            )
        draft.caps.append(
            ActiveCap(
                label=f"{LABEL}:{account.id}", clients=draft.clients_of(account.id), at_most=1
            )
        )


def _keep_the_way(draft: Draft, account: Account) -> None:
    """Close the way in which an account was not met on the days that are over."""
    seen, called = draft.made(account.id)
    visits, calls = draft.clients_of(account.id)
    if bool(seen) is not bool(called):
        draft.caps.append(
            ActiveCap(
                label=f"{LABEL}-past:{account.id}",
                clients=(calls if seen else visits,),
                at_most=0,
            )
        )


def second_client(draft: Draft, account: Account) -> model.Client:
    """The calls of an account that is met either way."""
    most = draft.most_visits[account.id]
    under_contract = account.id in draft.owed
    values = draft.worth(account, calls=True, instead_of=most if under_contract else None)
    face_to_face = draft.fewest_visits[account.id]
    appointed = {pin.day: pin for pin in draft.appointments if pin.account_id == account.id}
    windows: list[tuple[Span, ...]] = []
    for day in draft.days:
        pin = appointed.get(day)
        if pin is None:
            windows.append(draft.windows[account.id][day])
        else:
            windows.append((pin.span,) if pin.by is ContactBy.PHONE else ())
    return model.Client(
        id=f"{account.id} by phone",
        node=HOME,
        minutes=draft.call_minutes[account.id],
        windows=tuple(tuple((span.start, span.end) for span in spans) for spans in windows),
        values=values[: len(values) - face_to_face],
    )
