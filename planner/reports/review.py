"""Candidates and the review of key accounts, for a terminal and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from planner.accounts.candidates import Advice, Candidate
from planner.accounts.review import KeyReview
from planner.domain import money
from planner.reports.words import count, elsewhere

SHOWN = 10


def print_candidates(console: Console, found: Sequence[Candidate], shown: int = SHOWN) -> None:
    """Print each kind of proposal with its reasons."""
    for advice in Advice:
        own = [one for one in found if one.advice is advice]
        if not own:
            continue
        title = f"{advice.value[0].upper()}{advice.value[1:]}: {count(len(own), 'account')}"
        console.print(f"\n{title}", style="bold", markup=False)
        for one in own[:shown]:
            console.print(
                f"  {one.account.id} {one.account.name}: {one.reason}. Changed by: {one.field}.",
                markup=False,
            )
        if len(own) > shown:
            console.print(f"  and {len(own) - shown:,} more")


def print_review(console: Console, found: Sequence[KeyReview], currency: str) -> None:
    """Print the review of the key accounts."""
    if not found:
        console.print("There is no key account to review.")
        return
    planned = any(one.planned for one in found)
    heading = "in the plan" if planned else "at the present rate; name a plan with --plan"
    console.print(
        f"Review of {count(len(found), 'key account')} (visits {heading})",
        style="bold",
        markup=False,
    )
    table = Table("Account", "Name", box=None, pad_edge=False)
    table.add_column("Revenue", justify="right")
    for title in ("Reaches", "Elsewhere", "Open", "Risk"):
        table.add_column(title)
    for title in ("Curve", "Visits", "Next adds"):
        table.add_column(title, justify="right")
    for one in found:
        account = one.account
        table.add_row(
            account.id,
            account.name,
            money(account.revenue_per_year or 0, currency),
            account.access.value.replace("_", " ") if account.access else "?",
            elsewhere(one.growth_cents, currency),
            _yes_no(account.open_to_ideas),
            _yes_no(account.at_risk),
            f"{one.no_visits:.2f} to {one.saturation:.2f}",
            str(one.visits),
            "no more" if one.next_cents is None else money(one.next_cents, currency),
        )
    console.print(table)
    usual = found[0]
    console.print(
        f"Curve: sales with no visits and at saturation, present = 1; without review "
        f"{usual.class_no_visits} to {usual.class_saturation}. Growth raises the second, risk "
        "lowers the first.",
        markup=False,
    )
    for column in ("decision_maker_access", "growth", "open_to_ideas", "at_risk"):
        ids = [one.account.id for one in found if column in one.unknown]
        if ids:
            rest = f", and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
            console.print(f"Not known yet, {column}: {', '.join(ids[:SHOWN])}{rest}", markup=False)


def _yes_no(answer: bool | None) -> str:
    return "?" if answer is None else "yes" if answer else "no"


def review_document(reviews: Sequence[KeyReview], proposals: Sequence[Candidate]) -> dict[str, Any]:
    """The same for programs; money in cents."""
    return {
        "key_accounts": [
            {
                "account_id": one.account.id,
                "access": one.account.access.value if one.account.access else None,
                "growth_cents": one.growth_cents,
                "open_to_ideas": one.account.open_to_ideas,
                "at_risk": one.account.at_risk,
                "no_visits": float(one.no_visits),
                "saturation": float(one.saturation),
                "visits": one.visits,
                "planned": one.planned,
                "next_visit_cents": one.next_cents,
                "unknown": list(one.unknown),
            }
            for one in reviews
        ],
        "candidates": [
            {"account_id": one.account.id, "advice": one.advice.value, "reason": one.reason,
             "changed_by": one.field}
            for one in proposals
        ],
    }  # fmt: skip
