"""Parts of the report: towns, the map's frame and marks, reasons together, size."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import ContactBy, Plan, Territory, Unvisited
from planner.reports.html import Report, day_list, month_grid, render_report, route_map
from planner.reports.html.labels import Box, parted, place_labels, spread
from planner.reports.html.projection import HEIGHT, PADDING, WIDTH, Frame
from planner.reports.html.rows import left_out_groups, left_out_rows
from planner.reports.html.towns import town_of, towns_of
from planner.reports.html.weeks import weekly_shares
from tests.plan.samples import account, plan, territory
from tests.reports.pages import NASTY, seen, two_reps

ADDRESSES = {
    "172 Walnut St, Des Moines, IA 50309": "Des Moines",
    "1 Main St, Suite 200, Ames, IA 50010": "Ames",
    "Domstr. 1, 50667 Köln, Germany": "Köln",
    "Domstr. 1, 50667 Köln": "Köln",
    "Des Moines": "",
    "5 High Rd, 50309": "",
    "": "",
}


@pytest.mark.parametrize(("address", "town"), ADDRESSES.items())
def test_town_of_an_address(address: str, town: str) -> None:
    assert town_of(address) == town


def test_towns_lie_where_most_of_their_accounts_are() -> None:
    there = [
        account(f"A{n}", latitude=41.0 + n, longitude=-93.0, address=f"{n} St, Ames, IA")
        for n in range(3)
    ]
    (ames, boone) = towns_of([account("B", address="1 St, Boone, IA"), *there])
    assert (ames.name, ames.accounts, ames.latitude) == ("Ames", 3, 42.0)
    assert boone.name == "Boone"


degrees = st.tuples(st.floats(-60, 60), st.floats(-170, 170))


@given(st.lists(degrees, min_size=1, max_size=12))
def test_a_frame_holds_its_places(places: list[tuple[float, float]]) -> None:
    frame = Frame.around(places)
    for place in places:
        x, y = frame.at(place)
        assert PADDING - 0.01 <= x <= WIDTH - PADDING + 0.01
        assert PADDING - 0.01 <= y <= HEIGHT - PADDING + 0.01
    assert 0 < frame.scale_km * frame.km_units <= WIDTH / 6 + 0.01


@given(st.lists(degrees, min_size=2, max_size=5), degrees)
def test_one_frame_seen_from_another(
    places: list[tuple[float, float]], place: tuple[float, float]
) -> None:
    whole, part = Frame.around(places), Frame.around(places[:1])
    zoom, right, down = part.seen_from(whole)
    x, y = whole.at(place)
    expected = part.at(place)
    assert x * zoom + right == pytest.approx(expected[0], abs=1e-3, rel=1e-6)
    assert y * zoom + down == pytest.approx(expected[1], abs=1e-3, rel=1e-6)


def test_a_kilometre_is_a_kilometre_on_the_map() -> None:
    north, south = (41.6, -93.6), (41.6 - 1 / 111.2, -93.6)
    frame = Frame.around([north, (41.0, -93.6)])
    assert frame.at(south)[1] - frame.at(north)[1] == pytest.approx(frame.km_units, rel=0.01)


places = st.tuples(st.floats(60, WIDTH - 60), st.floats(60, HEIGHT - 60))


@given(st.lists(places, min_size=1, max_size=10), places)
def test_marks_do_not_hide_each_other(
    wanted: list[tuple[float, float]], home: tuple[float, float]
) -> None:
    marks = spread(wanted, [home], 23.5)
    assert len(marks) == len(wanted)
    for one, other in combinations([*marks, home], 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) > 20
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in marks)


def test_marks_with_room_stay_where_they_are() -> None:
    wanted = [(100.0, 100.0), (200.0, 100.0)]
    assert spread(wanted, [(300.0, 300.0)], 23.5) == wanted


@given(st.lists(st.tuples(st.text("Abc", min_size=1, max_size=14), places), max_size=12))
def test_names_hide_nothing_and_are_whole(names: list[tuple[str, tuple[float, float]]]) -> None:
    taken = [Box.around((300, 200), 11), Box(0, 440, 150, 480)]
    labels = list(place_labels(names, taken, 13.0, 8))
    for one, other in combinations([*(label.box for label in labels), *taken], 2):
        assert one in taken or not one.meets(other)
    assert all(label.box.inside for label in labels)
    assert len(labels) <= 8


def test_a_map_of_one_day_and_of_all() -> None:
    where, made = two_reps()
    one = route_map(made, where, "r1", made.visits[0].start.date())
    both = route_map(made, where, "r1", None)
    assert 'aria-label="Map of Rep r1&#39;s route on Mon 7 Dec: 2 stops, 28 km"' in one
    assert ">12</text>" in one, "two numbers, a place for each"
    assert ">12</text>" not in both
    for svg in (one, both):
        assert svg.count("id=dots ") == svg.count("href=#dots ") == 1
        assert "onerror" not in svg
        assert ">Ames</text>" in svg


def test_a_tenth_stop_has_a_text_of_its_own() -> None:
    accounts = [account(f"A{n:02}", latitude=41.5 + n / 50) for n in range(11)]
    where = territory(accounts)
    made = plan(where, [(f"A{n:02}", f"2026-12-07 {8 + n:02}:00", 30) for n in range(11)])
    svg = route_map(made, where, "r1", made.first_day.replace(day=7))
    for text in (">123456789</text>", ">10</text>", ">11</text>"):
        assert text in svg


def test_calls_are_made_at_home_and_have_no_number() -> None:
    where, made = two_reps()
    first = made.visits[0]
    call = replace(first, by=ContactBy.PHONE, travel_minutes_before=0, travel_km_before=0.0)
    called = replace(made, visits=(call, *made.visits[1:]))
    day = first.start.date()
    assert ">1</text>" in route_map(called, where, "r1", day)
    words = " ".join(seen(day_list(called, where, "r1", day)).elements[0].text.split())
    assert f"by phone {NASTY}" in words
    assert "10:30\N{EN DASH}11:30 1 Account A2" in words
    assert "09:00 call" in month_grid(called, where, "r1")


def test_weeks_of_the_month_begin_on_monday_and_go_to_its_end() -> None:
    where, made = two_reps()
    read = seen(month_grid(made, where, "r1", anchor="#r1-"))
    rows = list(read.of("tr"))[1:]
    assert [re.findall(r"^\d+", row.text.strip())[0] for row in rows] == [
        "49",
        "50",
        "51",
        "52",
        "53",
    ]
    assert [one.attributes["href"] for one in read.of("a")] == ["#r1-7"]
    assert len(list(read.of("td"))) == 35
    assert sum(one.attributes.get("class") == "out" for one in read.of("td")) == 4


def test_reasons_that_are_alike_stand_once() -> None:
    accounts = [account(f"A{n}") for n in range(4)]
    where = territory(accounts)
    made = plan(where, [("A0", "2026-12-07 09:00")])
    room = "worth $42 for its first visit; no room"
    taken = "all 2 places are taken; X is worth $50, and this one's first visit $42"
    left = tuple(
        Unvisited(account_id=f"A{n}", reason=reason)
        for n, reason in enumerate((room, room, taken), start=1)
    )
    rows = left_out_rows(replace(made, unvisited=left), where, "r1")
    groups = left_out_groups(rows, "USD")
    assert [(reason, [row.account.id for row in rows]) for reason, rows in groups] == [
        ("No room", ["A1", "A2"]),
        ("All 2 places are taken; X is worth $50", ["A3"]),
    ]


def test_twelve_reps_stay_well_under_a_megabyte() -> None:
    where, made = _team(reps=12, accounts=120, days=21, visits=5)
    page = render_report(Report(plan=made, territory=where))
    assert len(made.visits) == 1260
    assert page.count("<article") == 12 * 21, "every day of every rep"
    assert len(page.encode()) < 770_000


def _team(*, reps: int, accounts: int, days: int, visits: int) -> tuple[Territory, Plan]:
    """A large plan with names and addresses of a usual length; no rule is minded."""
    names = [f"r{rep}" for rep in range(reps)]
    everyone = [
        account(
            f"R{rep:02}-{n:03}",
            name=f"Silver Oak Grill {n:03}",
            rep=f"r{rep}",
            latitude=41.0 + (n * 37 % 100) / 100,
            longitude=-93.0 - (n * 61 % 100) / 100,
            address=f"{1000 + n} Walnut St, Town{n % 9}, IA 50309",
            phone="515-555-0189",
        )
        for rep in range(reps)
        for n in range(accounts)
    ]
    where = territory(everyone, reps=names)
    stops = [
        (f"R{rep:02}-{(day * visits + stop) % 60:03}", f"2026-12-{day + 1:02} {9 + stop:02}:30", 40)
        for rep in range(reps)
        for day in range(days)
        for stop in range(visits)
    ]
    made = plan(where, stops)
    return where, replace(
        made, reps=tuple(replace(result, objective_cents=0) for result in made.reps)
    )


@given(st.lists(st.integers(0, 300), max_size=12))
def test_names_of_a_column_are_apart_and_in_the_order_of_their_marks(heights: list[int]) -> None:
    places = parted(heights, 15)
    assert sum(places) == pytest.approx(sum(heights))
    ranked = sorted(range(len(heights)), key=lambda n: (heights[n], n))
    for one, other in pairwise(ranked):
        assert places[other] - places[one] >= 15 - 1e-9


def test_names_that_do_not_meet_stay_beside_their_marks() -> None:
    assert parted([100, 0, 50], 15) == [100, 0, 50]
    assert parted([100, 0, 100], 15) == [92.5, 0, 107.5]


def test_what_the_edges_of_a_period_leave_of_a_week_is_told_only_with_visits() -> None:
    bare = replace(plan(territory(), []), first_day=date(2026, 11, 1), last_day=date(2026, 11, 30))
    assert [week.label.split("\N{EN DASH}")[0] for week in weekly_shares(bare)] == [
        "2", "9", "16", "23",
    ]  # fmt: skip
    seen_on = territory([account("A")])
    monday = plan(seen_on, [("A", "2026-11-30T10:00")])
    late = replace(monday, first_day=date(2026, 11, 1), last_day=date(2026, 11, 30))
    assert [week.label for week in weekly_shares(late)][-1] == "30 Nov"
