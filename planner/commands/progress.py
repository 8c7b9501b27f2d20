"""The progress of a search on stderr: a live line in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from planner.solving.together import RepProgress

PLAIN_SECONDS = 5.0
"""Between two lines where no terminal can be redrawn."""
MANY = 8
"""Searches above which they are counted, not named."""


def say_first_run(console: Console) -> None:
    """Says that a first run compiles, before it is waited for."""
    import models

    if models.kernels_are_compiled():
        return
    folder = models.kernel_folder()
    if folder is None:
        console.print(
            "Compiling the search takes up to a minute. Nothing can be kept for the next run: "
            "neither the home folder nor the temporary one can be written to. Set "
            "NUMBA_CACHE_DIR to a folder that can.",
        )
    else:
        console.print("First run: compiling the search, once; this takes up to a minute.")


@contextmanager
def shown_progress(console: Console) -> Iterator[Callable[[tuple[RepProgress, ...]], None]]:
    """A watcher that shows where every rep stands, and the time."""
    began = time.monotonic()

    def line(reps: tuple[RepProgress, ...]) -> str:
        if len(reps) > MANY:
            parts = _counts(reps)
        else:
            parts = [_words(rep, len(reps) == 1) for rep in reps if rep.state != "waiting"]
            waiting = sum(rep.state == "waiting" for rep in reps)
            if waiting:
                parts.append(f"{waiting} waiting")
        return f"{time.monotonic() - began:4.0f} s  " + " · ".join(parts)

    if console.is_terminal:
        with console.status("") as status:
            yield lambda reps: status.update(line(reps))
        return
    due = 0.0

    def plain(reps: tuple[RepProgress, ...]) -> None:
        nonlocal due
        if time.monotonic() - began >= due:
            due = time.monotonic() - began + PLAIN_SECONDS
            console.print(line(reps), markup=False, soft_wrap=True)

    yield plain


def by_scenario(
    show: Callable[[tuple[RepProgress, ...]], None],
) -> Callable[[tuple[RepProgress, ...]], None]:
    """A watcher of searches ``<scenario>/<rep>`` that shows one entry a scenario.

    What an earlier round of searches found stays in the sums.
    """
    seen: dict[str, RepProgress] = {}

    def watch(searches: tuple[RepProgress, ...]) -> None:
        seen.update({each.rep: each for each in searches})
        names = dict.fromkeys(key.rpartition("/")[0] for key in seen)
        show(tuple(_summed(name, [seen[k] for k in seen if _of(k, name)]) for name in names))

    return watch


def _of(key: str, scenario: str) -> bool:
    return key.rpartition("/")[0] == scenario


def _summed(scenario: str, searches: list[RepProgress]) -> RepProgress:
    """One entry for the searches of a scenario."""
    states = {each.state for each in searches}
    state = states.pop() if len(states) == 1 else "searching"
    done = sum(each.state in ("done", "failed") for each in searches)
    part = f" ({done} of {len(searches)})" if len(searches) > 1 and state != "done" else ""
    known = [each.objective_cents for each in searches if each.objective_cents is not None]
    return replace(
        searches[0],
        rep=f"{scenario}{part}",
        state=state,
        objective_cents=sum(known) if known else None,
        bound_cents=None,
    )


def _words(rep: RepProgress, alone: bool) -> str:
    if rep.state == "failed":
        return f"{rep.rep}: failed"
    if rep.objective_cents is None:
        return f"{rep.rep}: -"
    gap = ""
    if alone and rep.bound_cents:
        below = max(0.0, (rep.bound_cents - rep.objective_cents) / rep.bound_cents)
        gap = f" (at most {below * 100:.1f} % below the best possible)"
    done = ", done" if rep.state == "done" else ""
    return f"{rep.rep}: {rep.objective_cents / 100:,.0f}{gap}{done}"


def _counts(reps: tuple[RepProgress, ...]) -> list[str]:
    """How many are done, what the plans are worth together, and who is being searched."""
    done = sum(rep.state in ("done", "failed") for rep in reps)
    worth = sum(rep.objective_cents or 0 for rep in reps) / 100
    parts = [f"{done} of {len(reps)} done, {worth:,.0f}"]
    searching = [rep.rep for rep in reps if rep.state == "searching"]
    if searching:
        more = f" and {len(searching) - 2} more" if len(searching) > 2 else ""
        parts.append(f"searching {', '.join(searching[:2])}{more}")
    failed = sum(rep.state == "failed" for rep in reps)
    if failed:
        parts.append(f"{failed} failed")
    return parts
