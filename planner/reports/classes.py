"""The classes of all accounts, for a terminal: Pareto table and curve, who is near the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.table import Table

from planner.accounts.lacking import lacking
from planner.accounts.ranking import PARETO_SHARES, Classification, Standing
from planner.domain import Tier, money
from planner.readers.ledger import Entry
from planner.reports.charts import Chart, in_letters
from planner.reports.words import count

SHOWN = 12
"""Accounts of a list that are named; the rest are counted."""


def print_classes(console: Console, found: Classification[Entry], currency: str) -> None:
    """Print the classes, the Pareto figures, and what a person should look at."""

    def say(text: str, style: str = "") -> None:
        console.print(text, style=style, markup=False)

    say(f"Classes of {count(len(found.standings), 'account')}: {line_words(found)}", "bold")
    say(pareto_sentence(found, currency))
    console.print()
    console.print(_classes(found, currency))
    if found.total:
        console.print()
        console.print(_pareto(found, currency))
        console.print()
        for text in in_letters(pareto_chart(found)):
            say(text)
    near = found.near(found.line.band) if found.total else ()
    if near:
        console.print()
        say(
            f"Near the line, {money(round(found.height), currency)} a year "
            f"(within {float(found.line.band):.0%}):",
            "bold",
        )
        console.print(_near(found, near, currency))
    _print_changes(console, found)
    _print_lacking(console, found)


def line_words(found: Classification[Any]) -> str:
    """How the key line was drawn."""
    what = found.line.measure.value
    if found.line.accounts is not None:
        return (
            f"key is the top {float(found.line.accounts) * 100:g}% of accounts that buy, by {what}"
        )
    assert found.line.cumulative is not None
    return f"key are the top accounts up to {float(found.line.cumulative):.0%} of {what}"


def pareto_sentence(found: Classification[Any], currency: str) -> str:
    """What the key accounts bring, in a sentence."""
    ranked = found.ranked
    if not found.total:
        return (
            f"No account brings any {found.line.measure.value}, so none can be key or secondary: "
            "all are targets or leads."
            if not ranked
            else f"No account brings any {found.line.measure.value}: rank says nothing here."
        )
    keys = [one for one in ranked if one.tier is Tier.KEY]
    brought = sum((one.worth for one in keys), Fraction(0))
    verb = "bring" if len(keys) != 1 else "brings"
    return (
        f"The top {count(len(keys), 'account')} of {len(ranked):,} that buy {verb} "
        f"{float(brought / found.total):.0%} of {found.line.measure.value} "
        f"({money(round(brought), currency)} of {money(round(found.total), currency)})."
    )


def pareto_chart(found: Classification[Any]) -> Chart:
    """Share of all that the top accounts bring, over the share of accounts."""
    ranked = found.ranked
    points = [(0.0, 0.0)]
    points += [(100 * n / len(ranked), 100 * float(one.share or 0)) for n, one in
               enumerate(ranked, start=1)]  # fmt: skip
    keys = sum(one.tier is Tier.KEY for one in ranked)
    mark = (points[keys][0], points[keys][1], f"{keys} key accounts") if keys else None
    return Chart(
        title=f"% of {found.line.measure.value} brought by the top % of accounts",
        line=points,
        marks=[mark] if mark else [],
        x_title="% of accounts that buy, the best first",
        top=100.0,
    )


def _classes(found: Classification[Entry], currency: str) -> Table:
    table = Table("Class", box=None, pad_edge=False)
    for heading in ("Accounts", found.line.measure.value.capitalize(), "Share"):
        table.add_column(heading, justify="right")
    groups = [
        ("A key", [one for one in found.ranked if one.letter == "A"]),
        ("B secondary", [one for one in found.ranked if one.letter == "B"]),
        ("C secondary", [one for one in found.ranked if one.letter == "C"]),
        ("T target", [one for one in found.standings if one.tier is Tier.TARGET]),
        ("L lead", [one for one in found.standings if one.tier is Tier.LEAD]),
    ]
    for name, members in groups:
        worth = sum((one.worth for one in members), Fraction(0))
        share = f"{float(worth / found.total):.1%}" if found.total and worth else ""
        buys = name[0] in "ABC"
        shown = money(round(worth), currency) if buys else ""
        table.add_row(name, f"{len(members):,}", shown, share)
    return table


def _pareto(found: Classification[Entry], currency: str) -> Table:
    table = Table("Top", box=None, pad_edge=False)
    for heading in ("Accounts", f"Share of {found.line.measure.value}", "The last one"):
        table.add_column(heading, justify="right")
    for share in PARETO_SHARES:
        number, brought = found.top(share)
        last = found.ranked[number - 1].worth
        table.add_row(
            f"{float(share):.0%}",
            f"{number:,}",
            "-" if brought is None else f"{float(brought):.1%}",
            money(round(last), currency),
        )
    return table


def _near(found: Classification[Entry], near: Sequence[Standing[Entry]], currency: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Rank", justify="right")
    for heading in ("Account", "Name", "Class"):
        table.add_column(heading)
    table.add_column(found.line.measure.value.capitalize(), justify="right")
    table.add_column("To the line", justify="right")
    closest = sorted(near, key=lambda one: (abs(one.worth - found.height), one.rank))[:SHOWN]
    for one in sorted(closest, key=lambda one: one.rank or 0):
        table.add_row(
            str(one.rank),
            one.account.id,
            one.account.name,
            one.tier.value + (", as last time" if one.held else ""),
            money(round(one.worth), currency),
            f"{float(one.worth / found.height - 1):+.1%}",
        )
    if len(near) > SHOWN:
        table.add_row("", f"and {len(near) - SHOWN:,} more")
    return table


def _print_changes(console: Console, found: Classification[Entry]) -> None:
    changed = [one for one in found.standings if one.changed]
    known = sum(one.last is not None for one in found.standings)
    if not known and not found.gone:
        return
    console.print()
    held = sum(one.held for one in found.standings)
    new = len(found.standings) - known
    text = f"Since the last classification: {count(len(changed), 'account')} changed class"
    text += f" ({len(changed) / known:.1%} of {known:,})" if known else ""
    text += f", {held:,} kept theirs though across the line, {new:,} are new"
    text += f", {len(found.gone):,} are gone."
    console.print(text, markup=False)
    for one in changed[:SHOWN]:
        console.print(
            f"  {one.account.id} {one.account.name}: {one.last} -> {one.tier}", markup=False
        )
    if len(changed) > SHOWN:
        console.print(f"  and {len(changed) - SHOWN:,} more")
    if found.gone:
        shown = ", ".join(found.gone[:SHOWN]) + (", …" if len(found.gone) > SHOWN else "")
        console.print(f"  gone: {shown}", markup=False)


def missing_by_reason(found: Classification[Entry]) -> Mapping[str, list[str]]:
    """Ids of accounts whose class rests on an assumption, by what is missing."""
    by_reason: dict[str, list[str]] = {}
    for one in found.standings:
        reason = lacking(one.account, one.tier, found.line.measure)
        if reason:
            by_reason.setdefault(reason, []).append(one.account.id)
    return by_reason


def _print_lacking(console: Console, found: Classification[Entry]) -> None:
    missing = missing_by_reason(found)
    if not missing:
        return
    console.print()
    console.print("Missing, to class the rest with certainty:", style="bold")
    for reason, ids in missing.items():
        shown = ", ".join(ids[:6]) + (", …" if len(ids) > 6 else "")
        console.print(f"  {count(len(ids), 'account')}: {reason} ({shown})", markup=False)


def classes_document(found: Classification[Entry], currency: str) -> dict[str, Any]:
    """The same figures for programs; money in cents."""
    return {
        "measure": found.line.measure.value,
        "currency": currency,
        "line_cents": round(found.height),
        "total_cents": round(found.total),
        "sentence": pareto_sentence(found, currency),
        "pareto": [
            {"top_share": float(share), "accounts": number,
             "brings": None if brought is None else float(brought)}
            for share in PARETO_SHARES
            for number, brought in [found.top(share)]
        ],
        "accounts": [
            {
                "account_id": one.account.id,
                "tier": one.tier.value,
                "letter": one.letter or one.tier.letter,
                "rank": one.rank,
                "worth_cents": round(one.worth),
                "cumulative": None if one.share is None else float(one.share),
                "last": one.last.value if one.last else None,
                "held": one.held,
                "missing": lacking(one.account, one.tier, found.line.measure),
            }
            for one in found.standings
        ],
        "gone": list(found.gone),
    }  # fmt: skip
