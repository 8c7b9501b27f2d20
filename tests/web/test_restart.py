"""A server that is killed in the middle of a run: nothing is lost, and another one goes on."""

from __future__ import annotations

import re
import shutil
import signal
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from planner.files.lock import locked
from planner.plan import plan_from_json
from planner.web.runs.desk import Desk
from planner.web.runs.errands import ERRANDS
from tests.web.conftest import PATIENCE, Serve, copy_of, opened, start
from tests.web.little import LONG, accounts

SHARE = "Least share of visit time for key (%)"


def test_nothing_is_lost_when_the_server_is_killed_in_a_run(
    serve: Serve, planned: Path, page: Page, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(planned, tmp_path / "place"))
    before = (folder / "out" / "plan.json").read_bytes()
    (folder / "accounts.csv").write_text(accounts(*LONG), encoding="utf-8")
    server = start(folder, "--seconds", "600")
    try:
        opened(page, f"{server.address}/whatif?set=quota.key%3D0.4")
        page.get_by_role("button", name="Add to the comparison").click()
        expect(page.locator(".drafts li")).to_contain_text("not run")
        opened(page, f"{server.address}/plan")
        page.get_by_role("button", name="Plan anew").click()
        expect(page.locator(".run-words")).to_contain_text(re.compile(r"Planning, \$"))
        page.goto("about:blank")
    finally:
        server.end(signal.SIGKILL)
    # The planning process notices, keeps the best plan that it has, and frees the folder.
    for _ in range(PATIENCE // 100):
        if (folder / "out" / "plan.json").read_bytes() != before:
            break
        time.sleep(0.1)
    after = (folder / "out" / "plan.json").read_bytes()
    assert after != before
    assert plan_from_json(after).visits
    with locked(folder):
        pass

    # Another server knows from the folder alone what there is, and what has not been done.
    desk = Desk(folder=folder, tell=lambda _: None, stop=lambda: False)
    ERRANDS["explain"](desk, account="S1", day="2026-12-08", seconds=None, work=1, workers=1)
    again = serve(copy_of(folder))
    opened(page, f"{again.address}/plan")
    expect(page.locator(".figure >> nth=0")).to_be_visible()
    opened(page, f"{again.address}/whatif")
    expect(page.locator(".drafts li")).to_contain_text("not run")
    opened(page, f"{again.address}/explain")
    answer = page.get_by_role("region", name="Answer")
    expect(answer.get_by_role("heading", name="Corner Shop")).to_be_visible()
    expect(answer).to_contain_text("8 Dec")
