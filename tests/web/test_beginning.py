"""A territory from an uploaded list: the app asks where it is, and assumes nothing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from planner.readers import read_territory
from tests.web.conftest import Serve, opened

VIENNA = "id,name,lat,lon\n1,A,48.2085,16.3721\n2,B,48.1951,16.3699\n3,C,48.2204,16.3860\n"


def test_where_a_list_is_is_shown_and_confirmed(serve: Serve, page: Page, tmp_path: Path) -> None:
    server = serve(lambda _: None)
    own = tmp_path / "kunden.csv"
    own.write_text(VIENNA, encoding="utf-8")
    opened(page, f"{server.address}/data")
    page.get_by_label("Begin with my list").set_input_files(own)
    dialog = page.get_by_label("Where is this territory?")
    expect(dialog.get_by_label("Time zone")).to_have_value("Europe/Vienna")
    expect(dialog.get_by_label("Currency")).to_have_value("EUR")
    expect(dialog.get_by_label("Public holidays")).to_have_value("AT")
    expect(dialog.get_by_label("Home")).to_have_value("48.2085,16.3721")
    assert not (server.folder / "territory.toml").exists()

    # What cannot be right is said, and nothing is written.
    dialog.get_by_label("Public holidays").fill("AT-99")
    dialog.get_by_role("button", name="Begin with this").click()
    expect(page.get_by_text("No public holidays are known under")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    assert not (server.folder / "territory.toml").exists()

    dialog.get_by_label("Public holidays").fill("AT-9")
    dialog.get_by_role("button", name="Begin with this").click()
    expect(page.get_by_role("heading", name="Accounts in accounts.csv")).to_be_visible()
    territory = read_territory(server.folder).territory
    assert (territory.period.time_zone, territory.currency) == ("Europe/Vienna", "EUR")
    assert territory.reps[0].home == (48.2085, 16.3721)
