"""Faults of the file of what reps changed by hand; what it means is tested with `planner sync`."""

from __future__ import annotations

import pytest

from planner.domain import BadInput
from planner.readers.by_hand import by_hand_from_toml


@pytest.mark.parametrize(
    ("text", "row", "column", "remedy"),
    [
        ("x = \n", 1, "", "Compare"),
        ("pin = 5", 1, "pin", "square brackets"),
        ("[[pinn]]", 1, "pinn", "'pin'"),
        ("[[pin]]\nacount = 'A'\nstart = 2026-12-08T10:00:00", 2, "pin[1].acount", "'account'"),
        ("[[pin]]\naccount = 3\nstart = 2026-12-08T10:00:00", 2, "pin[1].account", "quotes"),
        ("[[pin]]\naccount = 'A'\nstart = 2026-12-08", 3, "pin[1].start", "10:00"),
        ("[[pin]]\naccount = 'A'\nstart = 2026-12-08T10:00:00Z", 3, "pin[1].start", "10:00"),
        ("[[missed]]\naccount = 'A'\ndate = 20261208", 3, "missed[1].date", "year-month-day"),
        ("[[refuse]]\naccount = 'A'\ndate = '2026-02-31'", 3, "refuse[1].date", "year-month-day"),
    ],
)
def test_faults_have_a_line_and_a_remedy(text: str, row: int, column: str, remedy: str) -> None:
    with pytest.raises(BadInput) as bad:
        by_hand_from_toml(text.encode())
    findings = [finding for finding in bad.value.findings if finding.column == column]
    assert [(finding.code, finding.row) for finding in findings] == [("by-hand-wrong", row)]
    assert remedy in findings[0].remedy
