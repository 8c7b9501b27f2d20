"""Scenarios solved: the territory as it is, then every overlay, each rep's search by itself.

A rep whose problem is the same in two scenarios is searched once. A scenario's search begins with
what fits of the base's plan; and a plan that one scenario found and another allows is offered to
that one as well, so that a looser rule is never worse, and the base does not look bad for having
been searched first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from planner.domain import BadInput, ExitCode, FailedCheck, Finding, PlannerError
from planner.domain.comparison import BASE, Scenario
from planner.planning import DEFAULT_SECONDS, Prepared, conclude, prepare
from planner.readers import Overlay, Reading, read_territory
from planner.scenarios.sharing import Shared
from planner.solving.together import Crew, Keeper, Limits, LocalCrew, Stop, Watch, solve_all

CERTAIN_SLICES = (1, 2, 4)
"""Shares of the time, or factors on the work, of the rounds that make differences certain."""


@dataclass(frozen=True, kw_only=True)
class _Ready:
    """A scenario that can be searched."""

    name: str
    reading: Reading
    prepared: Prepared


def solve_scenarios(
    folder: Path,
    overlays: Sequence[Overlay],
    limits: Limits,
    *,
    month: str | None = None,
    until_certain: bool = False,
    watch: Watch | None = None,
    stop: Stop | None = None,
    crew: Crew | None = None,
    keep: Keeper | None = None,
    read: Callable[[Sequence[Scenario]], None] | None = None,
) -> list[Scenario]:
    """Solve a territory as it is, and with each overlay by itself.

    Parameters
    ----------
    folder : Path
        The territory's.
    limits : Limits
        Seconds are those of all scenarios together, `DEFAULT_SECONDS` for each if neither they
        nor work are given; work is that of each rep in each scenario. Starts are not used.
    until_certain : bool
        Search on, round after round, where it is not certain whether a scenario is better than
        the base.
    watch, stop, crew, keep
        As `solve_all` has them; keys are ``<scenario>/<rep>``.
    read : callable, optional
        Sees the scenarios before the search, those with bad input included.

    Returns
    -------
    list of Scenario
        The base first, then one an overlay in their order. One whose input is bad, or that has
        no plan, says so in `Scenario.fault`.

    Raises
    ------
    BadInput
        If the territory as it is cannot be planned, two overlays have one name, or the input of
        all overlays is bad.
    FailedCheck
        If a plan breaks a rule, which is a bug.
    """
    _refuse_doubles(overlays)
    base = _ready(folder, Overlay(name=BASE), month)
    if isinstance(base, Scenario):
        raise BadInput(base.findings)
    tried = [_ready(folder, overlay, month) for overlay in overlays]
    spoiled = [each for each in tried if isinstance(each, Scenario)]
    if overlays and len(spoiled) == len(overlays):
        raise BadInput(finding for each in spoiled for finding in each.findings)
    if read is not None:
        read([each if isinstance(each, Scenario) else _column(each) for each in (base, *tried)])
    ready = [base, *(each for each in tried if isinstance(each, _Ready))]
    if limits.seconds is None and limits.work is None:
        limits = replace(limits, seconds=DEFAULT_SECONDS * len(ready))
    shared = _Search(ready, limits, watch, stop, crew, keep).run(until_certain=until_certain)
    share = (
        limits if limits.seconds is None else replace(limits, seconds=limits.seconds / len(ready))
    )
    found = {each.name: _concluded(each, shared, share, stop) for each in ready}
    return [found[each.name] if isinstance(each, _Ready) else each for each in (base, *tried)]


def _refuse_doubles(overlays: Sequence[Overlay]) -> None:
    names = [BASE, *(overlay.name for overlay in overlays)]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise BadInput(
            Finding(
                code="overlay-name",
                message="Two scenarios have this name (the territory as it is, is called base)",
                remedy="Rename one of the files.",
                value=name,
            )
            for name in doubled
        )


def _ready(folder: Path, overlay: Overlay, month: str | None) -> _Ready | Scenario:
    """A scenario read and compiled, or a column that says what is wrong with it."""
    try:
        reading = read_territory(folder, month=month, tolerate_rep_faults=True, overlay=overlay)
        prepared = prepare(reading.territory, faults=reading.findings)
    except BadInput as bad:
        errors = sum(finding.fatal for finding in bad.findings)
        return Scenario(
            name=overlay.name,
            territory=None,
            plan=None,
            findings=tuple(bad.findings),
            fault=f"bad input: {errors} error{'s' * (errors != 1)}",
            exit_code=ExitCode.BAD_INPUT,
        )
    return _Ready(name=overlay.name, reading=reading, prepared=prepared)


def _column(ready: _Ready) -> Scenario:
    """A scenario without a plan as yet."""
    return Scenario(
        name=ready.name,
        territory=ready.reading.territory,
        plan=None,
        changes=ready.reading.changes,
        findings=ready.reading.findings,
    )


def _concluded(ready: _Ready, shared: Shared, limits: Limits, stop: Stop | None) -> Scenario:
    column = _column(ready)
    outcomes = {rep: shared.outcome(ready.name, rep) for rep in ready.prepared.problems}
    try:
        plan = conclude(ready.prepared, outcomes, limits, stop=stop)
    except PlannerError as error:
        if isinstance(error, FailedCheck):  # a crash is that scenario's own
            raise
        return replace(column, fault=str(error), exit_code=error.exit_code)
    return replace(column, plan=plan)


class _Search:
    """All searches of a comparison."""

    def __init__(
        self,
        ready: Sequence[_Ready],
        limits: Limits,
        watch: Watch | None,
        stop: Stop | None,
        crew: Crew | None,
        keep: Keeper | None,
    ) -> None:
        self.limits, self.stop, self.keep = limits, stop or (lambda: False), keep
        self.watch = watch
        self.crew = crew
        self.shared = Shared({each.name: each.prepared for each in ready})

    def run(self, *, until_certain: bool) -> Shared:
        """Search the base, then the others; then, if asked, on until they part."""
        if self.crew is not None:
            self._run(self.crew, until_certain)
        else:
            with LocalCrew(self.limits.workers) as crew:
                self._run(crew, until_certain)
        return self.shared

    def _run(self, crew: Crew, until_certain: bool) -> None:
        slices = CERTAIN_SLICES if until_certain else (1,)
        whole = sum(slices)
        for number, part in enumerate(slices):
            if number and (self.stop() or not self.shared.undecided(BASE)):
                break
            keys = self.shared.undecided(BASE) if number else list(self.shared.problems)
            first = [key for key in keys if key.startswith(f"{BASE}/")]
            rest = [key for key in keys if key not in first]
            turns = [_turns(crew, len(some)) for some in (first, rest)]
            for some, turn in zip((first, rest), turns, strict=True):
                if not some or self.stop():
                    continue
                limits = replace(self.limits, starts=self.shared.starts(some, BASE))
                if limits.seconds is not None:
                    seconds = limits.seconds * part / whole * turn / sum(turns)
                    limits = replace(limits, seconds=seconds)
                elif limits.work is not None:
                    limits = replace(limits, work=limits.work * part)
                found = solve_all(
                    {key: self.shared.problems[key] for key in some},
                    limits, watch=self.watch, stop=self.stop, crew=crew,
                    keep=self.keep,
                )  # fmt: skip
                self.shared.take(found)
            self.shared.offer_all()


def _turns(crew: Crew, searches: int) -> int:
    """How often the crew's workers take up a search until all are done."""
    if not searches:
        return 0
    crew.begin(searches)
    return ceil(searches / crew.width)
