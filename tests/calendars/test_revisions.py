"""Versions of entries: R24 to R28, and that a calendar that takes all changes is the plan's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.calendars import (
    CalendarExport,
    CalendarOptions,
    Exported,
    calendar_export,
    exported_from_json,
    exported_to_json,
)
from planner.calendars.held import Held, held_in
from planner.calendars.revisions import caught_up
from planner.domain import BadInput, Plan, Territory
from planner.underway.hand_changes import changes_by_hand
from tests.calendars.readers import by_vobject, raw_events, value
from tests.plan.samples import Stop, account, plan, territory

Events = dict[str, dict[str, str]]
"""Raw properties by UID."""

WHERE = territory([account(f"A{n}") for n in range(4)])
FIRST: list[Stop] = [
    ("A0", "2026-12-07 09:00"),
    ("A1", "2026-12-07 11:00"),
    ("A2", "2026-12-08 09:00"),
]
MOVED: list[Stop] = [*FIRST[:2], ("A2", "2026-12-09 09:00")]
DROPPED = FIRST[:2]


def made(stops: list[Stop], where: Territory = WHERE) -> Plan:
    return plan(where, stops)


def export(
    stops: list[Stop], exported: Exported | None = None, options: CalendarOptions | None = None
) -> CalendarExport:
    return calendar_export(made(stops), WHERE, "r1", options, exported)


def remembered(done: CalendarExport) -> Exported:
    """What was exported, by way of the file."""
    return exported_from_json(exported_to_json(done.revised.records))


def events(files: tuple[tuple[str, bytes], ...]) -> Events:
    return {value(e["UID"]): e for _, content in files for e in raw_events(content)}


def uid_of(stops: list[Stop], account_id: str) -> str:
    return next(v.uid for v in made(stops).visits if v.account_id == account_id)


def stamps(event: dict[str, str]) -> tuple[int, str, str]:
    return (
        int(value(event["SEQUENCE"])), value(event["LAST-MODIFIED"]), value(event["DTSTAMP"])
    )  # fmt: skip


def test_r23_the_same_export_twice_is_the_same_bytes_and_no_change() -> None:
    first = export(FIRST)
    again = export(FIRST, remembered(first))
    assert again.files == first.files
    assert again.changes == ()
    assert remembered(again) == remembered(first)


def test_the_first_export_has_no_file_of_changes() -> None:
    assert export(FIRST).changes == ()


def test_r24_an_unchanged_visit_keeps_its_bytes_while_another_moves() -> None:
    first = export(FIRST)
    second = export(MOVED, remembered(first))
    before, after = events(first.files), events(second.files)
    assert before.keys() == after.keys()
    kept = {uid_of(FIRST, "A0"), uid_of(FIRST, "A1")}
    assert {uid for uid in before if before[uid] == after[uid]} == kept


def test_r25_a_moved_visit_has_a_higher_sequence_and_later_stamps() -> None:
    first = export(FIRST)
    second = export(MOVED, remembered(first))
    uid = uid_of(FIRST, "A2")
    before, after = events(first.files)[uid], events(second.files)[uid]
    assert stamps(before) == (0, "20261201T000000Z", "20261201T000000Z")
    assert stamps(after) == (1, "20261201T000100Z", "20261201T000100Z")
    assert after["CREATED"] == before["CREATED"]


def test_r26_a_dropped_visit_is_cancelled_once_and_frees_its_time() -> None:
    first = export(FIRST, options=CalendarOptions(alarm_minutes=15))
    second = export(DROPPED, remembered(first), CalendarOptions(alarm_minutes=15))
    uid = uid_of(FIRST, "A2")
    assert uid not in events(second.files)
    gone = events(second.changes)[uid]
    assert value(gone["STATUS"]) == "CANCELLED"
    assert value(gone["TRANSP"]) == "TRANSPARENT"
    assert value(gone["X-MICROSOFT-CDO-BUSYSTATUS"]) == "FREE"
    assert gone["DTSTART"] == events(first.files)[uid]["DTSTART"]
    assert stamps(gone)[0] == 1
    assert b"VALARM" not in second.changes[0][1]
    third = export(DROPPED, remembered(second), CalendarOptions(alarm_minutes=15))
    assert third.changes == ()


def test_r27_a_visit_that_returns_has_its_old_uid_and_a_higher_sequence() -> None:
    first = export(FIRST)
    second = export(DROPPED, remembered(first))
    third = export(FIRST, remembered(second))
    uid = uid_of(FIRST, "A2")
    assert stamps(events(third.files)[uid])[0] == 2
    assert stamps(events(third.files)[uid]) > stamps(events(second.changes)[uid])
    assert events(third.changes).keys() == {uid}


def test_r28_changes_are_exactly_what_was_added_changed_and_cancelled() -> None:
    first = export(FIRST)
    second = export([FIRST[0], ("A2", "2026-12-09 09:00"), ("A3", "2026-12-10 09:00")],
                    remembered(first))  # fmt: skip
    changed = events(second.changes)
    assert {uid: value(event["STATUS"]) for uid, event in changed.items()} == {
        uid_of(FIRST, "A1"): "CANCELLED",
        uid_of(FIRST, "A2"): "CONFIRMED",
        uid_of([("A3", "2026-12-10 09:00")], "A3"): "CONFIRMED",
    }
    [(name, content)] = second.changes
    assert name == "r1-changes.ics"
    assert len(by_vobject(content)) == 3


def test_a_lost_record_costs_no_second_uid() -> None:
    first = export(FIRST)
    moved = export(MOVED, {})
    assert events(first.files).keys() == events(moved.files).keys()


def test_another_month_cancels_nothing_of_this_one() -> None:
    first = export(FIRST)
    january = territory(WHERE.accounts, first=date(2027, 1, 1), last=date(2027, 1, 31))
    done = calendar_export(
        plan(january, [("A0", "2027-01-04 09:00")]), january, "r1", None, remembered(first)
    )
    assert done.changes == ()
    assert {record.uid for record in done.revised.records} > {
        record.uid for record in first.revised.records
    }


def test_another_rep_cancels_nothing_of_this_one() -> None:
    where = territory([account("A0"), account("B0", rep="r2")], reps=("r1", "r2"))
    both = plan(where, [("A0", "2026-12-07 09:00"), ("B0", "2026-12-07 09:00")])
    first = calendar_export(both, where, "r1", None, {})
    second = calendar_export(both, where, "r2", None, remembered(first))
    assert second.changes == ()
    assert {record.rep for record in second.revised.records} == {"r2"}


@pytest.mark.parametrize(
    "text", ["", "{}", "[{}]", '[{"uid": 1}]', "[", '{"records": []}', "\x00", "[null]"]
)
def test_a_broken_record_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="exported-broken"):
        exported_from_json(text)


def test_a_record_without_an_offset_is_refused() -> None:
    text = exported_to_json(export(FIRST).revised.records).replace("-06:00", "")
    with pytest.raises(BadInput):
        exported_from_json(text)


days = st.sampled_from([f"2026-12-{day:02d}" for day in (7, 8, 9, 10)])
hours = st.sampled_from(["09:00", "11:00", "13:00"])
visits = st.lists(
    st.tuples(st.sampled_from(["A0", "A1", "A2", "A3"]), days, hours), max_size=5,
    unique_by=(lambda v: (v[1], v[2]), lambda v: (v[0], v[1])),
)  # fmt: skip


@given(st.lists(visits, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_calendar_that_takes_every_change_is_the_plan(
    plans: list[list[tuple[str, str, str]]],
) -> None:
    """A client that knows UIDs and takes the first file, then only changes; foreign ones stay."""
    held: Events = {"foreign@elsewhere": {"SUMMARY": "Dentist"}}
    exported: Exported = {}
    for stops in plans:
        done = export([(a, f"{day} {hour}", 30) for a, day, hour in stops], exported)
        news = events(done.changes) if exported else events(done.files)
        for uid, event in news.items():
            assert uid != "foreign@elsewhere"
            if uid in held:
                assert stamps(event) > stamps(held[uid])
            if value(event["STATUS"]) == "CANCELLED":
                del held[uid]
            else:
                held[uid] = event
        exported = remembered(done)
        wanted = events(done.files)
        assert {uid: e for uid, e in held.items() if uid != "foreign@elsewhere"} == wanted
        assert len(wanted) == len(stops)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, int, int]:
    """What a rep does to which entry: delete it, or move it by some days; or nothing."""
    deed = draw(st.sampled_from(["nothing", "delete", "move"]))
    return deed, draw(st.integers(0, 4)), draw(st.integers(1, 3))


@given(st.lists(st.tuples(visits, st.lists(edits(), max_size=2)), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_planning_editing_and_exporting_in_any_order_never_doubles_a_visit(
    months: list[tuple[list[tuple[str, str, str]], list[tuple[str, int, int]]]],
) -> None:
    """A client that takes only versions above its own, and a rep who moves and deletes in it."""
    held: Events = {}
    exported: Exported = {}

    def take(stops: list[Stop]) -> Plan:
        nonlocal exported
        done = export(stops, exported)
        news = events(done.changes) if exported else events(done.files)
        for uid, event in news.items():
            if uid in held and stamps(event)[0] <= stamps(held[uid])[0]:
                continue  # as calendar programs do
            if value(event["STATUS"]) == "CANCELLED":
                held.pop(uid, None)
            else:
                held[uid] = event
        exported = remembered(done)
        starts = {uid: value(event["DTSTART"]) for uid, event in held.items()}
        assert starts == {uid: value(e["DTSTART"]) for uid, e in events(done.files).items()}
        assert len(held) == len(stops)
        return made(stops)

    for wanted, by_rep in months:
        plan = take([(a, f"{day} {hour}", 30) for a, day, hour in wanted])
        for edit in by_rep:
            edited(held, *edit)
        if not held:
            continue
        ours = held_in(file_of(held), "r1.ics", WHERE.period.zone, "r1", [])
        stops = synced(plan, ours)
        exported = caught_up(exported, ours)
        take(stops)


def edited(held: Events, deed: str, which: int, days: int) -> None:
    """A rep's hand, by a program that counts SEQUENCE up (RFC 5545, 3.8.7.4)."""
    if which >= len(held) or deed == "nothing":
        return
    uid = sorted(held)[which]
    if deed == "delete":
        if len(held) > 1:  # a calendar without any visit is refused: see the tests of syncing
            del held[uid]
        return
    event = held[uid]
    for name in ("DTSTART", "DTEND"):
        moment = datetime.fromisoformat(value(event[name])) + timedelta(days=days)
        event[name] = event[name].replace(value(event[name]), f"{moment:%Y%m%dT%H%M%S}")
    event["SEQUENCE"] = f"SEQUENCE:{stamps(event)[0] + 1}"


def file_of(held: Events) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for event in held.values():
        lines += ["BEGIN:VEVENT", *event.values(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def synced(plan: Plan, held: Mapping[str, Held]) -> list[Stop]:
    """The visits with what the rep changed, as a re-plan keeps them: one at a time, one a day."""
    changes = {
        change.visit.uid: change
        for change in changes_by_hand(plan, WHERE, "r1", held, date(2026, 12, 1), "f")
    }
    stops: list[Stop] = []
    for visit in sorted(plan.visits, key=lambda visit: visit.uid not in changes):  # theirs first
        change = changes.get(visit.uid)
        if change is not None and change.held is None:
            continue
        start = visit.start if change is None or change.held is None else change.held.start
        stop = (visit.account_id, f"{start:%Y-%m-%d %H:%M}", 30)
        day = stop[1][:10]
        if not any(at == stop[1] or (a, at[:10]) == (stop[0], day) for a, at, *_ in stops):
            stops.append(stop)
    return stops


def test_changed_options_are_changes() -> None:
    first = export(FIRST)
    second = export(FIRST, remembered(first), CalendarOptions(alarm_minutes=10))
    assert events(second.changes).keys() == events(first.files).keys()
