"""A territory from its folder: every file read once, every problem said at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from planner.accounts.tiers import classes_of
from planner.domain import (
    Account,
    BadInput,
    BusyTime,
    CalendarOptions,
    Finding,
    Period,
    Policy,
    Rep,
    Territory,
    TravelTimes,
    home_of,
)
from planner.domain.comparison import ChangedInput
from planner.files.budgets import MAX_CALENDAR_BYTES, MAX_TOML_BYTES
from planner.files.tables import Table, parse_table
from planner.readers.accounts import Surroundings, read_accounts
from planner.readers.appointments import contract_faults, read_pins, read_refusals
from planner.readers.busy import read_busy_times
from planner.readers.by_hand import (
    BY_HAND_FILE,
    ByHand,
    by_hand_from_toml,
    unknown_by_hand,
    with_by_hand,
)
from planner.readers.columns import ids_in
from planner.readers.holiday_calendar import Holidays, read_holidays
from planner.readers.lead_file import read_places
from planner.readers.overlay import Overlay
from planner.readers.overlay_handing import Handing
from planner.readers.overlay_lists import ListChanges
from planner.readers.overlay_merge import Merged, merge
from planner.readers.periods import period_of
from planner.readers.policy import policy_of
from planner.readers.reps import read_reps, working_days
from planner.readers.settings import Settings
from planner.readers.sources import SETTINGS_FILE, Sources
from planner.readers.toml_file import key_lines, located, parse_tree, validated
from planner.readers.unknowns import KnownAccounts, unread_files
from planner.travel import travel_times, unknown_names

Part = TypeVar("Part")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A territory, and what was found that did not stop it.

    Parameters
    ----------
    territory : Territory
        Ready to be planned.
    findings : tuple of Finding
        Warnings; and, where that is tolerated, faults that spoil single reps, who are left out
        of the territory.
    changes : tuple of ChangedInput
        What an overlay changed.
    """

    territory: Territory
    findings: tuple[Finding, ...]
    changes: tuple[ChangedInput, ...] = ()


def read_territory(
    folder: Path,
    *,
    month: str | None = None,
    tolerate_rep_faults: bool = False,
    overlay: Overlay | None = None,
) -> Reading:
    """Read a territory's folder: `territory.toml` and the files that it names.

    Parameters
    ----------
    folder : Path
        Where `territory.toml` is.
    month : str or None
        Plan this month, ``2026-12``, whatever the settings say.
    tolerate_rep_faults : bool
        Leave out reps whose own input is faulty, as long as one rep is left.
    overlay : Overlay or None
        Changes that are merged in before anything is checked.

    Raises
    ------
    BadInput
        With everything that is wrong with any of the files.
    """
    reader = _Reader(folder, month, overlay)
    territory = reader.territory()
    found = reader.findings()
    spoiled = _spoiled(found, reader.reps, tolerate=tolerate_rep_faults)
    if territory is None or spoiled is None:
        raise BadInput(found)
    return Reading(
        territory=_without(territory, spoiled), findings=found, changes=tuple(reader.merged.changes)
    )


def _spoiled(
    found: Sequence[Finding], reps: Sequence[Rep], *, tolerate: bool
) -> frozenset[str] | None:
    """Reps whom faults leave out; None where nothing can be planned."""
    fatal = [finding for finding in found if finding.fatal]
    spoiled = frozenset(finding.rep for finding in fatal if finding.rep is not None)
    if any(finding.rep is None for finding in fatal) or (spoiled and not tolerate):
        return None
    return spoiled if any(rep.id not in spoiled for rep in reps) else None


def _without(territory: Territory, spoiled: frozenset[str]) -> Territory:
    if not spoiled:
        return territory
    accounts = tuple(each for each in territory.accounts if each.rep not in spoiled)
    kept = {account.id for account in accounts}
    return replace(
        territory,
        reps=tuple(rep for rep in territory.reps if rep.id not in spoiled),
        accounts=accounts,
        travel={rep: times for rep, times in territory.travel.items() if rep not in spoiled},
        busy={rep: times for rep, times in territory.busy.items() if rep not in spoiled},
        pins=tuple(pin for pin in territory.pins if pin.account_id in kept),
        refusals=tuple(each for each in territory.refusals if each.account_id in kept),
    )


def _without_dropped(settings: Settings, dropped: frozenset[str]) -> Settings:
    """The settings without appointments and refusals of accounts that an overlay drops."""
    return settings.model_copy(
        update={
            "pin": [each for each in settings.pin if each.account not in dropped],
            "refuse": [each for each in settings.refuse if each.account not in dropped],
        }
    )


