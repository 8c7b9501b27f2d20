"""Where the time went: one screen, tables for a spreadsheet, and a document for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from planner.accounts.audit import Audit, hours_per_1000
from planner.accounts.matching import Kind
from planner.domain import Tier, money
from planner.files.sheets import Cell, csv_text
from planner.reports.words import count, day, hours, percent

SHOWN = 8


def print_audit(console: Console, found: Audit, currency: str, left_out: Mapping[str, int]) -> None:
    """Print the audit on about one screen."""

    def say(text: str, style: str = "") -> None:
        console.print(text, style=style, markup=False)

    span = found.span
    weeks = count(len(found.weeks), "week")
    say(f"Where the time went, {span.first} to {span.last} ({weeks})", "bold")
    say(entries_words(found, left_out))
    say("")
    console.print(_classes(found, currency))
    say(goal_words(found))
    say(travel_words(found))
    say("")
    console.print(_weeks(found))
    _print_sucks(console, found, currency)
    _print_not_seen(console, found)


def entries_words(found: Audit, left_out: Mapping[str, int]) -> str:
    """How many entries were matched, and what became of the others."""
    parts = [
        f"{count(found.count(kind), 'entry', 'entries')} {kind} ({hours(found.minutes_of(kind))})"
        for kind in Kind
        if found.count(kind)
    ]
    whole = sum(match.event.all_day for match in found.matches)
    parts += [f"{count(whole, 'entry', 'entries')} of whole days without hours"] if whole else []
    parts += [f"{number:,} left out: {why}" for why, number in left_out.items()]
    return "; ".join(parts) + "." if parts else "No entry lies within these days."


def goal_words(found: Audit) -> str:
    """Key accounts' share against the goal, and what would close the gap."""
    total, key = found.visit_minutes, found.by_tier[Tier.KEY]
    if not total:
        return "Nothing was matched, so nothing can be said of the goal."
    goal = float(found.goal)
    share = key / total
    said = f"Key accounts got {share:.0%} of the time at accounts; the goal is {goal:.0%}"
    if share >= goal:
        return f"{said}: kept."
    shift = goal * total - key
    return f"{said}: {hours(round(shift))} of this time belong to them instead of to others."


def travel_words(found: Audit) -> str:
    """Driving, as entries say and as the travel times say."""
    said = f"Driving takes {percent(found.travel_share)} of driving and visits: "
    recorded = f"{hours(found.drive_minutes)} in the entries, " if found.drive_minutes else ""
    return f"{said}{recorded}{hours(found.drive_estimate)} by the territory's travel times."


def _classes(found: Audit, currency: str) -> Table:
    table = Table("Class", box=None, pad_edge=False)
    for heading in (
        "Accounts",
        "Seen",
        "Hours",
        "Share",
        f"Hours per {money(100_000, currency)} of margin",
    ):
        table.add_column(heading, justify="right")
    for tier in Tier:
        own = [one for one in found.accounts if one.tier is tier]
        minutes = found.by_tier[tier]
        costs = hours_per_1000(minutes, found.class_margin(tier))
        table.add_row(
            f"{tier.letter} {tier}",
            f"{len(own):,}",
            f"{sum(one.events > 0 for one in own):,}",
            hours(minutes),
            percent(minutes / found.visit_minutes if found.visit_minutes else None),
            "-" if costs is None else f"{costs:,.2f}",
        )
    return table


def _weeks(found: Audit) -> Table:
    table = Table("Week from", box=None, pad_edge=False)
    for heading in (*Tier, "key share", "unmatched", "private"):
        table.add_column(str(heading).capitalize(), justify="right")
    table.add_column(f"Goal {float(found.goal):.0%} at |")
    for week in found.weeks:
        table.add_row(
            f"Mon {week.monday}",
            *(hours(week.by_tier[tier]) for tier in Tier),
            percent(week.key_share),
            hours(week.unmatched),
            hours(week.private),
            _bar(week.key_share, float(found.goal)),
        )
    return table


def _bar(share: float | None, goal: float, width: int = 20) -> str:
    """A line of ``#`` as long as the share, with the goal's mark."""
    cells = ["#"] * round((share or 0) * width)
    cells += [" "] * (width + 1 - len(cells))
    cells[round(goal * width)] = "|"
    return "".join(cells).rstrip()


