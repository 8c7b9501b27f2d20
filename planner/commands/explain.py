"""planner explain: why an account is in or out, what rules cost, what the plan is worth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from planner.commands.replanning import checked_day
from planner.commands.screen import (
    console,
    examples,
    json_option,
    month_option,
    one_limit,
    print_findings,
    print_json,
    recovered,
    search_options,
    territory_argument,
)


@click.command(
    short_help="Why an account is in or out, and what rules cost.",
    epilog=examples(
        "planner explain my-territory A012",
        'planner explain my-territory "Ames Realty" --day 2026-12-10',
        "planner explain my-territory                the costliest rules, the nearest misses",
        "planner explain my-territory --baseline even",
        "planner explain my-territory --baseline calendar.ics --from 2026-11-01 --to 2026-11-30",
    ),
)
@territory_argument
@click.argument("account", required=False)
@click.option("--day", metavar="YYYY-MM-DD", callback=checked_day,
              help="Also: why it is, or is not, visited on this day.")  # fmt: skip
@click.option("--rep", metavar="ID", help="Without an account: of this rep alone.")
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), metavar="PLAN",
              callback=recovered,
              help="The plan; DIR/out/plan.json by default, or one made for this.")  # fmt: skip
@click.option("--baseline", metavar="even|FILE",
              help="Instead: what the plan is worth more than an even round of all accounts, or "
              "than a past calendar (.ics) or list of visits (.csv, .xlsx).")  # fmt: skip
@click.option("--from", "first", metavar="YYYY-MM-DD", callback=checked_day,
              help="First day of the past; the month before by default.")  # fmt: skip
@click.option("--to", "last", metavar="YYYY-MM-DD", callback=checked_day,
              help="Last day of the past.")  # fmt: skip
@click.option("--me", multiple=True, metavar="ADDRESS", help="The rep's own e-mail addresses.")
@month_option("Month to explain where there is no plan, instead of the territory's period.")
@search_options
@json_option
def command(
    folder: Path, account: str | None, day: date | None, rep: str | None, plan_file: Path | None,
    baseline: str | None, first: date | None, last: date | None, me: tuple[str, ...],
    month: str | None, seconds: float | None, work: int | None, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Explain the plan of the territory in DIR, or the place of ACCOUNT (an id or a name) in it.

    An account: what it is worth at 0, 1, 2 ... visits, what each number of visits costs the rest
    of the plan, which rules bind; if it is left out, the price of forcing it in and the smallest
    changes that let it in. Without an account: the costliest rules and the nearest misses. Every
    price is shown by a search, with the interval that is proven. --seconds is the time of all
    searches together, 60 by default; --work is theirs together, too.

    With --baseline: what the plan is worth more than what would have been done without it, by
    the same curves, with the assumptions beside it.
    """
    one_limit(seconds, work)
    if account is None and day is not None:
        raise click.UsageError("--day needs an ACCOUNT.")
    if account is not None and rep is not None:
        raise click.UsageError("--rep goes without an ACCOUNT: its rep is explained.")
    if baseline is None and (first or last or me):
        raise click.UsageError("--from, --to and --me need --baseline FILE.")
    if baseline is not None and (account is not None or rep is not None):
        raise click.UsageError("--baseline goes without an ACCOUNT and --rep.")
    from planner.commands.interrupts import stop_on_interrupt
    from planner.commands.progress import say_first_run
    from planner.plan import read_plan
    from planner.planning import plan_territory
    from planner.portfolio.auditing import Question
    from planner.readers import read_territory
    from planner.reports.baseline import print_uplift, uplift_json
    from planner.reports.explain import (
        explanation_json,
        print_explanation,
        print_plan_explanation,
    )
    from planner.scenarios.baseline.uplift import uplift_over
    from planner.scenarios.explain.account import Asked, explain_account
    from planner.scenarios.explain.whole_plan import explain_plan
    from planner.underway.syncing import month_of

    usual = folder / "out" / "plan.json"
    plan_file = plan_file or (usual if usual.exists() else None)
    plan = None
    if plan_file is not None:
        plan = read_plan(plan_file)
    reading = read_territory(
        folder, month=month or (month_of(plan) if plan else None), tolerate_rep_faults=True
    )
    territory = reading.territory
    print_findings(finding for finding in reading.findings if finding.fatal)
    notes = console(stderr=True)
    say_first_run(notes)

    def tell(words: str) -> None:
        notes.print(f"searching: {words}", markup=False, highlight=False, emoji=False)

    show: Callable[[], None]
    limits: dict[str, Any] = {"seconds": seconds, "work": work, "seed": seed}
    with stop_on_interrupt() as stop:
        how = {**limits, "tell": tell, "stop": stop}
        if baseline is not None:
            plan = plan or plan_territory(territory, stop=stop, **limits)
            past = Question(past=Path(baseline), first=first, last=last, me=me)
            uplift = uplift_over(baseline, folder, territory, plan, past)
            document = uplift_json(uplift)
            show = partial(print_uplift, console(), uplift, territory.currency)
        elif account is None:
            whole = explain_plan(territory, plan, rep=rep, **how)
            document = explanation_json(whole)
            show = partial(print_plan_explanation, console(), whole, territory)
        else:
            one = explain_account(territory, plan, Asked(account=account, day=day), **how)
            document = explanation_json(one)
            show = partial(print_explanation, console(), one, territory)
    if as_json:
        print_json({"status": "done", "exit_code": 0, **document})
    else:
        show()
