"""Every writer of a territory is killed at every step: no pin, note or change file is lost."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

import models
from planner.domain import BadInput, CallplanAnswers, LeadPlace, Plan
from planner.domain.comparison import BASE, Scenario
from planner.domain.frontier import Axis, Frontier, SweepPoint
from planner.exporting import export
from planner.files.lock import locked
from planner.files.recovery import recover
from planner.plan import plan_from_json
from planner.planning import plan_territory
from planner.portfolio.answers import write_answers
from planner.portfolio.auditing import Question, audit_past
from planner.portfolio.lead_places import LeadReport, write_places
from planner.readers import read_territory
from planner.readers.by_hand import BY_HAND_FILE, by_hand_from_toml
from planner.scenarios.store import ResultStore
from planner.scenarios.sweep.files import write_sweep
from planner.scenarios.whatif.compare import compare
from planner.scenarios.whatif.files import write_all
from planner.solving.together import Limits
from planner.starter import start_territory
from planner.underway.fitting import Opening, pin_opening
from planner.underway.publishing import write_feed
from planner.underway.syncing import planned_around, priced_changes, sync_territory
from planner.web.entrance.keys import Keys, write_keys
from planner.web.folder.changing import make_change, take_back
from planner.web.folder.picture import PLAN, version_of
from planner.web.runs.desk import Desk
from planner.web.runs.errands import ERRANDS
from planner.web.scenarios.drafts import Draft
from planner.web.scenarios.queue import Queue
from tests.files.kills import Kills, in_child, killed_at_every_step, needs_fork
from tests.web.little import write_territory

pytestmark = needs_fork

TODAY = date(2026, 12, 1)
ZONE = ZoneInfo("America/Chicago")
PINNED = Opening(
    account_id="S1", start=datetime(2026, 12, 9, 10, tzinfo=ZONE),
    end=datetime(2026, 12, 9, 11, tzinfo=ZONE), gain_cents=0, driving=0,
)  # fmt: skip
OTHER = replace(PINNED, account_id="S2")
"""Another appointment, which nobody's kill may lose."""


