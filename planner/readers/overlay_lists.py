"""An overlay's list operations: accounts changed, moved or dropped, reps who come and go.

Filters read the list as it is without the operations, so that their order does not matter; where
two operations write one column of an account, the later one counts. What comes out are
`Amendments`: new texts for the cells of the account list, which is then read and checked anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError

from planner.domain import Account, BadInput, Finding, Tier, TierPolicy
from planner.domain.comparison import ChangedInput
from planner.readers.account_row import COLUMNS, AccountRow
from planner.readers.overlay import RELATIVE, Layer, Overlay
from planner.readers.overlay_filter import Condition, cell_of, column_types, condition
from planner.readers.overlay_handing import Handing
from planner.readers.overlay_merge import place_of, relative
from planner.readers.settings import Section, Text
from planner.readers.toml_file import words_at
from planner.readers.wording import did_you_mean, shown, words_of

Amendments = Mapping[str, Mapping[str, str] | None]
"""New texts by account id and column, "" empties a cell; None drops the account."""

_FIXED = ("account_id",)
_USUAL = frozenset(COLUMNS) & {field.name for field in fields(TierPolicy)}
"""Columns whose empty cells have their class's figure."""


class ChangeSection(Section):
    """[[change]]: some accounts, and what becomes of them."""

    where: dict[str, Any] = Field(default_factory=dict)
    set: dict[str, Any] = Field(default_factory=dict)
    drop: bool = False


class RemoveRepSection(Section):
    """[[remove_rep]]: a rep, and what becomes of the accounts."""

    id: Text
    accounts: Literal["hand-on", "drop"] = "hand-on"


class NewRepSection(Section):
    """Of [[add_rep]], what is said of the accounts."""

    id: Text
    takes: Literal["fair", "nearer", "none"] = "fair"


Operation = TypeVar("Operation", ChangeSection, RemoveRepSection, NewRepSection)


@dataclass(frozen=True)
class _Said:
    """One operation, and where it is written."""

    operation: Any
    layer: Layer
    name: str
    number: int


