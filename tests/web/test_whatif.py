"""What-if in a real browser: a scenario is made, saved, compared, swept, and found again."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from planner.domain import BadInput
from planner.readers import overlay_of, read_territory
from planner.web.scenarios.drafts import Draft, knobs_of, overlay_of_draft, split_settings
from planner.web.scenarios.kept import COMPARISON, kept_comparison, kept_sweep
from planner.web.scenarios.overlay_text import overlay_text
from planner.web.scenarios.queue import QUEUE_FILE, Queue
from tests.web.conftest import NewPage, Serve, opened, overflow, serious
from tests.web.little import write_crowded, write_territory

MARKUP_NAME = "<b>half</b>"
SHARE = "Least share of visit time for key (%)"


def set_to(page: Page, label: str, text: str) -> None:
    """Type into a field and leave it, as people do."""
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")


def test_a_scenario_is_made_compared_swept_and_found_again(
    serve: Serve, page: Page, new_page: NewPage
) -> None:
    server = serve(write_territory)
    folder = server.folder
    (folder / "whatif").mkdir()
    (folder / "whatif" / "faster.toml").write_text('[travel]\nspeed_kmh = "+10%"\n', "utf-8")
    opened(page, f"{server.address}/whatif")
    expect(page.get_by_text("Nothing has been compared yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_disabled()

    # A slider by keyboard, marked as changed; a wrong setting is said in words.
    page.get_by_label(f"{SHARE}, slider").press("ArrowLeft")
    expect(page.locator(".knob.changed")).to_contain_text("changed, was 50 %")
    expect(page.get_by_label(SHARE, exact=True)).to_have_value("45")
    expect(page.get_by_text("quota.key.min_share: 0.5 → 0.45")).to_be_visible()
    set_to(page, "Setting 1", "travel.sped=50")
    expect(page.get_by_role("heading", name="It cannot be planned like this")).to_be_visible()
    expect(page.get_by_text("speed_kmh")).to_be_visible()
    set_to(page, "Setting 1", "travel.cost_per_km=20")
    expect(page.get_by_role("heading", name="2 changes to the territory")).to_be_visible()

    # Saved for the command line, undone, saved again; over an existing one only when asked.
    set_to(page, "Name of the scenario", "dear roads")
    save = page.get_by_role("button", name="Save as a file")
    saved = folder / "whatif" / "dear-roads.toml"
    save.click()
    undo = page.get_by_role("button", name="Undo: whatif/dear-roads.toml saved")
    undo.click()
    expect(undo).to_have_count(0)
    assert not saved.exists()
    page.wait_for_function("window.socket && window.socket.connected")
    expect(page.get_by_text("2 changes to the territory")).to_be_visible()  # the address knows
    set_to(page, "Name of the scenario", "dear roads")
    save.click()
    expect(page.get_by_label("dear-roads", exact=True)).to_be_visible()
    before = saved.read_bytes()
    assert tomllib.loads(before.decode())["travel"] == {"cost_per_km": 20}
    set_to(page, SHARE, "40")
    save.click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    assert saved.read_bytes() == before

    # All of them compared in one run; one cannot be planned, and names stay text.
    set_to(page, "Name of the scenario", MARKUP_NAME)
    page.get_by_role("button", name="Add to the comparison").click()
    page.get_by_role("button", name="Add all saved scenarios").click()
    drafts = page.locator(".drafts li")
    expect(drafts.get_by_text("not run")).to_have_count(3)
    page.get_by_label("Search on until it is certain who is better").check()
    page.get_by_role("button", name="Compare 3 scenarios with how it is").click()
    table = page.locator(".compared table")
    heads = table.locator("thead th")
    expect(heads).to_have_text(["Figure", "base", MARKUP_NAME, "dear-roads", "faster"])
    expect(table).to_contain_text(re.compile("certain: worse|within the gap"))
    pinned = table.locator("tbody th").first
    assert pinned.evaluate("each => getComputedStyle(each).position") == "sticky"
    assert page.locator(".drafts b").count() == 0
    expect(drafts.get_by_text("not run")).to_have_count(0)
    assert not serious(page)

    # The frontier's points open as scenarios.
    page.get_by_label("Key and values").fill("quota.key=0.5,0.9")
    page.get_by_label("For each of these, too").fill("travel.speed_kmh=fast")
    page.get_by_role("button", name="Sweep", exact=True).click()
    expect(page.get_by_text("'fast' is no number")).to_be_visible()
    page.get_by_label("For each of these, too").fill("travel.speed_kmh=50,60")
    page.get_by_role("button", name="Sweep", exact=True).click()
    points = page.locator(".frontier svg a")
    expect(points).to_have_count(4)
    axes = json.loads((folder / "out/sweep/sweep.json").read_bytes())["axes"]
    assert [axis["key"] for axis in axes] == ["quota.key", "travel.speed_kmh"]
    assert not serious(page)
    points.last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label(SHARE, exact=True)).to_have_value("90")
    expect(page.get_by_label("Speed on the road (km/h)", exact=True)).to_have_value("60")

    # Another tab, on a phone, has it all from the files.
    other = new_page(width=390, dark=True)
    opened(other, f"{server.address}/whatif")
    expect(other.locator(".compared thead th")).to_have_count(5)
    expect(other.locator(".frontier svg a")).to_have_count(4)
    assert not overflow(other)
    assert not serious(other)


def test_a_territory_without_a_plan_is_said(serve: Serve, page: Page) -> None:
    server = serve(write_crowded)
    opened(page, f"{server.address}/whatif?set=quota.key%3D0.4")
    page.get_by_role("button", name="Add to the comparison").click()
    page.get_by_role("button", name="Compare 1 scenario").click()
    expect(page.get_by_label("Result of the comparison")).to_contain_text("base: no plan")


def test_a_file_that_is_no_comparison_is_said(tmp_path: Path) -> None:
    (tmp_path / "out/whatif").mkdir(parents=True)
    assert kept_comparison(tmp_path) is None
    assert kept_sweep(tmp_path) is None
    for text in ("[", "[]", "{}", '{"scenarios": [{"name": 1}]}'):
        (tmp_path / COMPARISON).write_text(text, "utf-8")
        assert COMPARISON in str(kept_comparison(tmp_path))


def test_a_queue_that_cannot_be_read_begins_empty(tmp_path: Path) -> None:
    one = Draft(name="one", settings=("quota.key=0.4",))
    Queue(tmp_path).add(one)
    again = Queue(tmp_path)
    assert again.drafts == (one,)
    with pytest.raises(BadInput, match="this name"):
        again.add(one)
    again.were_compared([one])
    assert [each.compared for each in Queue(tmp_path).drafts] == [True]
    for text in ("[", "{}", '[{"name": 1}]'):
        (tmp_path / QUEUE_FILE).write_text(text, "utf-8")
        broken = Queue(tmp_path)
        assert not broken.drafts
        assert QUEUE_FILE in broken.trouble
        broken.add(one)
        assert list(broken.drafts) == [one]
        assert not broken.trouble


@pytest.mark.parametrize(
    "name", ["../territory.toml", "/etc/passwd", "none.toml", "a/../../b.toml"]
)
def test_only_saved_scenarios_are_read(tmp_path: Path, name: str) -> None:
    folder = write_territory(tmp_path)
    with pytest.raises(BadInput, match="no such saved scenario"):
        overlay_of_draft(folder, Draft(name="x", files=(name,)))


def test_sliders_show_what_they_set(tmp_path: Path) -> None:
    knobs = tuple(knobs_of(read_territory(write_territory(tmp_path)).territory))
    for knob in knobs:
        for shown in (knob.low + knob.step, knob.high):
            values, rest = split_settings([knob.setting(shown)], knobs)
            assert values == {knob.key: shown}
            assert not rest
    values, rest = split_settings(["quota.key.min_share=0.7", "travel.speed_kmh=+10%"], knobs)
    assert values == {"quota.key": Decimal(70)}
    assert rest == ["travel.speed_kmh=+10%"]


_scalar = (
    st.integers(-1000, 1000) | st.booleans() | st.text(max_size=8) | st.dates()
    | st.lists(st.text(max_size=4), max_size=2)
)  # fmt: skip
_table = st.dictionaries(st.text(min_size=1, max_size=5), _scalar, min_size=1, max_size=3)
_tree = st.dictionaries(
    st.text(min_size=1, max_size=5),
    _scalar | _table | st.lists(_table, min_size=1, max_size=2),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(tree=_tree, title=st.text(max_size=20))
def test_what_is_saved_is_read_back(tree: dict[str, object], title: str) -> None:
    overlay = overlay_of(["quota.key=0.7"])
    (layer,) = overlay.layers
    made = type(overlay)(name="x", layers=(type(layer)(file="x", tree=tree),))
    assert tomllib.loads(overlay_text(made, title)) == tree


def test_a_saved_scenario_means_what_the_form_said(tmp_path: Path) -> None:
    folder = write_territory(tmp_path)
    changed = ("quota.key=0.7", "rep.*.max_visits_per_day=4", "tier.key.visit_minutes=-25%")
    (folder / "whatif").mkdir()
    first = Draft(name="first", settings=changed)
    text = overlay_text(overlay_of_draft(folder, first), "first")
    (folder / "whatif/first.toml").write_text(text, "utf-8")
    second = overlay_of_draft(folder, Draft(name="second", files=("first.toml",)))
    said = [
        read_territory(folder, overlay=each).changes
        for each in (overlay_of_draft(folder, first), second)
    ]
    assert said[0] == said[1]
    relative = Draft(name="x", files=("first.toml",), settings=("tier.key.visit_minutes=-5",))
    with pytest.raises(BadInput, match="relatively"):
        overlay_text(overlay_of_draft(folder, relative), "x")
