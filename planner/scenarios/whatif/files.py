"""Files of a comparison: overlays in, plans and tables out."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

from planner.domain import BadInput, ExitCode, Finding
from planner.domain.comparison import Comparison
from planner.exporting import PLAN_FILE, plan_file, refuse_earlier
from planner.files.writing import one_change, write_files
from planner.gate import checked
from planner.readers import Overlay, overlay_of, read_overlay
from planner.reports.scenario_tables import comparison_csv, comparison_workbook
from planner.reports.scenarios import comparison_document
from planner.unplanned import exit_code_of as plan_exit_code
from planner.unplanned import unplanned

COMPARISON_FILE = "comparison.json"
OVERLAY_FOLDER = "whatif"
"""Where a territory's overlays are."""

_NOT_IN_NAMES = re.compile(r"[^\w.+,=-]+")


def overlays_of(folder: Path, files: Sequence[Path], settings: Sequence[str]) -> list[Overlay]:
    """The overlays that a command names, and one of all its settings.

    Parameters
    ----------
    folder : Path
        The territory's: a file that is not found as it is named is looked for here, then in its
        folder ``whatif``.

    Raises
    ------
    BadInput
        With everything that cannot be read.
    """
    overlays: list[Overlay] = []
    found: list[Finding] = []
    for file in files:
        places = (file, folder / file, folder / OVERLAY_FOLDER / file)
        try:
            overlays.append(read_overlay(next((p for p in places if p.is_file()), file)))
        except BadInput as bad:
            found += bad.findings
    if settings:
        try:
            overlays.append(overlay_of(settings))
        except BadInput as bad:
            found += bad.findings
    if found:
        raise BadInput(found)
    return overlays


def overlay_named(folder: Path, files: Sequence[Path], settings: Sequence[str]) -> Overlay | None:
    """All overlays and settings together, one after the other; None where there is none.

    Raises
    ------
    BadInput
        With everything that cannot be read.
    """
    overlays = overlays_of(folder, files, settings)
    return reduce(Overlay.combined, overlays) if overlays else None


def folder_name(scenario: str) -> str:
    """Name of a scenario's folder: its own, without what no file system takes."""
    return _NOT_IN_NAMES.sub("-", scenario).strip("-.")[:80] or "scenario"


def refuse_earlier_comparison(
    out: Path, table: Path | None, overlays: Sequence[Overlay], *, force: bool
) -> None:
    """Keep the files of an earlier comparison, unless asked to replace them.

    Raises
    ------
    BadInput
        With all files that are there.
    """
    names = [COMPARISON_FILE, *(f"{folder_name(each.name)}/{PLAN_FILE}" for each in overlays)]
    files = [*(out / name for name in names), *([] if table is None else [table])]
    refuse_earlier(out, files, "comparison", overwrite=force)


def write_all(found: Comparison, out: Path, table: Path | None, *, force: bool) -> tuple[str, ...]:
    """Write each scenario's plan, the comparison, and a table if one is asked for.

    Parameters
    ----------
    out : Path
        Folder; a scenario's plan is ``<scenario>/plan.json`` in it. Other files stay.

    Returns
    -------
    tuple of str
        Names within the folder.
    """
    files = {
        f"{folder_name(each.name)}/{PLAN_FILE}": plan_file(checked(each.territory, each.plan))
        for each in found.scenarios
        if each.plan is not None and each.territory is not None
    }
    document = json.dumps(comparison_document(found), indent=2, ensure_ascii=False)
    files[COMPARISON_FILE] = f"{document}\n".encode()
    stale = [f"{folder_name(each.name)}/{PLAN_FILE}" for each in found.scenarios]
    with one_change(out):
        write_files(out, files, stale=[name for name in stale if force and name not in files])
        if table is not None:
            made = comparison_csv if table.suffix.lower() == ".csv" else comparison_workbook
            write_files(table.absolute().parent, {table.name: made(found)})
    return tuple(sorted(files))


def exit_code_of(found: Comparison) -> ExitCode:
    """0 where every input is good and the base has its plan: no plan is a scenario's answer."""
    if found.base.plan is None:
        return found.base.exit_code
    if unplanned(found.base.plan):
        return plan_exit_code(found.base.plan)
    bad = any(each.exit_code is ExitCode.BAD_INPUT for each in found.others)
    return ExitCode.BAD_INPUT if bad else ExitCode.DONE
