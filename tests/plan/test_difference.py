"""Which visit is which, the ids that they keep, and what has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from planner.domain import Plan
from planner.domain.difference import Change
from planner.plan import difference, keep_uids
from tests.plan.samples import Stop, account, plan, territory

WHERE = territory([account(f"A{n}") for n in range(3)])


def made(*stops: Stop) -> Plan:
    return plan(WHERE, stops)


def changes(before: Plan, after: Plan, **more: object) -> list[tuple[str, str, str]]:
    found = difference(before, after, **more)  # type: ignore[arg-type] # the keys are parameters
    return [(str(one.change), one.account_id, one.why) for one in found.visits]


def test_the_same_plan_has_no_changes() -> None:
    one = made(("A0", "2026-12-07 09:00"), ("A1", "2026-12-07 11:00"))
    found = difference(one, one, gain_cents=0)
    assert (found.visits, found.kept, found.gain_cents) == ((), 2, 0)


def test_every_kind_of_change_with_its_reason() -> None:
    before = made(
        ("A0", "2026-12-07 09:00"), ("A1", "2026-12-07 11:00"), ("A1", "2026-12-09 11:00")
    )
    after = made(("A0", "2026-12-08 09:00"), ("A1", "2026-12-07 13:00"), ("A2", "2026-12-07 09:00"))
    assert changes(before, after, forced={("A1", date(2026, 12, 9)): "closed"}) == [
        ("moved", "A0", "makes room for A2"),
        ("added", "A2", "there is room for it now"),
        ("shifted", "A1", "the day has changed: A2"),
        ("dropped", "A1", "closed"),
    ]


def test_a_visit_that_another_rep_makes_is_moved_also_at_its_time() -> None:
    before = made(("A0", "2026-12-07 09:00"))
    after = replace(before, visits=tuple(replace(one, rep="r2") for one in before.visits))
    assert changes(before, after) == [("moved", "A0", "r2 has the account now")]


def test_a_visit_whose_earlier_one_is_dropped_keeps_its_id() -> None:
    before = made(("A0", "2026-12-07 09:00"), ("A0", "2026-12-14 09:00"))
    after = keep_uids(made(("A0", "2026-12-14 09:00")), before.visits)
    assert [visit.uid for visit in after.visits] == [before.visits[1].uid]


def test_a_moved_visit_keeps_its_id_and_a_new_one_gets_a_free_one() -> None:
    before = made(("A0", "2026-12-07 09:00"), ("A0", "2026-12-14 09:00"))
    after = keep_uids(
        made(("A0", "2026-12-03 09:00"), ("A0", "2026-12-08 09:00"), ("A0", "2026-12-14 09:00")),
        before.visits,
    )
    first, second, third = (visit.uid for visit in after.visits)
    assert (first, third) == (before.visits[0].uid, before.visits[1].uid)
    assert second == made(*(("A0", f"2026-12-0{n} 09:00") for n in (3, 4, 5))).visits[2].uid


stops = st.lists(
    st.tuples(st.sampled_from(["A0", "A1", "A2"]), st.integers(7, 12)), unique=True, max_size=8
)


@given(stops, stops)
def test_ids_stay_unique_and_days_keep_theirs(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    was, now = (
        made(*((a, f"2026-12-{d:02d} {9 + n:02d}:00", 30) for n, (a, d) in enumerate(each)))
        for each in (before, after)
    )
    kept = keep_uids(now, was.visits)
    uids = [visit.uid for visit in kept.visits]
    assert len(set(uids)) == len(uids)
    old = {(v.account_id, v.start.date()): v.uid for v in was.visits}
    for visit in kept.visits:
        assert old.get((visit.account_id, visit.start.date()), visit.uid) == visit.uid
    assert keep_uids(kept, kept.visits) == kept
    found = difference(was, kept)
    after_all = [*found.of(Change.SHIFTED), *found.of(Change.MOVED), *found.of(Change.ADDED)]
    assert found.kept + len(after_all) == len(now.visits)
    assert replace(kept, visits=now.visits) == now