@dataclass
class ListChanges:
    """The list operations of an overlay; faults go to ``found``."""

    overlay: Overlay
    found: list[Finding]
    changes: list[ChangedInput] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._changes = list(self._read("change", ChangeSection))
        self._removals = list(self._read("remove_rep", RemoveRepSection))
        self._arrivals = list(self._read("add_rep", NewRepSection))
        self.coming = frozenset(each.operation.id for each in self._arrivals)
        self.leaving = frozenset(each.operation.id for each in self._removals)

    def __bool__(self) -> bool:
        return bool(self._changes or self._removals or self._arrivals)

    def amendments(self, handing: Handing) -> Amendments:
        """What the operations make of the account list.

        Parameters
        ----------
        handing : Handing
            The accounts and reps, those who leave and come included.
        """
        amended = self._amended(handing)
        moved = {each: texts["rep"] for each, texts in amended.items() if texts and "rep" in texts}
        handing.owners.update(moved)
        kept = [account for account in handing.accounts if amended.get(account.id, {}) is not None]
        handing.accounts = kept
        try:
            self._leave(handing, amended)
            self._come(handing, frozenset(moved))
        except BadInput as bad:
            self.found.extend(bad.findings)
        for account in kept:
            texts = amended.get(account.id, {})
            if texts is not None:
                amended[account.id] = {**texts, "rep": handing.owners[account.id]}
        return amended

    def _amended(self, handing: Handing) -> dict[str, Mapping[str, str] | None]:
        amended: dict[str, Mapping[str, str] | None] = {}
        for said in self._changes:
            if not said.operation.drop and not said.operation.set:
                self._fault(said, (), "It changes nothing", "Add set = { ... } or drop = true.")
                continue
            matched = self._matched(said, handing.accounts, handing.tiers)
            if said.operation.drop:
                amended.update({account.id: None for account in matched})
                self._note(said, "drop", matched, "dropped")
                continue
            for column, value in said.operation.set.items():
                texts = self._texts(said, column, value, matched, handing)
                for account_id, text in texts.items():
                    before = amended.get(account_id, {})
                    if before is not None:
                        amended[account_id] = {**before, column: text}
                if texts:
                    self._note(said, column, matched, shown(value) or "empty")
        return amended

    def _note(self, said: _Said, what: str, matched: Sequence[Account], after: str) -> None:
        words = " and ".join(each.words for each in self._conditions(said)) or "all accounts"
        number = f"{len(matched)} account{'s' * (len(matched) != 1)}"
        self.changes.append(ChangedInput(key=f"{what} where {words}", before=number, after=after))

    def _matched(
        self, said: _Said, accounts: Sequence[Account], tiers: Mapping[str, Tier]
    ) -> list[Account]:
        """Accounts that all conditions mean; that there is none is a fault."""
        conditions = list(self._conditions(said, report=True))
        if len(conditions) < len(said.operation.where):
            return []
        matched = [a for a in accounts if all(each.holds(a, tiers[a.id]) for each in conditions)]
        self._say_useless(said, accounts, tiers)
        if not matched and accounts:
            alone = (
                f"{each.words}: {sum(each.holds(a, tiers[a.id]) for a in accounts)}"
                for each in conditions
            )
            self._fault(
                said,
                ("where",),
                "No account is meant by this filter",
                f"Widen it. Accounts that each condition means alone: {'; '.join(alone)}.",
                kind="no-match",
            )
        return matched

    def _say_useless(
        self, said: _Said, accounts: Sequence[Account], tiers: Mapping[str, Tier]
    ) -> None:
        """Warn of the values in a list of values that no account has."""
        for column, wanted in said.operation.where.items():
            if column not in COLUMNS or not isinstance(wanted, list) or len(wanted) < 2:
                continue
            there = {str(cell_of(account, tiers[account.id], column)) for account in accounts}
            for value in wanted:
                try:
                    meant = condition(column, value)
                except ValueError:
                    continue  # said of the whole list
                if not any(meant.holds(account, tiers[account.id]) for account in accounts):
                    words = "No account has this value"
                    remedy = did_you_mean(shown(value), there, otherwise="Correct it.")
                    self._fault(
                        said, ("where", column), words, remedy, shown(value), "no-match",
                        fatal=False,
                    )  # fmt: skip

    def _conditions(self, said: _Said, *, report: bool = False) -> Iterator[Condition]:
        for column, wanted in said.operation.where.items():
            if column not in COLUMNS:
                if report:
                    remedy = did_you_mean(column, COLUMNS)
                    self._fault(said, ("where", column), "There is no such column", remedy)
                continue
            try:
                yield condition(column, wanted)
            except ValueError as error:
                if report:
                    words = "This cannot be compared with the column"
                    self._fault(said, ("where", column), words, f"{error}.", shown(wanted))

    def _texts(
        self, said: _Said, column: str, value: Any, matched: Sequence[Account], handing: Handing
    ) -> dict[str, str]:
        """The column's new text, by account id; nothing where it is at fault."""
        source = ("set", column)
        if column not in COLUMNS or column in _FIXED:
            words = "There is no such column" if column not in COLUMNS else "An id stays as it is"
            known = [each for each in COLUMNS if each not in _FIXED]
            self._fault(said, source, words, did_you_mean(column, known))
            return {}
        types = column_types(column)
        if isinstance(value, str) and RELATIVE.fullmatch(value) and types & {int, Decimal}:
            return self._relative(said, column, value, matched, handing)
        text = _text(value)
        reps = {rep.id for rep in handing.reps} - self.leaving
        if column == "rep" and text not in reps:
            remedy = did_you_mean(text, reps)
            self._fault(said, source, "There is no such rep", remedy, text)
            return {}
        if fault := _cell_fault(column, text):
            self._fault(said, source, *fault, text)
            return {}
        return dict.fromkeys((account.id for account in matched), text)

    def _relative(
        self, said: _Said, column: str, change: str, matched: Sequence[Account], handing: Handing
    ) -> dict[str, str]:
        texts: dict[str, str] = {}
        for account in matched:
            tier = handing.tiers[account.id]
            before = cell_of(account, tier, column)
            if before is None and column in _USUAL:
                before = getattr(handing.policy.tiers[tier], column)
            after = relative(change, before, whole=int in column_types(column))
            if after is None:
                continue
            if isinstance(after, Decimal):
                after = after.quantize(Decimal("0.0001"), rounding=ROUND_HALF_EVEN)
            texts[account.id] = shown(after)
            if fault := _cell_fault(column, texts[account.id]):
                message = f"Account {account.id} would have {texts[account.id]}, which {fault[0]}"
                self._fault(said, ("set", column), message, fault[1], change)
                return {}
        if matched and not texts:
            words = "None of these accounts has a number that this could be relative to"
            self._fault(said, ("set", column), words, "Write the number itself.", change)
        return texts

    def _leave(self, handing: Handing, amended: dict[str, Mapping[str, str] | None]) -> None:
        known = {rep.id for rep in handing.reps}
        going = []
        for said in self._removals:
            rep = said.operation.id
            if rep not in known:
                self._fault(said, ("id",), "There is no such rep", did_you_mean(rep, known), rep)
            elif known <= self.leaving:
                self._fault(said, ("id",), "Nobody would be left", "Keep one rep.", rep)
            elif said.operation.accounts == "drop":
                dropped = [a for a in handing.accounts if handing.owners[a.id] == rep]
                amended.update({account.id: None for account in dropped})
                self._say(f"remove_rep {rep}", f"{len(dropped)} accounts", "dropped")
            elif rep not in going:
                going.append(rep)
        handing.accounts = [a for a in handing.accounts if amended.get(a.id, {}) is not None]
        before = dict(handing.owners)
        handed = handing.hand_on(going, self.coming) if going else {}
        for rep in going:
            to = Counter(new for each, new in handed.items() if before[each] == rep)
            self._say(f"remove_rep {rep}", f"{to.total()} accounts", f"to {_counted(to)}")

    def _come(self, handing: Handing, fixed: frozenset[str]) -> None:
        for said in self._arrivals:
            coming = next((rep for rep in handing.reps if rep.id == said.operation.id), None)
            if coming is None:
                continue
            takes = said.operation.takes
            taken = {} if takes == "none" else handing.relieve(coming, fixed, fair=takes == "fair")
            if coming.id not in handing.owners.values():
                message = "The new rep has no account"
                remedy = (
                    'Move the home, or give accounts with [[change]] and set = { rep = "..." }.'
                )
                self._fault(said, ("id",), message, remedy, coming.id)
            elif taken:
                givers = _counted(Counter(taken.values()))
                self._say(f"add_rep {coming.id}", "", f"takes {len(taken)} accounts: {givers}")

    def _say(self, key: str, before: str, after: str) -> None:
        self.changes.append(ChangedInput(key=key, before=before, after=after))

    def _read(self, name: str, model: type[Operation]) -> Iterator[_Said]:
        for layer in self.overlay.layers:
            entries = layer.tree.get(name, [])
            for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
                own = entry
                if model is NewRepSection and isinstance(entry, dict):
                    own = {k: v for k, v in entry.items() if k in NewRepSection.model_fields}
                try:
                    read = model.model_validate(own)
                except ValidationError as failed:
                    self._report(_Said(None, layer, name, number), model, failed)
                else:
                    yield _Said(read, layer, name, number)

    def _report(self, said: _Said, model: type[Section], failed: ValidationError) -> None:
        for error in failed.errors(include_url=False):
            # What else is wrong with a new rep is said of the rep that it becomes.
            if model is not NewRepSection or error["loc"] == ("takes",):
                kind = "unknown" if error["type"] == "extra_forbidden" else "wrong"
                self._fault(said, error["loc"], *words_at(error, model), kind=kind)

    def _fault(
        self, said: _Said, source: tuple[int | str, ...], message: str, remedy: str,
        value: str = "", kind: str = "wrong", *, fatal: bool = True,
    ) -> None:  # fmt: skip
        place = place_of(said.layer, (said.name, said.number, *source))
        self.found.append(
            Finding(
                code=f"overlay-{kind}", message=message, remedy=remedy, file=place.file,
                row=place.row, column=place.column, value=value, fatal=fatal,
            )
        )  # fmt: skip


def _counted(numbers: Counter[str]) -> str:
    return ", ".join(f"{rep} {number}" for rep, number in sorted(numbers.items())) or "nobody"


def _text(value: Any) -> str:
    """A TOML value as the cell of a list."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else shown(value)


def _cell_fault(column: str, text: str) -> tuple[str, str] | None:
    """What is wrong with a cell's text, and the remedy; None if nothing is."""
    if not text:
        return None
    try:
        AccountRow.model_validate({column: text}, context={"decimal_comma": False})
    except ValidationError as failed:
        return words_of(failed.errors(include_url=False)[0])
    return None
