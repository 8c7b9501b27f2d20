"""Rules, checks, tests and the README's table speak of the same rules."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

from planner import checks, rules
from planner.checks import RULE_CHECKS
from planner.rules import RULES

README = Path(__file__).parents[2] / "README.md"
OTHER_TESTS = {"hours", "metamorphic", "registries", "seasons"}


def stems(module_file: str | None, marker: str) -> set[str]:
    """Ids of a folder's files that contain a marker, with hyphens."""
    assert module_file is not None
    return {
        path.stem.replace("_", "-")
        for path in Path(module_file).parent.glob("*.py")
        if marker in path.read_text(encoding="utf-8")
    }


def test_every_rule_file_is_registered() -> None:
    assert set(RULES) == stems(rules.__file__, "\ndef fill(draft: Draft)")


def test_every_rule_has_its_check() -> None:
    assert set(RULES) == set(RULE_CHECKS)
    assert set(RULES) <= stems(checks.__file__, "\ndef check(")


def test_every_rule_has_its_tests() -> None:
    names = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert {name.replace("_", "-") for name in names - OTHER_TESTS} == set(RULES)


def test_every_rule_says_its_canonical_form() -> None:
    for name, rule in RULES.items():
        assert "\nCanonical: " in (rule.__doc__ or ""), name


def test_the_readme_lists_every_rule() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| `opening-hours` |"))
    rows = [
        *reversed(list(takewhile(is_row, reversed(lines[:start])))),
        *takewhile(is_row, lines[start:]),
    ]
    listed = [row.split("`")[1] for row in rows]
    assert sorted(listed) == sorted(RULES)


def is_row(line: str) -> bool:
    """Whether a line of the README is a row of a table that begins with a name in code."""
    return line.startswith("| `")
