"""An account list from the browser: one file, limited in size, read before it is kept."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from planner.domain import BadInput, Finding, PlannerError
from planner.files.edited import kept_original
from planner.starter import own_list
from planner.web.data.lists import taken_in
from planner.web.folder.changing import ChangedMeanwhile
from planner.web.workspace import Workspace

UPLOAD_PATH = "/upload/accounts"


class Uploads:
    """Answers the posts of account lists."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def answer(self, request: Request) -> Response:
        """Answer to a POST of a form with ``file``, and ``seen``, the version to be replaced."""
        async with request.form(max_files=1, max_fields=2) as form:
            file, seen = form.get("file"), str(form.get("seen", ""))
            if not isinstance(file, UploadFile):
                return _failed(BadInput([_no_file()]))
            content = await file.read()
            name = (file.filename or "upload")[:100]
        try:
            said = await self._take_in(content, name, seen)
        except ChangedMeanwhile as error:
            return JSONResponse({"said": "conflict", "message": str(error)}, status_code=409)
        except PlannerError as error:
            return _failed(error)
        return JSONResponse({"said": said})

    async def _take_in(self, content: bytes, name: str, seen: str) -> str:
        """Keep a list; of the first one it must be asked where its accounts are."""
        picture = await self.workspace.picture()
        if picture.empty:
            self.workspace.own_list = await asyncio.to_thread(own_list, content, name)
            return "asked"
        file = picture.account_file
        kept = await asyncio.to_thread(taken_in, content, name, file)
        files = {file: kept, **kept_original(self.workspace.folder, file)}
        await self.workspace.change(f"upload of {name}", files, {file: seen})
        return "done"


def _failed(error: PlannerError) -> Response:
    findings = error.findings if isinstance(error, BadInput) else ()
    said = {
        "said": "failed",
        "message": str(error),
        "findings": [asdict(finding) for finding in findings],
    }
    return JSONResponse(said, status_code=422)


def _no_file() -> Finding:
    return Finding(code="upload-empty", message="No file came", remedy="Choose a .csv or .xlsx.")
