"""Explain in a real browser: any account, the whole plan, and what cannot be answered."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from planner.web.runs.explained import EXPLAINED, RuleWords, kept_explanation
from tests.web.conftest import NewPage, Serve, opened, overflow, serious
from tests.web.little import MARKUP, ROWS, write_territory

FAR = "F1,Far <i>Away</i>,41.61,-94.20,r1,secondary,100,"
"""An hour's drive for next to nothing: it is left out."""


def test_any_account_is_explained(serve: Serve, new_page: NewPage) -> None:
    server = serve(lambda folder: write_territory(folder, *ROWS, FAR))
    page = new_page()
    opened(page, f"{server.address}/explain")
    expect(page.get_by_text("There is no plan yet")).to_be_visible()
    expect(page.locator("datalist option")).to_have_count(len(ROWS) + 1)

    # By keyboard: the field, a name, Enter.
    field = page.get_by_label("Account: name or id")
    field.focus()
    page.keyboard.type("K1")
    page.keyboard.press("Enter")
    answer = page.get_by_role("region", name="Answer")
    expect(answer.get_by_role("heading", name=MARKUP)).to_be_visible()
    rows = page.get_by_role("region", name="Numbers of visits").locator("tbody tr")
    expect(rows.locator("nth=0")).to_contain_text("0")
    expect(page.locator("tr.planned")).to_contain_text("as planned")
    expect(page.get_by_role("region", name="Rules")).to_contain_text("quota")
    assert page.locator("img[src=x], .answer i").count() == 0  # names stay text
    assert not serious(page)

    # One that is left out: what forcing it costs, with its interval; and why not on a day.
    field.fill("Far <i>Away</i>")
    page.get_by_label("On a day, too").fill("2026-12-09")
    page.get_by_label("On a day, too").press("Enter")
    expect(answer).to_contain_text("is left out of the plan")
    expect(answer).to_contain_text("Forcing it in costs $")
    expect(answer).to_contain_text("Wed 9 Dec")
    expect(page.get_by_role("heading", name="The smallest changes that let it in")).to_be_visible()

    # Without an account: rules and near misses, whose names lead on.
    page.get_by_role("button", name="Costliest rules, nearest misses").click()
    misses = page.get_by_role("region", name="Nearest misses")
    expect(misses).to_contain_text("Far <i>Away</i>")
    assert not serious(page)
    misses.get_by_role("link", name="Far").click()
    expect(page.get_by_label("Account: name or id")).to_have_value("F1")
    expect(page.locator(".answer")).to_have_text("")

    # No such account: said, with those that look alike.
    page.wait_for_function("window.socket && window.socket.connected")
    field = page.get_by_label("Account: name or id")
    field.fill("Oak Stret Foods")
    field.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("no such account")
    expect(alert).to_contain_text("K2 Oak Street Foods")

    # Another tab, on a phone, has the latest answer from its file.
    phone = new_page(width=390, dark=True)
    opened(phone, f"{server.address}/explain")
    expect(phone.get_by_role("region", name="Nearest misses")).to_be_visible()
    assert not overflow(phone)
    assert not serious(phone)


def test_a_file_that_is_no_explanation_is_said(tmp_path: Path) -> None:
    assert kept_explanation(tmp_path) is None
    (tmp_path / "out").mkdir()
    for text in ("[", "{}", '{"plan": "", "words": {"kind": "plan"}}'):
        (tmp_path / EXPLAINED).write_text(text, "utf-8")
        assert EXPLAINED in str(kept_explanation(tmp_path))


def test_a_rule_in_kept_answers_of_before_is_read() -> None:
    rule = RuleWords(
        rule="leads", rep="Ann", estimate="$5 a place", looser="-", gain="-", between=""
    )
    written = rule.model_dump_json()
    assert RuleWords.model_validate_json(written) == rule
    assert RuleWords.model_validate_json(written.replace('"estimate"', '"most"')) == rule
