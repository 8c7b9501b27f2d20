"""The bound that forgets the order of visits, against brute force, and where it is needed."""

import numpy as np
import pytest

from models.problem import Client, Duty, Problem
from models.routes import SCALE, Pricer
from models.routes.day import build_day, candidates
from models.routes.metric import metric_of
from models.routes.packing import packing_bound
from models.timetable import build_timetable
from tests.models.days import best_values, cases


def test_no_route_is_worth_more_than_what_a_day_can_hold() -> None:
    met = 0
    for problem, prizes, routes in cases(300):
        timetable, metric = build_timetable(problem), metric_of(problem)
        for duty, best in enumerate(best_values(problem, prizes, routes)):
            clients = candidates(timetable, metric, duty, prizes[duty])
            if len(clients) and timetable.max_visits[duty]:
                day = build_day(problem, timetable, metric, duty, clients, prizes[duty])
                minutes = np.array([problem.clients[i].minutes for i in clients], dtype=np.int64)
                bound = packing_bound(day, minutes)
                assert bound >= best
                met += bound == best
    assert met > 50


@pytest.mark.parametrize(
    ("most_visits", "end", "worth"),
    [
        (3, 600, 30 + 29 + 28 - 4),  # visits are short: their number counts
        (None, 46, 30 + 29 + 28 - 4),  # three visits of 14 minutes, four legs of a minute
        (None, 45, 30 + 29 - 3),  # a minute less: two
    ],
)
def test_near_neighbours_are_not_seen_again_and_again(
    most_visits: int | None, end: int, worth: int
) -> None:
    clients = 20
    travel = 1 - np.eye(clients + 1, dtype=np.int64)
    problem = Problem(
        name="near",
        duties=(
            Duty(rep=0, day=0, start_node=0, end_node=0, start=0, end=end, max_visits=most_visits),
        ),
        clients=tuple(
            Client(id=f"c{i}", node=i + 1, minutes=14, values=(0, 1), windows=(((0, end),),))
            for i in range(clients)
        ),
        travel=travel,
        travel_cost=travel,
    )
    prizes = np.array([[(30 - i) * SCALE for i in range(clients)]], dtype=np.int64)
    pricer = Pricer(problem, build_timetable(problem))
    priced = pricer.price(prizes, np.zeros(1, dtype=np.int64), exact=False)
    assert worth * SCALE <= priced.upper[0] <= (worth + 1) * SCALE