class _Reader:
    """One pass over a folder: goes on after a fault wherever there is more to look at."""

    def __init__(self, folder: Path, month: str | None, overlay: Overlay | None) -> None:
        if folder.name == SETTINGS_FILE:
            folder = folder.parent
        self._sources = Sources(folder)
        self._month = month
        self._overlay = overlay or Overlay(name="")
        self.merged = Merged(tree={})
        self._found: list[Finding] = []
        self._lines: dict[str, int] = {}
        self._dropped: frozenset[str] = frozenset()
        self._listed: frozenset[str] = frozenset()
        self.reps: tuple[Rep, ...] = ()

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of the files."""
        own = (self.merged.located(each, SETTINGS_FILE) for each in self._found)
        return tuple(located(each, SETTINGS_FILE, self._lines) for each in own)

    def territory(self) -> Territory | None:
        """The territory, as far as it can be read; None where its frame is missing."""
        found = self._found
        settings = self._try(self._settings)
        if settings is None:
            return None
        period = period_of(settings.period, self._month, SETTINGS_FILE, found)
        policy = policy_of(settings, SETTINGS_FILE, found)
        self.reps = read_reps(settings, SETTINGS_FILE, found)
        holidays = Holidays()
        workdays: Mapping[str, frozenset[date]] = {}
        if period is not None:
            holidays = read_holidays(settings.period, period, SETTINGS_FILE, found)
            off = frozenset(holidays.off)
            workdays = working_days(self.reps, period, off, SETTINGS_FILE, found)
        file, accounts = self._accounts(settings, period, holidays, policy, workdays)
        if period is None:
            return None
        settings = _without_dropped(settings, self._dropped)
        found.extend(contract_faults(accounts, period, workdays, holidays.public, file))
        by_id = {account.id: account for account in accounts}
        pins = read_pins(settings, by_id, period, workdays, SETTINGS_FILE, found)
        refusals = read_refusals(settings, by_id, period, SETTINGS_FILE, found)
        known = KnownAccounts(planned=by_id, listed=self._listed, dropped=self._dropped)
        by_hand = self._try(lambda: self._by_hand(known)) or ByHand()
        travel = self._travel(accounts, policy)
        busy = {rep.id: self._busy(number, rep, period) for number, rep in self._numbered()}
        self._found.extend(
            unread_files(self._sources, settings.accounts.file, self.reps, SETTINGS_FILE)
        )
        lead_list = self._try(lambda: read_places(self._sources, known, found)) or ()
        territory = Territory(
            name=settings.name or self._sources.folder.resolve().name,
            currency=settings.currency,
            period=period,
            reps=self.reps,
            accounts=accounts,
            policy=policy,
            travel=travel,
            holidays=holidays.off,
            working_holidays=holidays.worked,
            busy=busy,
            pins=pins,
            refusals=refusals,
            calendar=CalendarOptions(
                utc=settings.calendar.utc,
                lunch=settings.calendar.lunch,
                drives=settings.calendar.drives,
                alarm_minutes=settings.calendar.reminder_minutes,
            ),
            lead_list=lead_list,
            account_file=file,
            inputs=dict(sorted(self._sources.hashes.items())),
        )
        return with_by_hand(territory, by_hand)

    def _by_hand(self, known: KnownAccounts) -> ByHand:
        """What the reps changed by hand; nothing where there is no such file."""
        if not self._sources.exists(BY_HAND_FILE):
            return ByHand()
        content = self._sources.read(
            BY_HAND_FILE, remedy="Make it readable.", at_most=MAX_TOML_BYTES
        )
        by_hand = by_hand_from_toml(content)
        self._found.extend(unknown_by_hand(content, by_hand, known))
        return by_hand

    def _try(self, read: Callable[[], Part]) -> Part | None:
        """Read a part; note what is wrong with it and go on."""
        try:
            return read()
        except BadInput as bad:
            self._found.extend(bad.findings)
            return None

    def _settings(self) -> Settings:
        remedy = "A territory is a folder with territory.toml; `planner new DIR` makes one."
        content = self._sources.read(SETTINGS_FILE, remedy=remedy, at_most=MAX_TOML_BYTES)
        text, tree = parse_tree(content, SETTINGS_FILE)
        self._lines = key_lines(text)
        self.merged = merge(tree, self._overlay)
        self._found.extend(self.merged.findings)
        for layer in self._overlay.layers:
            self._sources.hashes[layer.file] = layer.digest
        return validated(self.merged.tree, SETTINGS_FILE, self._found)

    def _numbered(self) -> list[tuple[int, Rep]]:
        return list(enumerate(self.reps, start=1))

    def _accounts(
        self,
        settings: Settings,
        period: Period | None,
        holidays: Holidays,
        policy: Policy,
        workdays: Mapping[str, frozenset[date]],
    ) -> tuple[str, tuple[Account, ...]]:
        file = self._sources.account_file(settings.accounts.file)
        given = {section.id: section.home for section in settings.rep}
        around = Surroundings(
            settings_file=SETTINGS_FILE,
            section=settings.accounts,
            homes={rep.id: given[rep.id] for rep in self.reps},
            all_reps=bool(self.reps) and None not in given,
            period=period,
            tier_rule=policy.tier_rule,
            currency=settings.currency,
        )
        remedy = "Write the account list, or name it with file = under [accounts]."
        table = self._try(lambda: parse_table(self._sources.read(file, remedy=remedy), file))
        if table is None:
            return file, ()
        self._listed = ids_in(table, settings.accounts)
        lists = ListChanges(self._overlay, self._found)
        if lists and period is not None:
            around = self._amended(lists, table, around, period, holidays, policy, workdays)
        return file, read_accounts(table, around, self._found)

    def _amended(
        self,
        lists: ListChanges,
        table: Table,
        around: Surroundings,
        period: Period,
        holidays: Holidays,
        policy: Policy,
        workdays: Mapping[str, frozenset[date]],
    ) -> Surroundings:
        """Surroundings with the cells that an overlay changes; its reps have come and gone."""
        homes = around.homes
        before = {rep: home for rep, home in homes.items() if rep not in lists.coming}
        accounts = read_accounts(table, replace(around, homes=before), [])
        handing = Handing(
            accounts=accounts,
            owners={account.id: account.rep for account in accounts},
            tiers=classes_of(accounts, policy),
            reps=self.reps,
            workdays=workdays,
            period=period,
            policy=policy,
            holidays=frozenset(holidays.off),
            travel=lambda rep, some: travel_times(rep, some, policy, self._sources.folder),
        )
        amendments = lists.amendments(handing)
        self.merged.changes.extend(lists.changes)
        self._dropped = frozenset(each for each, texts in amendments.items() if texts is None)
        self.reps = tuple(rep for rep in self.reps if rep.id not in lists.leaving)
        after = {rep: home for rep, home in homes.items() if rep not in lists.leaving}
        all_reps = around.all_reps and bool(after)  # that nobody is left was said by the overlay
        return replace(around, homes=after, all_reps=all_reps, amendments=amendments)

    def _travel(self, accounts: Sequence[Account], policy: Policy) -> Mapping[str, TravelTimes]:
        """Travel times of every rep for whom they are known."""
        if policy.travel.provider == "matrix" and not self._check_matrix(accounts, policy):
            return {}
        times: dict[str, TravelTimes] = {}
        for rep in self.reps:
            own = [account for account in accounts if account.rep == rep.id]
            try:
                times[rep.id] = travel_times(rep, own, policy, self._sources.folder)
            except BadInput as bad:
                self._found.extend(bad.findings)
        return times

    def _check_matrix(self, accounts: Sequence[Account], policy: Policy) -> bool:
        """Whether the file of legs can be read; its faults are said once, not for every rep."""
        name = policy.travel.file
        remedy = 'Write it, or set provider = "straight-line" under [travel].'
        known = {*(each.id for each in accounts), *(home_of(rep.id) for rep in self.reps)}
        try:
            self._sources.read(name, remedy=remedy, column="travel.file")
            self._found.extend(unknown_names(policy.travel, self._sources.folder, known))
        except BadInput as bad:
            self._found.extend(bad.findings)
            return False
        return True

    def _busy(self, number: int, rep: Rep, period: Period) -> tuple[BusyTime, ...]:
        """Busy times of a rep; nothing where there is no calendar or it is faulty."""
        if rep.calendar is None:
            return ()
        file = rep.calendar
        content = self._try(
            lambda: self._sources.read(
                file,
                remedy="Export the calendar as .ics, or take calendar out.",
                column=f"rep[{number}].calendar",
                rep=rep.id,
                at_most=MAX_CALENDAR_BYTES,
            )
        )
        if content is None:
            return ()
        times = self._try(
            lambda: read_busy_times(content, file, period, rep.id, self._found, rep.busy)
        )
        return times or ()
