"""Publishing on a real server: nothing doubled, nothing foreign touched, nothing overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import count

import pytest

from planner.calendars import Exported, calendar_export
from planner.calendars.caldav import RemoteCalendar, open_calendar
from planner.calendars.held import OURS, held_in
from planner.calendars.remote import ChangedOnServer, ServerTrouble
from planner.underway.publishing import Deed, Published, publish, steps_to
from tests.calendars.radicale import PASSWORD, USER, Faults, faulty, new_calendar, radicale
from tests.calendars.readers import raw_events, value
from tests.calendars.test_revisions import FIRST, MOVED, WHERE, made, remembered
from tests.plan.samples import Stop
from tests.territories import ZONE

THIRD: list[Stop] = [FIRST[0], ("A3", "2026-12-10 09:00")]
_names = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@pytest.fixture
def url(server: str) -> str:
    return new_calendar(server, f"visits{next(_names)}")


class Run:
    """Plans published one after the other, remembering what a folder would remember."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.exported: Exported = {}
        self.known: dict[str, str] = {}

    def publish(self, stops: list[Stop], *, via: str = "", forget: bool = False) -> Published:
        done = calendar_export(made(stops), WHERE, "r1", None, self.exported)
        self.exported = remembered(done)
        known = {} if forget else self.known
        with calendar(via or self.url) as remote:
            there = remote.entries(OURS)
            steps = steps_to(done.resources, there, known, done.revised.of_period)
            published, self.known = publish(remote, steps, there, known)
        return published

    def starts(self) -> dict[str, tuple[str, str]]:
        """Start and SEQUENCE by UID, as the server has them."""
        with calendar(self.url) as remote:
            found = {}
            for uid, one in remote.entries().items():
                [event] = raw_events(one.content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
                found[uid] = (value(event["DTSTART"]), value(event["SEQUENCE"]))
            return found

    def wanted(self, stops: list[Stop]) -> dict[str, tuple[str, str]]:
        done = calendar_export(made(stops), WHERE, "r1", None, self.exported)
        found = {}
        for uid, content in done.resources.items():
            [event] = raw_events(content)
            found[uid] = (value(event["DTSTART"]), value(event["SEQUENCE"]))
        return found


def calendar(url: str, password: str = PASSWORD) -> AbstractContextManager[RemoteCalendar]:
    return open_calendar(url, USER, password)


def deeds(published: Published) -> list[str]:
    return [str(step.deed) for step in published.done]


FOREIGN = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:dentist@elsewhere\r\n"
    b"DTSTAMP:20261201T000000Z\r\nDTSTART:20261207T200000Z\r\nDTEND:20261207T210000Z\r\n"
    b"SEQUENCE:0\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def put_foreign(url: str) -> None:
    with calendar(url) as remote:
        remote.create("dentist@elsewhere", FOREIGN)


def edit(remote: RemoteCalendar, uid: str) -> None:
    """The rep moves a visit by an hour, and the client writes its own stamps."""
    one = remote.entries()[uid]
    later = one.content.replace(b"T090000", b"T100000").replace(b"T100000Z", b"T090000Z")
    remote.update(one, later.replace(b"LAST-MODIFIED:20261201T000000Z",
                                     b"LAST-MODIFIED:20261209T171502Z"))  # fmt: skip


def test_create_twice_update_and_delete(url: str) -> None:
    run = Run(url)
    put_foreign(url)
    assert deeds(run.publish(FIRST)) == ["create"] * 3
    assert deeds(run.publish(FIRST)) == []
    assert deeds(run.publish(MOVED)) == ["update"]
    assert deeds(run.publish(THIRD)) == ["delete", "delete", "create"]
    assert deeds(run.publish(FIRST)) == ["delete", "create", "create"]
    held = run.starts()
    assert held.pop("dentist@elsewhere")[0] == "20261207T200000Z"
    assert held == run.wanted(FIRST)
    assert {sequence for _, sequence in held.values()} == {"0", "2", "3"}


def test_r29_what_is_put_has_no_method_and_no_name() -> None:
    done = calendar_export(made(FIRST), WHERE, "r1")
    for content in done.resources.values():
        assert b"METHOD" not in content
        assert b"X-WR-" not in content
        assert content.count(b"BEGIN:VEVENT") == 1


@pytest.mark.parametrize("forget", [False, True])
def test_what_the_rep_changed_is_a_conflict_and_stays(url: str, forget: bool) -> None:
    run = Run(url)
    run.publish(FIRST)
    uid = made(FIRST).visits[2].uid
    with calendar(url) as remote:
        edit(remote, uid)
    for stops in (MOVED, FIRST[:2]):
        published = run.publish(stops, forget=forget)
        assert published.done == ()
        assert [(step.deed, step.uid) for step in published.conflicts] == [(Deed.CONFLICT, uid)]
        assert run.starts()[uid][0] == "20261208T100000"
    with calendar(url) as remote:
        held = held_in(remote.text(), url, ZONE, "r1", [])
    assert held[uid].start.hour == 10


def test_a_lost_record_doubles_and_overwrites_nothing(url: str) -> None:
    run = Run(url)
    run.publish(FIRST)
    assert deeds(run.publish(FIRST, forget=True)) == []
    assert deeds(run.publish(MOVED, forget=True)) == ["update"]
    assert len(run.starts()) == 3


def test_a_change_between_reading_and_writing_is_not_overwritten(url: str) -> None:
    run = Run(url)
    run.publish(FIRST)
    done = calendar_export(made(MOVED), WHERE, "r1", None, run.exported)
    uid = made(FIRST).visits[2].uid
    with calendar(url) as remote:
        there = remote.entries(OURS)
        steps = steps_to(done.resources, there, run.known, done.revised.of_period)
        edit(remote, uid)
        published, _ = publish(remote, steps, there, run.known)
        assert [step.uid for step in published.conflicts] == [uid]
        with pytest.raises(ChangedOnServer):
            remote.delete(there[uid])
    assert run.starts()[uid][0] == "20261208T100000"


def test_visits_of_another_plan_are_left_alone(url: str) -> None:
    Run(url).publish(FIRST)
    other = Run(url)
    assert deeds(other.publish(THIRD)) == ["create"]
    assert len(Run(url).starts()) == 4


def test_what_the_rep_deleted_does_not_come_back_by_itself(url: str) -> None:
    run = Run(url)
    run.publish(FIRST)
    uid = made(FIRST).visits[2].uid
    with calendar(url) as remote:
        remote.delete(remote.entries()[uid])
    for stops in (FIRST, MOVED):
        assert [step.uid for step in run.publish(stops).conflicts] == [uid]
    run.known.pop(uid)  # as planner sync does once the plan knows it
    assert deeds(run.publish(MOVED)) == ["create"]


def test_a_move_that_the_plan_has_taken_in_is_no_conflict(url: str) -> None:
    run = Run(url)
    run.publish(FIRST)
    uid = made(FIRST).visits[2].uid
    later: list[Stop] = [*FIRST[:2], ("A2", "2026-12-08 10:00")]
    with calendar(url) as remote:
        edit(remote, uid)
        one = remote.entries()[uid]
        end = b"DTEND;TZID=America/Chicago:20261208T1"
        remote.update(one, one.content.replace(end + b"00000", end + b"10000"))
    assert deeds(run.publish(later)) == ["update"]
    assert run.starts() == run.wanted(later)


@pytest.mark.parametrize("fault", ["500", "drop", "lost"])
@pytest.mark.parametrize("passes", [0, 1, 2])
def test_a_run_that_breaks_off_can_be_repeated(
    server: str, url: str, fault: str, passes: int
) -> None:
    run = Run(url)
    faults = Faults()
    with faulty(server, faults) as address:
        through = url.replace(server, address)
        faults.fail["PUT"] = (passes, fault)
        published = run.publish(FIRST, via=through)
        assert published.trouble
        assert len(published.done) == passes
        assert len(published.left) == 3 - passes
        faults.fail.clear()
        published = run.publish(FIRST, via=through)
        assert not published.trouble
        assert len(published.done) == 3 - passes - (fault == "lost")
    assert run.starts() == run.wanted(FIRST)


@pytest.mark.parametrize("fault", ["500", "drop", "lost"])
def test_a_broken_deletion_or_update_can_be_repeated(server: str, url: str, fault: str) -> None:
    run = Run(url)
    run.publish(MOVED)
    faults = Faults()
    later: list[Stop] = [FIRST[0], FIRST[2]]
    with faulty(server, faults) as address:
        through = url.replace(server, address)
        for method in ("DELETE", "PUT"):
            faults.fail = {method: (0, fault)}
            assert run.publish(later, via=through).trouble
        faults.fail.clear()
        assert not run.publish(later, via=through).trouble
        assert run.publish(later, via=through).done == ()
    assert run.starts() == run.wanted(later)


@pytest.mark.parametrize("fault", ["500", "drop"])
def test_a_calendar_that_cannot_be_read_is_said(server: str, url: str, fault: str) -> None:
    faults = Faults()
    faults.fail["REPORT"] = (0, fault)
    faults.fail["PROPFIND"] = (0, fault)
    with faulty(server, faults) as address, pytest.raises(ServerTrouble):
        Run(url).publish(FIRST, via=url.replace(server, address))
    assert "PUT" not in faults.seen


def test_the_wrong_password_is_said_without_it(url: str) -> None:
    with (
        pytest.raises(ServerTrouble, match="name and password") as failed,
        calendar(url, "wr0ng") as remote,
    ):
        remote.entries()
    assert "wr0ng" not in repr(failed.value)
    assert failed.value.__cause__ is None


def test_an_address_without_a_calendar_is_said(server: str) -> None:
    with (
        pytest.raises(ServerTrouble, match="no calendar"),
        calendar(f"{server}{USER}/nowhere/") as remote,
    ):
        remote.entries()


def test_nobody_there_is_said() -> None:
    with (
        pytest.raises(ServerTrouble, match="cannot be reached"),
        calendar("http://127.0.0.1:9/") as remote,
    ):
        remote.entries()
