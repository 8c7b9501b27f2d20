"""Who is tried again, alone, and who is given up: with a crew whose workers die as told."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import CancelledError, Future

import models
from planner.solving.searching import Search
from planner.solving.together import STOPPED, WorkerLost, is_crash, solve_all
from planner.unplanned import of_search
from tests.scenarios.crews import SOON, Here, objectives, tiny


class Mortal(Here):
    """Its workers die of some searches, so many times; what is out beside them dies as well."""

    width = room = 3

    def __init__(self, deaths: dict[str, int]) -> None:
        super().__init__()
        self.deaths = Counter(deaths)
        self.tried: list[str] = []

    def submit(self, search: Search) -> Future[models.Result]:
        self.tried.append(search.key)
        if not self.deaths[search.key]:
            return super().submit(search)
        self.deaths[search.key] -= 1
        future: Future[models.Result] = Future()
        future.set_exception(MemoryError("killed"))
        return future

    def lost(self, error: BaseException) -> bool:
        return isinstance(error, MemoryError)


def test_a_search_whose_worker_dies_once_is_tried_again_and_nothing_is_lost() -> None:
    crew = Mortal({"s0/r1": 1, "s1/r0": 1})
    assert None not in objectives(solve_all(tiny(6), SOON, crew=crew)).values()
    assert Counter(crew.tried) == {**dict.fromkeys(tiny(6), 1), "s0/r1": 2, "s1/r0": 2}


def test_a_search_that_kills_its_worker_alone_is_given_up_and_the_rest_goes_on() -> None:
    crew = Mortal({"s0/r1": 99})
    outcomes = solve_all(tiny(6), SOON, crew=crew)
    lost = outcomes.pop("s0/r1")
    assert isinstance(lost, WorkerLost)
    assert not is_crash(lost)
    assert of_search("r1", lost).status == "unknown"
    assert len(objectives(outcomes)) == 5
    assert crew.tried.count("s0/r1") == 2


def test_a_bug_is_a_crash_and_is_not_tried_again() -> None:
    class Buggy(Mortal):
        def lost(self, error: BaseException) -> bool:  # noqa: ARG002
            return False

    crew = Buggy({"s0/r1": 99})
    outcomes = solve_all(tiny(3), SOON, crew=crew)
    assert is_crash(outcomes["s0/r1"])
    assert of_search("r1", outcomes["s0/r1"]).status == "crashed"
    assert crew.tried.count("s0/r1") == 1


def test_what_is_taken_back_after_a_stop_was_stopped() -> None:
    class TakenBack(Here):
        def submit(self, search: Search) -> Future[models.Result]:  # noqa: ARG002
            future: Future[models.Result] = Future()
            future.set_exception(CancelledError())
            return future

    asked = iter([False])
    outcomes = solve_all(tiny(3), SOON, crew=TakenBack(), stop=lambda: next(asked, True))
    assert list(outcomes.values()) == [STOPPED] * 3