@pytest.fixture(scope="module", autouse=True)
def _no_questions_asked() -> Iterator[None]:
    """What is written counts here: plans need not keep their rules, which other tests look at."""
    with patch("planner.gate.broken_now", return_value=[]):
        yield


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory with an appointment, and a plan whose change files say what was replaced."""
    world = tmp_path_factory.mktemp("kills")
    folder = write_territory(world / "place")
    pin_opening(folder, OTHER)
    reading = read_territory(folder)
    plan = plan_territory(reading.territory, work=1, workers=1)
    export(plan, reading.territory, folder / "out", overwrite=False)
    for _ in range(2):
        plan = earlier(plan)
        export(plan, reading.territory, folder / "out", overwrite=True)
    assert list((folder / "out").glob("*-changes.ics"))
    return world


def earlier(plan: Plan) -> Plan:
    """The plan with its first visit a quarter of an hour earlier: another plan to export."""
    visits = list(plan.visits)
    quarter = timedelta(minutes=15)
    visits[0] = replace(visits[0], start=visits[0].start - quarter, end=visits[0].end - quarter)
    return replace(plan, visits=tuple(visits))


def plan_of(folder: Path) -> Plan:
    return plan_from_json((folder / "out" / "plan.json").read_bytes())


def killed(world: Path, tmp_path: Path, writer: Callable[[Path], object], **words: Any) -> Kills:
    """Kill a writer; the next reader names the territory."""
    kills = killed_at_every_step(
        world, tmp_path, lambda copy: writer(copy / "place"),
        reader=lambda copy: recover(copy / "place"), **words,
    )  # fmt: skip
    assert kills.before
    assert kills.after
    print(f"kill points: {kills.points}")
    return kills


def exported(folder: Path, out: str) -> None:
    """What `planner plan --force` does once the search has ended."""
    with locked(folder):
        made = earlier(plan_of(folder))
        territory = read_territory(folder).territory
        export(made, territory, folder / out, overwrite=True, earlier=folder / "out")


@pytest.mark.parametrize("out", ["out", "december"])
def test_an_export(world: Path, tmp_path: Path, out: str) -> None:
    kills = killed(world, tmp_path, lambda folder: exported(folder, out))
    assert kills.before > 30


@contextmanager
def searches_known(world: Path) -> Iterator[tuple[bytes, str]]:
    """Without the searches of a sync, whose results are known; the calendar, and whose it is."""
    folder = world / "place"
    rep = plan_of(folder).visits[-1].rep
    content = (folder / "out" / f"{rep}.ics").read_bytes()
    last = re.findall(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", content, re.DOTALL)[-1]
    mine = content.replace(last, b"")
    known: dict[str, Any] = {}

    def once(name: str, call: Callable[..., Any], *args: Any, **words: Any) -> Any:
        if name not in known:
            known[name] = call(*args, **words)
        return known[name]

    with (
        patch("planner.underway.syncing.priced_changes", partial(once, "prices", priced_changes)),
        patch("planner.underway.syncing.planned_around", partial(once, "plan", planned_around)),
    ):
        copy = Path(shutil.copytree(folder, world.parent / "known"))
        try:
            synced(mine, rep, copy)
        finally:
            shutil.rmtree(copy)
        yield mine, rep


def synced(calendar: bytes, rep: str, folder: Path) -> None:
    """What `planner sync` does."""
    with locked(folder):
        sync_territory(
            folder, calendar, "mine.ics", TODAY, plan_file=folder / "out" / "plan.json", only=rep,
            work=1,
        )  # fmt: skip


def test_a_sync(world: Path, tmp_path: Path) -> None:
    """Appointments, the plan and what has changed in it are one change."""
    with searches_known(world) as (calendar, rep):
        kills = killed(world, tmp_path, partial(synced, calendar, rep))
    assert kills.points > 70
    whole = tmp_path / "whole" / "place"
    assert len(by_hand_from_toml((whole / BY_HAND_FILE).read_bytes(), "").refuse) == 1
    assert (whole / "out" / f"{rep}-changes.ics").exists()


def test_a_kept_change_and_its_way_back(world: Path, tmp_path: Path) -> None:
    """What the app does when a visit is moved, and when that is undone."""
    folder = world / "place"
    visit = next(v for v in plan_of(folder).visits if v.account_id not in ("S1", "S2"))
    asked = {"today": str(TODAY), "wish": {"uid": visit.uid}, "work": 1, "price_work": 1}
    seen = version_of(folder, PLAN)
    known: dict[str, Any] = {}

    def once(name: str, call: Callable[..., Any], *args: Any, **words: Any) -> Any:
        if name not in known:
            known[name] = call(*args, **words)
        return known[name]

    def keep(place: Path) -> Any:
        return ERRANDS["keep"](desk(place), **asked, seen=seen)

    with (
        patch("planner.web.runs.errands.priced_changes", partial(once, "prices", priced_changes)),
        patch("planner.web.runs.errands.planned_around", partial(once, "plan", planned_around)),
    ):
        kept = Path(shutil.copytree(world, tmp_path / "kept"))
        answer = keep(kept / "place")
        killed(world, tmp_path, keep)
    killed(kept, tmp_path, lambda place: ERRANDS["restore"](desk(place), **answer["back"]))
    back = tmp_path / "whole" / "place"
    assert (back / BY_HAND_FILE).read_bytes() == (folder / BY_HAND_FILE).read_bytes()
    pin_opening(kept / "place", PINNED)  # meanwhile, by the command line
    with pytest.raises(BadInput, match="plan-changed"):
        ERRANDS["restore"](desk(kept / "place"), **answer["back"])
    assert "S1" in (kept / "place" / BY_HAND_FILE).read_text()


def desk(folder: Path) -> Desk:
    return Desk(folder=folder, tell=lambda _: None, stop=lambda: False)


def test_an_opening_that_is_pinned(world: Path, tmp_path: Path) -> None:
    killed(world, tmp_path, lambda folder: pin_opening(folder, PINNED))
    pins = by_hand_from_toml((tmp_path / "whole" / "place" / BY_HAND_FILE).read_bytes(), "").pin
    assert {pin.account for pin in pins} == {"S1", "S2"}


def test_answers(world: Path, tmp_path: Path) -> None:
    answers = CallplanAnswers(no_visits=Decimal("0.5"), half=Decimal("0.8"))
    killed(world, tmp_path, lambda folder: write_answers(folder, {"S1": answers}))
    killed(
        world, tmp_path,
        lambda folder: write_answers(folder, {"S1": answers}, folder / "answered.csv"),
    )  # fmt: skip


def test_leads(world: Path, tmp_path: Path) -> None:
    report = LeadReport(
        territory=read_territory(world / "place").territory, today=TODAY, reps=(), findings=(),
        places=(LeadPlace(account_id="S1", added=TODAY),),
    )  # fmt: skip

    def update(folder: Path) -> None:
        with locked(folder):
            write_places(folder, report)

    killed(world, tmp_path, update)


def test_matches(world: Path, tmp_path: Path) -> None:
    past = tmp_path / "past.csv"
    past.write_text("date,start,minutes,title\n2026-11-10,10:00,45,Oak Street\n")

    def audit(folder: Path) -> None:
        audit_past(folder, Question(past=past))

    killed(world, tmp_path, audit)
    assert "Oak Street" in (tmp_path / "whole" / "place" / "matches.csv").read_text()


@pytest.mark.parametrize("feed", ["out/feed.ics", "../feed.ics"])
def test_a_feed(world: Path, tmp_path: Path, feed: str) -> None:
    def publish(copy: Path) -> None:
        folder = copy / "place"
        with locked(folder):
            write_feed(folder, folder / "out" / "plan.json", folder / feed, only="r1")

    def reader(copy: Path) -> None:
        recover(copy)

    kills = killed_at_every_step(world, tmp_path, publish, reader=reader)
    assert kills.before
    assert kills.after


def test_a_cell_and_its_way_back(world: Path, tmp_path: Path) -> None:
    changed = (world / "place" / "accounts.csv").read_bytes().replace(b"Corner", b"Round")
    files = {"accounts.csv": changed, "whatif/new.toml": b"x", BY_HAND_FILE: None}
    killed(world, tmp_path, lambda folder: make_change(folder, "a cell", files, None))
    edited = Path(shutil.copytree(world, tmp_path / "edited"))
    change = make_change(edited / "place", "a cell", files, None)
    killed(edited, tmp_path, lambda folder: take_back(folder, change))


def test_the_apps_own_files(world: Path, tmp_path: Path) -> None:
    killed(world, tmp_path, lambda folder: write_keys(folder, Keys(feeds={"r1": "secret"})))
    assert (tmp_path / "whole" / "place" / ".planner-web.json").stat().st_mode & 0o077 == 0
    killed(world, tmp_path, lambda folder: Queue(folder).add(Draft(name="quota")))


def test_a_result_that_is_kept(world: Path, tmp_path: Path) -> None:
    from tests.scenarios.crews import tiny

    problems = tiny(1)
    [(key, problem)] = problems.items()
    result = models.solve(problem, work=0.1, workers=1)

    def keep(folder: Path) -> None:
        with locked(folder):
            store = ResultStore(folder / ".planner" / "results", lambda _: None)
            assert store.known(problems, Limits(seconds=None, work=1, seed=0, workers=1)) in (
                {},
                {key: result},
            )
            store.keep(key, result)

    killed(world, tmp_path, keep)


def test_a_comparison_and_a_sweep(world: Path, tmp_path: Path) -> None:
    folder = world / "place"
    plan, territory = plan_of(folder), read_territory(folder).territory
    base = Scenario(name=BASE, territory=territory, plan=plan)
    found = compare(base, [replace(base, name="same"), replace(base, name="none", plan=None)])
    points = tuple(
        SweepPoint(values=(Decimal(n),), name=f"p{n}", status="done", objective_cents=n,
                   bound_cents=n + 1, territory=territory, plan=plan if n else None)
        for n in range(3)
    )  # fmt: skip
    frontier = Frontier(
        territory="place", currency="USD", points=points,
        axes=(Axis(key="leads.max_active", values=tuple(Decimal(n) for n in range(3))),),
    )  # fmt: skip

    def comparison(folder: Path) -> None:
        with locked(folder):
            write_all(found, folder / "out" / "whatif", folder / "table.csv", force=True)

    def sweep(folder: Path) -> None:
        with locked(folder):
            write_sweep(frontier, folder / "out" / "sweep", folder / "table.csv")

    killed(world, tmp_path, comparison)
    killed(world, tmp_path, sweep)


def test_a_new_territory(tmp_path: Path) -> None:
    world = tmp_path / "world"
    world.mkdir()

    def new(copy: Path) -> None:
        os.chdir(copy)  # the folder's name is in a comment
        start_territory(Path("new"), month="2026-12")

    kills = killed_at_every_step(world, tmp_path, new)
    assert kills.before
    assert kills.after


def test_two_who_pin_at_once_lose_nothing(world: Path, tmp_path: Path) -> None:
    """Each adds ten appointments to one file, at the same time."""
    folder = Path(shutil.copytree(world / "place", tmp_path / "place"))

    def pin(account: str) -> None:
        for day in range(10):
            start = datetime(2026, 12, 7 + day, 10, tzinfo=ZONE)
            pin_opening(folder, replace(PINNED, account_id=account, start=start))

    with ThreadPoolExecutor(2) as both:  # each waits for a process of its own
        ends = [both.submit(in_child, partial(pin, account), None) for account in ("S1", "S3")]
    assert [end.result() for end in ends] == [0, 0]
    pins = by_hand_from_toml((folder / BY_HAND_FILE).read_bytes(), "").pin
    assert Counter(pin.account for pin in pins) == {"S1": 10, "S2": 1, "S3": 10}
