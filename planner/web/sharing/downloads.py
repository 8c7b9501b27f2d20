"""Files to take away: only those of the plan, found by their names and never by a path."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from planner.domain import PlannerError
from planner.exporting import PLAN_FILE, VISITS_FILE, visits_sheet
from planner.gate import CheckedPlan, checked
from planner.reports.html import Report, render_report
from planner.web.folder.picture import OUT, PLAN, Picture
from planner.web.workspace import Workspace

DOWNLOADS_PATH = "/download"
ZIP_FILE, XLSX_FILE, REPORT_FILE = "plan.zip", "visits.xlsx", "report.html"
_KINDS = {
    ".ics": "text/calendar",
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def written_files(folder: Path, picture: Picture) -> tuple[str, ...]:
    """Names of the plan's files in the folder's ``out``: what may be taken away."""
    if picture.plan is None:
        return ()
    reps = {result.rep for result in picture.plan.reps}
    out = folder / OUT
    return tuple(
        sorted(
            path.name
            for path in (out.iterdir() if out.is_dir() else ())
            if path.is_file()
            and not path.is_symlink()
            and (
                path.name in (PLAN_FILE, VISITS_FILE)
                or (path.suffix == ".ics" and any(path.name.startswith(rep) for rep in reps))
            )
        )
    )


class Downloads:
    """Answers requests for the plan's files."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def answer(self, request: Request) -> Response:
        """Answer to a GET of ``/download/<name>``."""
        name = request.path_params["name"]
        picture = await self.workspace.picture()
        try:
            content = await asyncio.to_thread(content_of, self.workspace.folder, picture, name)
        except (PlannerError, OSError) as error:
            return PlainTextResponse(f"{error}\n", status_code=409)
        if content is None:
            return PlainTextResponse("There is no such file.\n", status_code=404)
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        }
        return Response(content, media_type=_KINDS[Path(name).suffix], headers=headers)


def content_of(folder: Path, picture: Picture, name: str) -> bytes | None:
    """Content of a file to take away; None where there is none of that name.

    Raises
    ------
    BadInput
        If the plan breaks rules of the territory as it is now.
    """
    files = written_files(folder, picture)
    if picture.plan is None or picture.planned is None or not files:
        return None
    passed = checked(picture.planned, picture.plan, stored=PLAN)
    if name in files:
        return (folder / OUT / name).read_bytes()
    if name == REPORT_FILE:
        return _report(passed)
    if name == XLSX_FILE:
        return visits_sheet(passed)
    if name == ZIP_FILE:
        contents = {each: (folder / OUT / each).read_bytes() for each in files}
        made = {XLSX_FILE: visits_sheet(passed), REPORT_FILE: _report(passed)}
        return zipped(contents | made)
    return None


def _report(passed: CheckedPlan) -> bytes:
    """The report that opens offline."""
    return render_report(Report(plan=passed.plan, territory=passed.territory)).encode()


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """A .zip of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(name, content)
    return packed.getvalue()
