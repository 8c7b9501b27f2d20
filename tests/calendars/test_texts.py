"""Any text comes back as it was, from readers that share no code with the writer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.calendars import calendar_files
from planner.calendars.text import SUMMARY_UNITS, cut, line, lines
from tests.calendars.readers import by_icaljs, by_vobject
from tests.plan.samples import account, plan, territory

# What breaks calendars most often, and then everything else that is not a control character.
TRICKY = st.sampled_from(
    [*"\\;,:\"'^%=nN\t ", "\n", "\\n", "\\N", "^n", "🦁", "é", "e\u0301", "長"]
)
PLAIN = st.characters(
    exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
)
TEXTS = st.lists(TRICKY | PLAIN, max_size=120).map("".join)
ANYTHING = st.text(st.characters(exclude_categories=[])) | TEXTS


def written(notes: list[str], names: list[str]) -> bytes:
    accounts = [
        account(f"A{n:02d}", notes=note, name=name or "x")
        for n, (note, name) in enumerate(zip(notes, names, strict=True))
    ]
    where = territory(accounts)
    stops = [(one.id, f"2026-12-{1 + n:02d} 09:00") for n, one in enumerate(accounts)]
    [(_, content)] = calendar_files(plan(where, stops), where, "r1")
    return content


def noted(description: str) -> str:
    _, _, notes = description.partition("Notes: ")
    return notes


PAIRS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_r12_texts_come_back_through_vobject(pairs: list[tuple[str, str]]) -> None:
    check(by_vobject(written([n for n, _ in pairs], [n for _, n in pairs])), pairs)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=8, max_size=25))
def test_r12_texts_come_back_through_icaljs(pairs: list[tuple[str, str]]) -> None:
    check(by_icaljs(written([n for n, _ in pairs], [n for _, n in pairs])), pairs)


def check(events: list[dict[str, str]], pairs: list[tuple[str, str]]) -> None:
    assert len(events) == len(pairs)
    for event, (note, name) in zip(events, pairs, strict=True):
        assert noted(event["description"]) == note.strip()
        one_line = " ".join((name or "x").split())
        assert event["summary"] in (f"{one_line} (K)", f"{cut(one_line, SUMMARY_UNITS - 4)} (K)")


@given(ANYTHING)
def test_r13_no_control_character_survives(text: str) -> None:
    clean = lines(text)
    assert not [
        c for c in clean if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\t\n"
    ]
    assert lines(clean) == clean
    assert not set(line(text)) & set("\t\n")
    line(text).to_ical().decode("utf-8")


@given(ANYTHING, st.integers(1, 60))
def test_r14_a_cut_text_is_short_enough_and_begins_the_same(text: str, units: int) -> None:
    clean = line(text)
    short = cut(clean, units)
    assert len(short.encode("utf-16-le")) <= 2 * units
    assert short == clean or (short.endswith("…") and clean.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("abcdef", "abcdef"),
        ("abcdefg", "abcde…"),
        ("abcd fgh", "abcd…"),
        ("abcd🦁x", "abcd…"),  # the lion is two units, and there is room for one
        ("abcde\u0301xy", "abcd…"),  # an accent stays with its letter
        ("a👩\u200d🚒bc", "a…"),  # so do parts of one picture
    ],
)
def test_r14_the_cut_is_at_a_character(text: str, short: str) -> None:
    assert cut(text, 6) == short