def _print_sucks(console: Console, found: Audit, currency: str) -> None:
    sucks = found.time_sucks
    if not sucks:
        return
    beyond = sum(one.beyond for one in sucks)
    console.print(
        f"\nTime sucks: {count(len(sucks), 'secondary account')} took {hours(beyond)} beyond "
        "contract",
        style="bold",
        markup=False,
    )
    table = Table("Account", "Name", box=None, pad_edge=False)
    for heading in (
        "Hours",
        "By contract",
        "Beyond",
        f"Hours per {money(100_000, currency)} of margin",
    ):
        table.add_column(heading, justify="right")
    for one in sucks[:SHOWN]:
        costs = one.hours_per_1000
        table.add_row(
            one.account.id,
            one.account.name,
            hours(one.minutes),
            hours(one.contract_minutes),
            hours(one.beyond),
            "no margin" if costs is None else f"{costs:,.2f}",
        )
    console.print(table)
    if len(sucks) > SHOWN:
        console.print(f"and {len(sucks) - SHOWN:,} more")


def _print_not_seen(console: Console, found: Audit) -> None:
    missing = found.not_seen
    if not missing:
        return
    console.print(
        f"\n{count(len(missing), 'key account')} not seen for {found.not_seen_days} days:",
        style="bold",
        markup=False,
    )
    parts = []
    for one in missing[:SHOWN]:
        seen = one.last_seen
        ago = f"{(found.span.last - seen).days} days, {day(seen)}" if seen else "never"
        parts.append(f"{one.account.id} {one.account.name} ({ago})")
    more = f"; and {len(missing) - SHOWN:,} more" if len(missing) > SHOWN else ""
    console.print("; ".join(parts) + more, markup=False)


def account_rows(found: Audit) -> list[list[Cell]]:
    """One account a row: heading first."""
    rows: list[list[Cell]] = [
        ["account_id", "name", "tier", "entries", "hours", "contract_hours", "beyond_hours",
         "margin", "hours_per_1000_margin", "last_seen"]
    ]  # fmt: skip
    for one in found.accounts:
        costs = one.hours_per_1000
        rows.append(
            [
                one.account.id,
                one.account.name,
                one.tier.value,
                one.events,
                round(one.minutes / 60, 2),
                round(one.contract_minutes / 60, 2),
                round(one.beyond / 60, 2),
                round(one.margin_cents / 100, 2),
                None if costs is None else round(costs, 3),
                str(one.last_seen) if one.last_seen else None,
            ]
        )
    return rows


def sheets(found: Audit) -> dict[str, list[list[Cell]]]:
    """Weeks, accounts and entries as tables."""
    weeks: list[list[Cell]] = [
        ["week_from", *(f"{tier}_hours" for tier in Tier), "key_share", "unmatched_hours",
         "private_hours"]
    ]  # fmt: skip
    for week in found.weeks:
        minutes = [*(week.by_tier[tier] for tier in Tier), week.unmatched, week.private]
        figures: list[Cell] = [round(each / 60, 2) for each in minutes]
        share = None if week.key_share is None else round(week.key_share, 4)
        weeks.append([str(week.monday), *figures[:4], share, *figures[4:]])
    entries: list[list[Cell]] = [
        ["start", "minutes", "title", "location", "kind", "account_id", "confidence", "evidence"]
    ]
    for match in found.matches:
        event = match.event
        entries.append(
            [
                f"{event.start:%Y-%m-%d %H:%M}",
                event.minutes,
                event.title,
                event.location,
                match.kind.value,
                match.account_id,
                round(match.confidence, 2),
                match.evidence,
            ]
        )
    return {"weeks": weeks, "accounts": account_rows(found), "entries": entries}


def accounts_csv(found: Audit) -> str:
    """The accounts as CSV; texts that a spreadsheet would compute begin with an apostrophe."""
    return csv_text(account_rows(found), ending="\n")


def audit_document(found: Audit, left_out: Mapping[str, int]) -> dict[str, Any]:
    """The same figures for programs: minutes and cents."""

    def listed(rows: Sequence[Any]) -> list[str]:
        return [one.account.id for one in rows]

    return {
        "first": str(found.span.first),
        "last": str(found.span.last),
        "goal": float(found.goal),
        "key_share": found.by_tier[Tier.KEY] / found.visit_minutes if found.visit_minutes else None,
        "travel_share": found.travel_share,
        "drive_minutes": found.drive_minutes,
        "drive_estimate": found.drive_estimate,
        "entries": {
            kind.value: {"count": found.count(kind), "minutes": found.minutes_of(kind)}
            for kind in Kind
        },
        "left_out": dict(left_out),
        "weeks": [
            {
                "monday": str(week.monday),
                "minutes": {tier.value: week.by_tier[tier] for tier in Tier},
                "key_share": week.key_share,
                "unmatched": week.unmatched,
                "private": week.private,
            }
            for week in found.weeks
        ],
        "time_sucks": [
            {"account_id": one.account.id, "minutes": one.minutes, "beyond": one.beyond,
             "hours_per_1000_margin": one.hours_per_1000}
            for one in found.time_sucks
        ],
        "not_seen_days": found.not_seen_days,
        "not_seen": listed(found.not_seen),
    }  # fmt: skip
