"""What a team's size costs, here and on a Dask cluster of this machine, also with a worker killed.

The searches are short, so that the figures show what lies around them: reading, compiling, handing
out, building and checking.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.table import Table

import models
from models.warm import tiny_problem
from planner.bench.run import document, rescore
from planner.bench.teams import write_team
from planner.domain import FailedCheck
from planner.planning import Prepared, conclude, prepare
from planner.readers import overlay_of, read_territory
from planner.scenarios.cluster.connecting import no_dask
from planner.scenarios.cluster.crew import ClusterCrew
from planner.scenarios.store import ResultStore
from planner.solving.together import Crew, Limits, LocalCrew, Outcome, RepProgress, solve_all

Say = Callable[[str], None]

SCENARIOS = ("quota.key=0.8", "quota.key=0.7", "quota.key=0.6")
"""The rule that every scenario of the run with a killed worker turns."""


@dataclass(frozen=True, kw_only=True)
class TeamRecord:
    """One team, searched by one crew.

    Parameters
    ----------
    system : str
        ``processes`` or ``cluster``.
    read, prepare, solve, conclude : float
        Seconds, of the whole team; workers that have started and loaded the kernels.
    engine : float
        Seconds that the searches took by their own clocks, summed.
    width : int
        Searches at a time.
    objective, bound : int
        Cents, of the whole team.
    killed : int
        Workers killed meanwhile.
    """

    instance: str
    system: str
    reps: int
    searches: int
    read: float
    prepare: float
    solve: float
    conclude: float
    engine: float
    width: int
    objective: int
    bound: int
    seed: int = 0
    killed: int = 0

    @property
    def throughput(self) -> float:
        """Searches a second."""
        return self.searches / self.solve

    @property
    def overhead(self) -> float:
        """Seconds of a worker for each search that are not the search's own."""
        return (self.width * self.solve - self.engine) / self.searches


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A team that is ready, and the seconds that this took."""

    prepared: Mapping[str, Prepared]
    read: float
    prepare: float

    @property
    def problems(self) -> dict[str, models.Problem]:
        """By ``<scenario>/<rep>``."""
        return {
            f"{name}/{rep}": problem
            for name, one in self.prepared.items()
            for rep, problem in one.problems.items()
        }


def measure_team(
    sizes: Sequence[int], killed_reps: int, limits: Limits, say: Say
) -> tuple[dict[str, Any], list[Table]]:
    """Measure teams of some sizes on both crews, and one more whose worker is killed.

    Parameters
    ----------
    killed_reps : int
        Size of the team in `SCENARIOS` scenarios whose worker is killed; 0 leaves it out.
    limits : Limits
        By work; ``workers`` of either crew.

    Returns
    -------
    document : dict
        All figures, ready for JSON.
    tables : list of Table

    Raises
    ------
    FailedCheck
        If a result is missing, breaks a rule, or differs between the crews.
    """
    records: list[TeamRecord] = []
    with (
        LocalCrew(limits.workers) as processes,
        local_cluster(limits.workers) as address,
        ClusterCrew(address, say=say) as cluster,
    ):
        crews: dict[str, Crew] = {"processes": processes, "cluster": cluster}
        for crew in crews.values():
            _warm(crew, limits)
        for reps in sizes:
            with TemporaryDirectory() as folder:
                records += _both(_team(Path(folder), reps), reps, crews, limits, say)
        if killed_reps:
            with TemporaryDirectory() as folder:
                team = _team(Path(folder), killed_reps, SCENARIOS)
                records.append(_killed(team, killed_reps, cluster, limits, Path(folder), say))
    settings = {"suite": "team", "sizes": list(sizes), "work": limits.work, "seed": limits.seed}
    figures = document([], settings | {"workers": limits.workers})
    figures["records"] = [asdict(record) for record in records]
    return figures, [team_table(records)]


@contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """Address of a Dask cluster of processes on this machine.

    Raises
    ------
    BadInput
        If Dask is not installed.
    """
    try:
        from distributed import LocalCluster
    except ImportError:
        raise no_dask("local") from None
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        resources={"cpu": 1},
        silence_logs=50,
    ) as cluster:
        yield str(cluster.scheduler_address)


def _warm(crew: Crew, limits: Limits) -> None:
    """Start the workers, and let each load the kernels."""
    tiny = {str(n): tiny_problem() for n in range(4 * limits.workers)}
    solve_all(tiny, limits, crew=crew)


def _team(folder: Path, reps: int, scenarios: Sequence[str] = ("",)) -> _Read:
    write_team(folder / "team", reps)
    read = compiled = 0.0
    prepared = {}
    for setting in scenarios:
        began = time.perf_counter()
        overlay = overlay_of([setting]) if setting else None
        territory = read_territory(folder / "team", overlay=overlay).territory
        between = time.perf_counter()
        prepared[setting or "base"] = prepare(territory)
        read += between - began
        compiled += time.perf_counter() - between
    return _Read(prepared=prepared, read=read, prepare=compiled)


def _both(
    team: _Read, reps: int, crews: Mapping[str, Crew], limits: Limits, say: Say
) -> list[TeamRecord]:
    found: dict[str, dict[str, Outcome]] = {}
    records = []
    for system, crew in crews.items():
        began = time.perf_counter()
        found[system] = solve_all(team.problems, limits, crew=crew)
        solve = time.perf_counter() - began
        records.append(_record(team, reps, system, crew, found[system], solve, limits))
        say(_line(records[-1]))
    worth = [{key: _worth(one) for key, one in each.items()} for each in found.values()]
    if any(each != worth[0] for each in worth):
        raise FailedCheck(f"{reps} reps: the crews found different plans")
    return records


def _killed(
    team: _Read, reps: int, crew: ClusterCrew, limits: Limits, folder: Path, say: Say
) -> TeamRecord:
    """All scenarios in one round, their results kept as they come; a worker is killed meanwhile."""
    pids: list[int] = []

    def watch(searches: tuple[RepProgress, ...]) -> None:
        done = sum(each.state == "done" for each in searches)
        if not pids and done >= len(searches) // 3:
            pids.append(min(crew.client.run(os.getpid).values()))
            os.kill(pids[0], signal.SIGKILL)
            say(f"killed a worker when {done} of {len(searches)} searches were done")

    store = ResultStore(folder / "kept", say)
    began = time.perf_counter()
    outcomes = solve_all(team.problems, limits, crew=crew, watch=watch, keep=store)
    solve = time.perf_counter() - began
    if not pids:
        raise FailedCheck("the searches were done before a worker could be killed")
    kept = ResultStore(folder / "kept", lambda _: None).known(team.problems, limits)
    if {key: one.objective for key, one in kept.items()} != {
        key: _worth(one) for key, one in outcomes.items()
    }:
        raise FailedCheck("what was kept is not what was found")
    record = _record(team, reps, "cluster", crew, outcomes, solve, limits, killed=len(pids))
    say(_line(record))
    return record


def _record(
    team: _Read,
    reps: int,
    system: str,
    crew: Crew,
    outcomes: Mapping[str, Outcome],
    solve: float,
    limits: Limits,
    killed: int = 0,
) -> TeamRecord:
    """The figures, once every result has been checked."""
    problems = team.problems
    results = {}
    for key, outcome in outcomes.items():
        if isinstance(outcome, Exception) or outcome.solution is None:
            raise FailedCheck(f"{key} has no plan: {outcome}")
        rescore(problems[key], outcome.solution, outcome.objective)
        results[key] = outcome
    if results.keys() != problems.keys():
        raise FailedCheck(f"{len(problems) - len(results)} results are missing")
    began = time.perf_counter()
    for name, prepared in team.prepared.items():
        own = {rep: results[f"{name}/{rep}"] for rep in prepared.problems}
        conclude(prepared, own, limits)
    return TeamRecord(
        instance=f"team-{reps}" + f"x{len(team.prepared)}" * (len(team.prepared) > 1),
        system=system,
        reps=reps,
        searches=len(problems),
        read=team.read,
        prepare=team.prepare,
        solve=solve,
        conclude=time.perf_counter() - began,
        engine=sum(result.seconds for result in results.values()),
        width=crew.width,
        objective=sum(result.objective or 0 for result in results.values()),
        bound=sum(result.bound or 0 for result in results.values()),
        seed=limits.seed,
        killed=killed,
    )


def _worth(outcome: Outcome) -> int | None:
    return outcome.objective if isinstance(outcome, models.Result) else None


def _line(record: TeamRecord) -> str:
    return (
        f"{record.instance} {record.system}: {record.searches} searches in {record.solve:.1f} s, "
        f"{1000 * record.overhead:.0f} ms each beside the search"
    )


def team_table(records: Sequence[TeamRecord]) -> Table:
    """Cost a rep and scenario as teams grow, in milliseconds."""
    table = Table(title="ms a rep and scenario, as the team grows")
    for heading in (
        "team", "crew", "searches", "read", "prepare", "search", "overhead", "conclude",
        "searches/s", "killed",
    ):  # fmt: skip
        table.add_column(heading, justify="left" if heading in ("team", "crew") else "right")
    for one in records:
        parts = (one.read, one.prepare, one.engine, one.overhead * one.searches, one.conclude)
        table.add_row(
            one.instance,
            one.system,
            f"{one.searches:,}",
            *(f"{1000 * part / one.searches:,.1f}" for part in parts),
            f"{one.throughput:.1f}",
            str(one.killed or "-"),
        )
    return table
