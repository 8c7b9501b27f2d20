"""What the last comparison and the last sweep found, read from their files.

Whoever made them, this app or the command line, they are shown alike; also after a restart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.domain import ExitCode
from planner.domain.comparison import (
    ChangedInput,
    ComparedFigure,
    Comparison,
    Scenario,
    Unit,
    Verdict,
)
from planner.domain.frontier import Frontier
from planner.scenarios.sweep.files import SWEEP_FILE, frontier_of
from planner.scenarios.whatif.files import COMPARISON_FILE
from planner.web.folder.picture import OUT

COMPARISON = f"{OUT}/whatif/{COMPARISON_FILE}"
SWEEP = f"{OUT}/sweep/{SWEEP_FILE}"


@dataclass(frozen=True, kw_only=True)
class KeptComparison:
    """A comparison as its file has it: without the plans.

    Parameters
    ----------
    faults : mapping of str to tuple of str
        Why a scenario, or a rep in it, has no plan, and what is wrong with its input.
    """

    found: Comparison
    currency: str
    period: str
    faults: Mapping[str, tuple[str, ...]]


def kept_comparison(folder: Path) -> KeptComparison | str | None:
    """The last comparison; why it cannot be shown; or None where there is none."""
    try:
        document = _read(folder / COMPARISON)
        return None if document is None else _comparison(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        return f"{COMPARISON} cannot be read ({type(error).__name__}: {error})"


def kept_sweep(folder: Path) -> Frontier | str | None:
    """The last sweep; why it cannot be shown; or None where there is none."""
    try:
        document = _read(folder / SWEEP)
        return None if document is None else frontier_of(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        return f"{SWEEP} cannot be read ({type(error).__name__}: {error})"


def _read(path: Path) -> Mapping[str, Any] | None:
    try:
        document: Mapping[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return document


def _comparison(document: Mapping[str, Any]) -> KeptComparison:
    columns = document["scenarios"]
    scenarios = [
        Scenario(
            name=str(one["name"]),
            territory=None,
            plan=None,
            changes=tuple(
                ChangedInput(key=c["key"], before=c["before"], after=c["after"])
                for c in one["changes"]
            ),
            fault="; ".join(one["faults"]),
            exit_code=ExitCode(one["exit_code"]),
        )
        for one in columns
    ]
    alike = (True, *(one.get("difference") is not None for one in columns[1:]))
    figures = tuple(
        ComparedFigure(
            key=figure["key"], unit=Unit(figure["unit"]), better=figure["better"], alike=alike,
            label=("  " if figure.get("part") else "") + figure["label"],
            values=tuple(one["figures"][figure["key"]] for one in columns),
        )
        for figure in document["figures"]
    )  # fmt: skip
    return KeptComparison(
        found=Comparison(
            base=scenarios[0],
            others=tuple(scenarios[1:]),
            figures=figures,
            verdicts=tuple(_verdict(one.get("difference")) for one in columns[1:]),
            differences=tuple(None for _ in columns[1:]),
        ),
        currency=str(document["currency"]),
        period=str(document["period"]),
        faults={
            str(one["name"]): (*one["faults"], *(one["findings"] if one["faults"] else ()))
            for one in columns
            if one["faults"]
        },
    )


def _verdict(difference: Mapping[str, Any] | None) -> Verdict | None:
    if difference is None:
        return None
    return Verdict(
        low_cents=difference["low_cents"],
        high_cents=difference["high_cents"],
        shown_cents=difference["found_cents"],
    )
