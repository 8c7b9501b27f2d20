"""Results kept as they come, so that a run that was broken off goes on from there.

One file a result, in the territory's folder, named by a digest of all that the result depends on:
problem, start, limits, seed and version. A run that ends well removes its own; what is left of
runs that nobody resumed goes after a month.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import models
from models.verify import verify
from planner import __version__
from planner.domain import PlannerError
from planner.files.writing import write_file
from planner.solving.together import Limits, Outcome

FOLDER = Path(".planner") / "results"
"""Within the territory's folder."""
OLD_SECONDS = 30 * 24 * 3600.0
"""After which a file that no run has taken is removed."""


class ResultStore:
    """A folder of results; a `Keeper`.

    Parameters
    ----------
    folder : Path
        Need not exist; it is made with the first result.
    say : callable
        Takes what the user should know, a line each.

    Attributes
    ----------
    complete : bool
        Whether every search so far came to its own end.
    """

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder, self.say = folder, say
        self.complete = True
        self._of: dict[str, Callable[[], str]] = {}
        """What gives a search's digest, by key."""
        self._own: set[Path] = set()
        self._writes = True

    def known(
        self, problems: Mapping[str, models.Problem], limits: Limits
    ) -> dict[str, models.Result]:
        """Results of an earlier run of these very searches; a file that is damaged is none."""
        for key in problems:
            self._of[key] = partial(digest, key, problems, limits)
        if not self.folder.is_dir():
            return {}
        found = {}
        for key, problem in problems.items():
            path = self._path(key)
            try:
                found[key] = result_from(path.read_bytes(), problem)
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                self.say(f"warning: {path} is damaged, so {key} is searched again: {error}")
                continue
            self._own.add(path)
        if found:
            self.say(
                f"{len(found)} of {len(problems)} searches were done before the last run was "
                "broken off; it goes on from there."
            )
        return found

    def keep(self, key: str, outcome: Outcome) -> None:
        """Write a result that came to its own end; a disk that fails ends the keeping only."""
        if isinstance(outcome, Exception) or outcome.stop_reason is models.StopReason.STOPPED:
            self.complete = False
            return
        if not self._writes:
            return
        path = self._path(key)
        try:
            write_file(path, result_to(outcome))
        except OSError as error:
            self._writes = False
            self.say(
                f"warning: results cannot be kept in {self.folder} ({error.strerror or error}); "
                "a run that is broken off will begin anew."
            )
        else:
            self._own.add(path)

    def clear(self) -> None:
        """Remove this run's results, and what is older than a month."""
        for path in self._own:
            path.unlink(missing_ok=True)
        self._own.clear()
        if self.folder.is_dir():
            oldest = time.time() - OLD_SECONDS
            for path in self.folder.glob("*.json"):
                if path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)
            with suppress(OSError):  # not empty: another run's
                self.folder.rmdir()
                self.folder.parent.rmdir()

    def tell_kept(self) -> None:
        """Say what the next run finds."""
        if self._own:
            self.say(
                f"{len(self._own)} finished searches are kept in {self.folder}; the same command "
                "goes on from there (with --force, where it has written what there is)."
            )

    def _path(self, key: str) -> Path:
        return self.folder / f"{self._of[key]()}.json"


@contextmanager
def kept_results(territory: Path, say: Callable[[str], None]) -> Iterator[ResultStore]:
    """The store of a territory's folder; cleared at the end unless something is missing."""
    store = ResultStore(territory / FOLDER, say)
    try:
        yield store
    except PlannerError:
        _close(store, done=store.complete)
        raise
    except BaseException:
        _close(store, done=False)
        raise
    _close(store, done=store.complete)


def _close(store: ResultStore, *, done: bool) -> None:
    if done:
        with suppress(OSError):  # a file that stays is taken for old in a month
            store.clear()
    else:
        store.tell_kept()


def digest(key: str, problems: Mapping[str, models.Problem], limits: Limits) -> str:
    """SHA-256 of all that a search's result depends on.

    Seconds are shared by all searches, so their number counts; how many run at a time does not,
    so that a run can go on where fewer machines are left.
    """
    start = limits.starts.get(key)
    rests_on: dict[str, Any] = {
        "version": __version__,
        "seconds": None if limits.seconds is None else [limits.seconds, len(problems)],
        "work": limits.work,
        "seed": limits.seed,
        "start": None if start is None else [start.visits, sorted(start.lunches.items())],
    }
    whole = sha256(json.dumps(rests_on, sort_keys=True).encode())
    whole.update(problems[key].to_json().encode())
    return whole.hexdigest()


def result_to(result: models.Result) -> str:
    """A result as text, with a digest of itself."""
    solution = result.solution
    document = {
        "status": result.status,
        "stop_reason": result.stop_reason,
        "visits": None if solution is None else solution.visits,
        "lunches": {} if solution is None else solution.lunches,
        "objective": result.objective,
        "bound": result.bound,
        "prices": result.prices,
        "price_bounds": result.price_bounds,
        "relief": None if result.relief is None else asdict(result.relief),
        "shortfalls": [[each.label, each.amount] for each in result.shortfalls],
        "seconds": result.seconds,
    }
    text = json.dumps(document)
    return json.dumps({"sha256": sha256(text.encode()).hexdigest(), "result": text})


def result_from(text: bytes, problem: models.Problem) -> models.Result:
    """A result of `result_to`, if it is whole and its plan keeps the problem's rules.

    Raises
    ------
    ValueError
        If it is not.
    """
    try:
        envelope = json.loads(text)
        inner = envelope["result"].encode()
        if sha256(inner).hexdigest() != envelope["sha256"]:
            raise ValueError("its digest is another")
        read = json.loads(inner)
        intervals, relief = read.get("price_bounds", {}), read.get("relief")
        solution = None if read["visits"] is None else models.solution_from_json(inner)
        result = models.Result(
            status=models.Status(read["status"]),
            stop_reason=models.StopReason(read["stop_reason"]),
            solution=solution,
            objective=read["objective"],
            bound=read["bound"],
            prices=read["prices"],
            price_bounds={label: (low, high) for label, (low, high) in intervals.items()},
            relief=None if relief is None else models.Relief(**relief),
            shortfalls=tuple(
                models.Shortfall(label, amount) for label, amount in read["shortfalls"]
            ),
            seconds=read["seconds"],
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"it is no result: {error!r}") from error
    if solution is not None:
        verdict = verify(problem, solution)
        if verdict.violations or verdict.objective != result.objective:
            raise ValueError("its plan does not fit the problem")
    return result
