"""Confirmed appointments, refused days and contracts, held against the period."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime

from planner.accounts import visits_owed
from planner.accounts.hours import open_days
from planner.domain import Account, ContactBy, Finding, Period, Pin, Refusal
from planner.files.budgets import too_many
from planner.readers.settings import Settings
from planner.readers.wording import AN_ID, did_you_mean


def read_pins(
    settings: Settings,
    accounts: Mapping[str, Account],
    period: Period,
    workdays: Mapping[str, Collection[date]],
    file: str,
    found: list[Finding],
) -> tuple[Pin, ...]:
    """Appointments within the period, sorted by start.

    Those outside it are left out with a warning: the file may hold several months.
    """
    pins: dict[tuple[str, date], Pin] = {}
    since = len(found)
    for number, section in enumerate(settings.pin, start=1):
        if too_many(found, since, file):
            break
        key = f"pin[{number}]"
        start = section.start.replace(tzinfo=period.zone)
        day = section.start.date()
        if not period.first <= day <= period.last:
            message = f"The appointment is not within {period} and is left out"
            remedy = "Check its date."
            found.append(_fault(file, f"{key}.start", message, remedy, start, fatal=False))
            continue
        account = accounts.get(section.account)
        if account is None:
            found.append(_no_account(file, f"{key}.account", section.account, accounts))
            continue
        if start.astimezone(UTC).astimezone(period.zone).replace(tzinfo=None) != section.start:
            message = "The clock jumps over this time"
            remedy = "Write a time that exists."
            found.append(_fault(file, f"{key}.start", message, remedy, start, account.rep))
        elif day not in workdays.get(account.rep, ()):
            message = f"Rep {account.rep} does not work on this day"
            remedy = "Move the appointment, or check hours, days_off and holidays."
            found.append(_fault(file, f"{key}.start", message, remedy, start, account.rep))
        elif (account.id, day) in pins:
            message = f"{account.name} has two appointments on one day"
            remedy = "Keep one of them."
            found.append(_fault(file, f"{key}.start", message, remedy, start, account.rep))
        else:
            pins[account.id, day] = Pin(
                account_id=account.id, start=start, by=ContactBy(section.by)
            )
    return tuple(sorted(pins.values(), key=lambda pin: (pin.start, pin.account_id)))


def read_refusals(
    settings: Settings,
    accounts: Mapping[str, Account],
    period: Period,
    file: str,
    found: list[Finding],
) -> tuple[Refusal, ...]:
    """Refused days within the period, sorted by account and day."""
    refused: set[tuple[str, date]] = set()
    since = len(found)
    for number, section in enumerate(settings.refuse, start=1):
        if too_many(found, since, file):
            break
        if section.account not in accounts:
            key = f"refuse[{number}].account"
            found.append(_no_account(file, key, section.account, accounts))
            continue
        refused.update(
            (section.account, day) for day in section.dates if period.first <= day <= period.last
        )
    return tuple(Refusal(account_id=account, day=day) for account, day in sorted(refused))


def contract_faults(
    accounts: Sequence[Account],
    period: Period,
    workdays: Mapping[str, Collection[date]],
    holidays: frozenset[date],
    file: str,
) -> list[Finding]:
    """Contracts of more visits than their rep has working days: at most one visit a day.

    Those of accounts that are closed on all these days are not meant: they are owed no visit.
    """
    found = []
    for account in accounts:
        days = workdays.get(account.rep)
        if account.contract is None or not days:
            continue
        owed = visits_owed(account.contract, period, account.last_visit)
        hours = account.opening_hours
        if owed > len(days) and (hours is None or open_days(hours, days, holidays)):
            found.append(
                Finding(
                    code="contract-too-often",
                    message=f"The contract owes {owed} visits in {period}, and rep {account.rep} "
                    f"works on {len(days)} days",
                    remedy="Lower contract_visits: an account is visited at most once a day.",
                    file=file,
                    row=account.row,
                    column="contract_visits",
                    value=str(account.contract.visits_per_month),
                    rep=account.rep,
                )
            )
    return found


def _fault(
    file: str,
    key: str,
    message: str,
    remedy: str,
    start: datetime,
    rep: str | None = None,
    *,
    fatal: bool = True,
) -> Finding:
    return Finding(
        code="pin-wrong",
        message=message,
        remedy=remedy,
        file=file,
        column=key,
        value=f"{start:%Y-%m-%d %H:%M}",
        rep=rep,
        fatal=fatal,
    )


def _no_account(file: str, key: str, written: str, accounts: Mapping[str, Account]) -> Finding:
    return Finding(
        code="account-unknown",
        message="No account of this id is planned",
        remedy=did_you_mean(written, accounts, otherwise=AN_ID),
        file=file,
        column=key,
        value=written,
    )
