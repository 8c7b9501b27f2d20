"""Rules of a day, each at its limit: lunch, opening and working hours, drives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.checks import check_plan
from planner.domain import (
    TravelTimes,
)
from tests.checks.changed import broken, messages, with_account, with_busy, with_rep

from .factory import Draft, but, moment, plan, territory


class TestLunch:
    def test_not_owed_where_busy_times_leave_no_stretch(self) -> None:
        # 11:30-12:09 and 12:50-13:30 are free: one stretch of 40 minutes, then none.
        free = with_busy(territory(), 17, "12:09", "12:50")
        assert check_plan(free, plan(free, lunches={17: [("12:50", 40)]})) == []
        full = with_busy(territory(), 17, "12:09", "12:51")
        assert check_plan(full, plan(full, lunches={17: []})) == []
        late = plan(full, lunches={17: [("12:51", 39)]})
        assert "none is due" in messages(full, late, "lunch")[0]

    def test_not_owed_where_the_shift_ends_within_its_span(self) -> None:
        place = with_rep(territory(), hours="Mo-Th 08:00-17:00; Fr 08:00-13:29")
        drafts = but(plus=[Draft("A5", 4, "09:00")])
        assert check_plan(place, plan(place, drafts, lunches={4: []})) == []
        place = with_rep(place, hours="Mo-Th 08:00-17:00; Fr 08:00-13:30")
        assert broken(place, plan(place, drafts, lunches={4: []})) == {"lunch"}

    def test_gap_between_hours_is_no_time_for_lunch(self) -> None:
        place = with_rep(territory(), hours="Mo-Fr 08:00-12:30,13:00-17:00")
        found = messages(place, plan(place), "lunch")
        assert len(found) == 3
        assert all("overlaps the gap in the working hours 12:30-13:00" in m for m in found)
        place = with_rep(territory(), hours="Mo-Fr 08:00-12:00,13:00-17:00")
        assert all("none is due" in message for message in messages(place, plan(place), "lunch"))

    def test_break_on_a_day_without_visits(self) -> None:
        place = territory()
        made = plan(place)
        stray = replace(
            made.breaks[0], start=moment(place, 2, "12:00"), end=moment(place, 2, "12:40")
        )
        found = messages(place, replace(made, breaks=(*made.breaks, stray)), "lunch")
        assert found == ["r1 on Wed 2 Dec: lunch break 12:00-12:40 on a day without visits"]

    def test_rep_without_lunch(self) -> None:
        place = with_rep(territory(), lunch=None)
        assert check_plan(place, plan(place)) == []  # the factory plans none
        kept = plan(territory())
        assert broken(place, kept) == {"lunch"}


class TestOpeningHours:
    @pytest.mark.parametrize(
        ("hours", "fits"),
        [
            ("09:00-10:00", True),
            ("09:00-09:59", False),
            ("09:01-10:00", False),
            ("09:00-09:30, 09:30-10:00", True),
            ("09:00-09:30,09:31-10:00", False),
            ("Mo-Fr 09:00-10:00 unknown", False),
            ("off", False),
            ("24/7", True),
            ("not a string of opening hours", False),
        ],
    )
    def test_whole_visit_inside_one_span(self, hours: str, fits: bool) -> None:
        place = with_account(territory(), "A1", opening_hours=hours)
        assert broken(place, plan(place)) == (set() if fits else {"opening-hours"})

    def test_confirmed_appointment_outranks_them(self) -> None:
        place = with_account(territory(), "A2", opening_hours="Tu 09:00-17:00")
        assert check_plan(place, plan(place)) == []
        assert broken(replace(place, pins=()), plan(place)) == {"opening-hours"}

    def test_messages_say_by_how_much(self) -> None:
        place = with_account(territory(), "A4", opening_hours="09:00-10:45")
        (message,) = messages(place, plan(place), "opening-hours")
        assert message == "A4 on Wed 9 Dec 10:30-11:00: closes at 10:45, 15 min too early"
        place = with_account(territory(), "A4", opening_hours="10:50-12:00")
        (message,) = messages(place, plan(place), "opening-hours")
        assert message == "A4 on Wed 9 Dec 10:30-11:00: opens at 10:50, 20 min too late"


class TestWorkingHoursAndTravel:
    def test_home_legs_at_the_limit(self) -> None:
        place = with_rep(territory(), hours="Mo-Fr 08:40-14:10")
        assert check_plan(place, plan(place)) == []
        early = with_rep(territory(), hours="Mo-Fr 08:41-14:10")
        assert len(messages(early, plan(early), "working-hours")) == 3
        late = with_rep(territory(), hours="Mo-Fr 08:40-14:09")
        assert len(messages(late, plan(late), "working-hours")) == 1

    def test_visit_outside_the_shift_or_in_a_gap(self) -> None:
        place = with_rep(territory(), hours="Mo-Fr 09:15-17:00")
        found = messages(place, plan(place), "working-hours")
        assert found[0] == (
            "A1 on Tue 1 Dec 09:00-10:00: r1 starts at 09:15, 15 min after the visit's start"
        )
        gap = with_rep(territory(), hours="Mo-Fr 08:00-09:30,09:45-17:00")
        found = messages(gap, plan(gap), "working-hours")
        assert len(found) == 3
        assert all("does not work 09:30-09:45" in message for message in found)

    def test_day_without_hours(self) -> None:
        place = with_rep(territory(), hours="Mo,Tu,We,Fr 08:00-17:00")
        found = messages(place, plan(place, lunches={17: []}), "working-hours")
        assert found == [
            "A1 on Thu 17 Dec 09:00-10:00: r1 has no working hours",
            "A2 on Thu 17 Dec 10:15-10:45: r1 has no working hours",
        ]

    def test_busy_time_on_the_way_from_home(self) -> None:
        at_limit = with_busy(territory(), 17, "08:10", "08:50")
        assert check_plan(at_limit, plan(at_limit)) == []
        over = with_busy(territory(), 17, "08:10", "08:51")
        assert messages(over, plan(over), "travel") == [
            "A1 on Thu 17 Dec 09:00-10:00: the drive from home takes 20 min, 19 min are free "
            "08:00-09:00"
        ]

    def test_lunch_and_busy_time_on_the_way_home(self) -> None:
        # A4 ends at 11:00 on the 9th; lunch and what follows leave 25 minutes, or 24.
        at_limit = with_busy(territory(), 9, "11:25", "12:00")
        at_limit = with_busy(at_limit, 9, "12:40", "17:00")
        assert check_plan(at_limit, plan(at_limit)) == []
        over = with_busy(with_busy(territory(), 9, "11:24", "12:00"), 9, "12:40", "17:00")
        assert "the drive home takes 25 min" in messages(over, plan(over), "travel")[0]

    def test_lunch_between_two_stops(self) -> None:
        place = with_busy(territory(), 1, "10:45", "11:55")
        place = with_busy(place, 1, "12:40", "12:55")  # 5 + 5 minutes around lunch: just enough
        assert check_plan(place, plan(place)) == []
        place = with_busy(place, 1, "11:55", "11:56")
        assert broken(place, plan(place)) == {"travel"}

    def test_overlapping_visits(self) -> None:
        place = territory()
        found = messages(place, plan(place, but((1, Draft("A2", 1, "09:45")))), "travel")
        assert "starts 15 min before the visit of A1 ends" in found[0]

    @pytest.mark.parametrize("wrong", [{"travel_minutes_before": 19}, {"travel_km_before": 15.02}])
    def test_written_figures(self, wrong: dict[str, float]) -> None:
        place = territory()
        made = plan(place)
        visits = (replace(made.visits[0], **wrong), *made.visits[1:])  # type: ignore[arg-type] # the keys are the fields' names
        assert len(messages(place, replace(made, visits=visits), "travel")) == 1

    @pytest.mark.parametrize("unreachable", [np.inf, np.nan])
    def test_unknown_drive(self, unreachable: float) -> None:
        place = territory()
        times = place.travel["r1"]
        minutes = times.minutes.copy()
        minutes[1, 2] = unreachable
        lost = TravelTimes(places=times.places, minutes=minutes, km=times.km, provider="matrix")
        without = replace(place, travel={**place.travel, "r1": lost})
        found = [b.message for b in check_plan(without, plan(place)) if b.rule == "travel"]
        assert len(found) == 2
        assert "no drive is known from A1 to A2" in found[0]
        nothing = replace(place, travel={})
        assert "travel" in broken(nothing, plan(place))
