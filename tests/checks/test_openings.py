"""Opening hours of a day, holidays, and the days on which the clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from opening_hours import OpeningHours, State

from planner.checks import check_plan
from planner.checks.openings import free_stretches, open_spans
from planner.domain import BusyTime, Period, Territory

from .factory import Draft, plan, territory

YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(360)]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 09:00-17:00; PH off",
        "PH,Mo-Fr 09:00-17:00",
        "Mo-Fr,PH 09:00-17:00",
        "Mo PH 10:00-12:00",
        "PH Su 10:00-12:00",
        "PH Mo[1] 10:00-11:00",
        "PH,SH Mo-Th 10:00-12:00",
        "Mo-Sa 08:00-18:00; PH,SH off",
        "Mo-Fr 09:00-17:00; PH +1 day off",
        "Mo,PH -2 days 10:00-11:00",
        'Mo-Fr 09:00-17:00 "not on PH"; PH 10:00-12:00 "PH"',
        "Dec PH off; 10:00-11:00",
        "24/7; PH off",
        "Mo-Fr 22:00-06:00; PH off",
        "Mo-Fr 09:00-12:00, Mo-Fr 12:00-17:00 open",
    ],
)
def test_holidays_that_we_name_act_as_the_library_s_own(text: str) -> None:
    """Name the holidays of a country that the library knows: both must agree every day."""
    holidays = {
        day
        for day in YEAR
        if OpeningHours("PH", country="US").is_open(midnight(day) + timedelta(hours=12))
    }
    assert len(holidays) > 8
    theirs = OpeningHours(text, country="US")
    for day in YEAR:
        minutes = {
            minute
            for start, end in open_spans(text, day, holidays)
            for minute in range(int(start), int(end))
        }
        expected = set()
        for start, end, state, _ in theirs.intervals(midnight(day), midnight(day) + timedelta(1)):
            if state == State.OPEN:
                first = int((start - midnight(day)).total_seconds() / 60)
                last = int((end - midnight(day)).total_seconds() / 60)
                expected |= set(range(first, last))
        assert minutes == expected, day


def test_own_holidays_no_country_has() -> None:
    friday = date(2026, 12, 4)
    assert open_spans("Mo-Fr 09:00-17:00; PH off", friday, {friday}) == ()
    assert open_spans("Mo-Fr 09:00-17:00; PH off", friday) == ((540, 1020),)
    assert open_spans("PH 10:00-12:00", friday, {friday}) == ((600, 720),)


def test_spans_end_at_midnight() -> None:
    assert open_spans("24/7", date(2026, 3, 29)) == ((0, 1440),)
    assert open_spans("Mo 22:00-02:00", date(2026, 12, 8)) == ((0, 120),)


def test_free_stretches() -> None:
    assert free_stretches((10, 20), []) == [(10, 20)]
    assert free_stretches((10, 20), [(5, 12), (11, 13), (18, 30)]) == [(13, 18)]
    assert free_stretches((10, 20), [(12, 14), (12, 12)]) == [(10, 12), (14, 20)]
    assert free_stretches((10, 20), [(0, 30)]) == []
    assert free_stretches((20, 10), []) == []


def berlin(first: date, last: date) -> Territory:
    """The tiny territory's second rep, who works every day 09:00-17:00, in Berlin."""
    place = territory()
    (rep,) = (rep for rep in place.reps if rep.id == "r2")
    (one,) = (one for one in place.accounts if one.rep == "r2")
    return replace(
        place,
        period=Period(first=first, last=last, time_zone="Europe/Berlin"),
        reps=(rep,),
        accounts=(replace(one, opening_hours="09:30-16:00"),),
        holidays={},
        busy={},
        pins=(),
        refusals=(),
    )


@pytest.mark.parametrize(
    "sunday", [date(2026, 3, 29), date(2026, 10, 25)], ids=["an hour less", "an hour more"]
)
class TestClockChange:
    def _place(self, sunday: date) -> Territory:
        first = sunday.replace(day=1)
        return berlin(first, first + timedelta(days=30))

    def test_wall_clock_counts(self, sunday: date) -> None:
        place = self._place(sunday)
        for at in ("09:30", "15:00"):  # both ends of the opening hours
            made = plan(place, [Draft("B1", sunday.day, at, rep="r2")])
            assert check_plan(place, made) == []
            (visit,) = made.visits
            there_and_back = replace(
                visit, start=visit.start.astimezone(UTC), end=visit.end.astimezone(UTC)
            )
            assert check_plan(place, replace(made, visits=(there_and_back,))) == []

    def test_minutes_since_midnight_do_not(self, sunday: date) -> None:
        """Elapsed minutes from midnight land an hour off, and outside the opening hours."""
        place = self._place(sunday)
        at = "15:00" if sunday.month == 3 else "09:30"
        made = plan(place, [Draft("B1", sunday.day, at, rep="r2")])
        (visit,) = made.visits
        start_of_day = datetime.combine(sunday, time(), tzinfo=place.period.zone)
        start = start_of_day.astimezone(UTC) + timedelta(hours=int(at[:2]), minutes=int(at[3:]))
        wrong = replace(visit, start=start, end=start + timedelta(hours=1))
        breaches = check_plan(place, replace(made, visits=(wrong,)))
        assert "opening-hours" in {breach.rule for breach in breaches}

    def test_all_day_busy_time(self, sunday: date) -> None:
        place = self._place(sunday)
        zone = place.period.zone
        busy = BusyTime(
            start=datetime.combine(sunday, time(), tzinfo=zone).astimezone(UTC),
            end=datetime.combine(sunday + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC),
        )
        place = replace(place, busy={"r2": (busy,)})
        on_it = plan(place, [Draft("B1", sunday.day, "10:00", rep="r2")])
        assert "busy-times" in {breach.rule for breach in check_plan(place, on_it)}
        for day in (sunday.day - 1, sunday.day + 1):
            beside = plan(place, [Draft("B1", day, "10:00", rep="r2")])
            assert check_plan(place, beside) == []

    def test_hour_that_is_skipped(self, sunday: date) -> None:
        place = self._place(sunday)
        made = plan(place, [Draft("B1", sunday.day, "02:30", rep="r2")])
        known = [b.message for b in check_plan(place, made) if b.rule == "known"]
        skipped = [message for message in known if "skipped by the clock change" in message]
        assert bool(skipped) is (sunday.month == 3)
