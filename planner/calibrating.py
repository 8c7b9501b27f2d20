"""Whose answers would change the plan most, and where they are written.

For every account that buys, has no contract and has answered nothing, the question is what it would
be worth to know its curve. A plan is made with the class's curve. Then the account gets the two
ends of what is plausible, and the problem is solved again from that plan, with a small work
limit::

    flat    sales 0.7 with no visits, 1.2 at saturation, elasticity 0.15
    steep   sales 0.1 with no visits, 2.2 at saturation, elasticity 0.6

What a new plan is worth above the old one, both valued with the curve at that end, is what not
knowing costs there: a lower bound of it, since the search is limited. An unchanged problem that is
solved again with the same limit may come out better, too: that much is taken off. Accounts are
ranked by the larger of the two ends, equals by their swing. Only a short list is solved for: the
accounts with the largest swing, which is how far the ends move what the last planned visit and the
next one are worth, because a plan depends on those.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import models
from planner.accounts import ResponseCurve, value_table
from planner.accounts.findings import account_file
from planner.domain import Account, BadInput, CallplanAnswers, Finding, Territory, Tier
from planner.files import write_files
from planner.readers import read_territory
from planner.readers.sources import Sources
from planner.readers.territory import SETTINGS_FILE
from planner.readers.toml_file import parse_settings
from planner.rules import Compiled, compile_rep
from planner.tables import decode, delimiter_of, parse_table

ENDS = {"flat": ("0.7", "1.2", "0.15"), "steep": ("0.1", "2.2", "0.6")}
"""Sales with no visits, sales at saturation, elasticity."""
BASE_EFFORT = 4
"""The first plan may take so many times the work of a later one."""
ANSWERS = ("sales_no_visits", "sales_half", "sales_plus_half", "sales_saturation")

Told = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Stake:
    """What an account's answers are worth.

    Parameters
    ----------
    worth_cents : int
        What not knowing costs, at the worse end.
    visits : int
        In the plan with the class's curve.
    at_flat, at_steep : int
        Visits in the plans with the curve at either end.
    swing_cents : int
        How far the ends move what one visit less, or one more, is worth.
    """

    account: Account
    tier: Tier
    worth_cents: int
    visits: int
    at_flat: int
    at_steep: int
    swing_cents: int


def answers_at(end: str) -> CallplanAnswers:
    """The four answers that put a curve at an end of what is plausible."""
    none, saturation, elasticity = (Decimal(figure) for figure in ENDS[end])
    exponent = elasticity * (saturation - none) / ((1 - none) * (saturation - 1))
    curve = ResponseCurve(none=none, saturation=saturation, exponent=exponent)
    return CallplanAnswers(
        no_visits=none,
        half=curve(Decimal("0.5")),
        plus_half=curve(Decimal("1.5")),
        saturation=saturation,
    )


def stakes(
    territory: Territory,
    *,
    shortlist: int = 8,
    work: float = 1.0,
    seed: int = 0,
    told: Told = lambda _: None,
) -> tuple[Stake, ...]:
    """Rank accounts by what their answers are worth, the most first.

    Parameters
    ----------
    shortlist : int
        Accounts of each rep that are solved for.
    work : float
        Limit of each solve, in units of about a second.
    told : callable
        Gets a line when an account's turn comes.
    """
    found: list[Stake] = []
    for rep in territory.reps:
        told(f"a first plan for {rep.id}")
        found += _Trial(territory, compile_rep(territory, rep.id), work, seed).stakes(
            shortlist, told
        )
    order = sorted(found, key=lambda one: (-one.worth_cents, -one.swing_cents, one.account.id))
    return tuple(order)


class _Trial:
    """One rep's problem, solved again with one account's values changed."""

    def __init__(self, territory: Territory, compiled: Compiled, work: float, seed: int) -> None:
        self.territory, self.compiled, self.work, self.seed = territory, compiled, work, seed
        first = models.solve(compiled.problem, work=BASE_EFFORT * work, seed=seed, workers=1)
        self.plan = first.solution
        self.objective = first.objective or 0

    def stakes(self, shortlist: int, told: Told) -> list[Stake]:
        if self.plan is None:
            return []
        again = self._solved(self.compiled.problem)
        luck = max(0, (again.objective or self.objective) - self.objective)
        counts = Counter(client for _, _, client in self.plan.visits)
        found = []
        for swing, client, account in self._shortlist(counts)[:shortlist]:
            told(f"{account.id} {account.name}")
            visits: dict[str, int] = {}
            worth = 0
            for end in ENDS:
                values = self._values(client, account, end)
                old = self.compiled.problem.clients[client].values
                known = self.objective - old[counts[client]] + values[counts[client]]
                result = self._solved(self._with(client, values))
                best = known if result.objective is None else result.objective
                worth = max(worth, best - known - luck)
                planned = result.solution.visits if result.solution else self.plan.visits
                visits[end] = sum(one == client for _, _, one in planned)
            found.append(
                Stake(
                    account=account,
                    tier=self.compiled.tiers[account.id],
                    worth_cents=worth,
                    visits=counts[client],
                    at_flat=visits["flat"],
                    at_steep=visits["steep"],
                    swing_cents=swing,
                )
            )
        return found

    def _shortlist(self, counts: Mapping[int, int]) -> list[tuple[int, int, Account]]:
        """Swing, client and account of those that may be asked, the largest swing first."""
        open_accounts = []
        for client, account_id in enumerate(self.compiled.account_ids):
            account = self.territory.account[account_id]
            asked = self.compiled.tiers[account_id].billing and not account.answers.any_given
            if not asked or not account.revenue_per_year or account.contract:
                continue
            usual = self.compiled.problem.clients[client].values
            ends = [self._values(client, account, end) for end in ENDS]
            swing = max(
                abs(step(end, visits) - step(usual, visits))
                for end in ends
                for visits in (counts.get(client, 0), counts.get(client, 0) + 1)
            )
            open_accounts.append((swing, client, account))
        return sorted(open_accounts, key=lambda one: (-one[0], one[1]))

    def _values(self, client: int, account: Account, end: str) -> tuple[int, ...]:
        most = len(self.compiled.problem.clients[client].values) - 1
        told = replace(account, answers=answers_at(end))
        tier = self.compiled.tiers[account.id]
        return value_table(told, tier, self.territory.policy, self.territory.period, most)

    def _with(self, client: int, values: tuple[int, ...]) -> models.Problem:
        problem = self.compiled.problem
        clients = list(problem.clients)
        clients[client] = replace(clients[client], values=values)
        return replace(problem, clients=tuple(clients))

    def _solved(self, problem: models.Problem) -> models.Result:
        return models.solve(problem, work=self.work, seed=self.seed, workers=1, start=self.plan)


def step(values: Sequence[int], visits: int) -> int:
    """What the last of some visits adds; nothing where there is none or it is not allowed."""
    return values[visits] - values[visits - 1] if 0 < visits < len(values) else 0


def write_answers(folder: Path, answers: Mapping[str, CallplanAnswers]) -> Path:
    """Write answers into the account list; all other cells stay as they are.

    Parameters
    ----------
    answers : mapping of str to CallplanAnswers
        By account id.

    Raises
    ------
    BadInput
        If the list is an Excel file, which is not written to.
    """
    territory = read_territory(folder, tolerate_rep_faults=True).territory
    sources = Sources(folder)
    settings, _ = parse_settings(sources.read(SETTINGS_FILE, remedy=""), SETTINGS_FILE, [])
    name = account_file(territory)
    content = sources.read(name, remedy="")
    if content.startswith(b"PK"):
        raise BadInput([_excel(name, answers)])
    table = parse_table(content, name)
    text = decode(content, name, [])
    delimiter = delimiter_of(text)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    heading = next(n for n, record in enumerate(records) if any(c.strip() for c in record))
    if records[heading][0].lower().startswith("sep="):
        heading += 1
    columns = _columns(records[heading], settings.accounts.columns)
    for account_id, given in answers.items():
        row = territory.account[account_id].row
        assert row is not None, "accounts of a file know their row"
        record = records[row - 1]
        record.extend([""] * (len(records[heading]) - len(record)))
        figures = (given.no_visits, given.half, given.plus_half, given.saturation)
        for column, figure in zip(ANSWERS, figures, strict=True):
            shown = "" if figure is None else f"{figure.normalize():f}"
            record[columns[column]] = shown.replace(".", ",") if table.decimal_comma else shown
    out = io.StringIO()
    ending = "\r\n" if b"\r\n" in content else "\n"
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(records)
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    path = folder / name
    write_files(path.absolute().parent, {path.name: mark + out.getvalue().encode()})
    return path


def _columns(heading: list[str], named: Mapping[str, str]) -> dict[str, int]:
    """Place of every answer's column; missing ones are added to the heading."""
    places = {}
    for column in ANSWERS:
        wanted = named.get(column, column)
        written = [each.strip() for each in heading]
        plain = [each.casefold().replace(" ", "_").replace("-", "_") for each in written]
        if wanted in written:
            places[column] = written.index(wanted)
        elif column in plain:
            places[column] = plain.index(column)
        else:
            heading.append(column)
            places[column] = len(heading) - 1
    return places


def _excel(name: str, answers: Iterable[str]) -> Finding:
    return Finding(
        code="answers-not-written",
        message=f"Answers are not written into an Excel file ({', '.join(answers)})",
        remedy="Save the list as CSV, or enter them in Excel.",
        file=name,
    )
