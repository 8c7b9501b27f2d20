"""An empty folder becomes a territory."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from planner.starter import SAMPLE, Basics, OwnList, start_territory
from planner.web.workspace import Workspace


async def begin_here(
    workspace: Workspace, basics: Basics = SAMPLE, own: OwnList | None = None
) -> None:
    """Make the folder a territory, with the next month to plan; can be undone.

    Parameters
    ----------
    basics : Basics
        What a person confirmed; the sample's for the sample alone.
    own : OwnList or None
        The person's list; None is the sample.
    """
    today = workspace.settings.today_in(ZoneInfo(basics.time_zone))
    year, month = divmod(today.year * 12 + today.month, 12)
    files = await asyncio.to_thread(
        _starter_files, workspace.folder.name, f"{year}-{month + 1:02d}", basics, own
    )
    await workspace.change("a new territory", files, {})
    workspace.own_list = None


def _starter_files(
    name: str, month: str, basics: Basics, own: OwnList | None
) -> Mapping[str, bytes]:
    """Files of a new territory, by name."""
    with tempfile.TemporaryDirectory() as beside:
        made = Path(beside) / "new" / (name or "territory")
        started = start_territory(made, month=month, basics=basics, own=own)
        return {each: (made / each).read_bytes() for each in started.files}
