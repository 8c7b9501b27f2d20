"""The app put together: pages, feeds, downloads and what guards them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from planner.web.data.uploads import UPLOAD_PATH, Uploads
from planner.web.entrance.door import Door
from planner.web.entrance.form import Entrance
from planner.web.entrance.guard import App, Guard
from planner.web.entrance.login import LOGIN_PATH, LOGOUT_PATH, Sessions
from planner.web.feeds import FEEDS_PATH
from planner.web.page.frame import Page, View, frame
from planner.web.pages import PAGES
from planner.web.settings import Settings
from planner.web.sharing.downloads import DOWNLOADS_PATH, Downloads
from planner.web.workspace import Workspace

_STATIC = Path(__file__).parent / "static"


def create_app(folder: Path, settings: Settings) -> App:
    """Make the app of one territory; a process has at most one.

    Parameters
    ----------
    folder : Path
        The territory; it may be empty, but must exist.
    settings : Settings
        How it is served.
    """
    workspace = Workspace(folder, settings)
    sessions = Sessions(password=lambda: workspace.feeds.keys().password)
    entrance = Entrance(workspace.feeds.keys, sessions)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await workspace.open()
        yield
        await workspace.close()

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.router.routes += [
        Route("/", lambda _: RedirectResponse("/plan"), methods=["GET"]),
        # All that begins like a feed's address is answered here: what nobody answers is logged.
        Route(f"{FEEDS_PATH}/{{name:path}}", workspace.feeds.answer, methods=["GET"]),
        Route(f"{DOWNLOADS_PATH}/{{name}}", Downloads(workspace).answer, methods=["GET"]),
        Route(UPLOAD_PATH, Uploads(workspace).answer, methods=["POST"]),
    ]
    if settings.login:
        app.router.routes += [
            Route(LOGIN_PATH, entrance.show, methods=["GET"]),
            Route(LOGIN_PATH, entrance.enter, methods=["POST"]),
            Route(LOGOUT_PATH, entrance.leave, methods=["POST"]),
        ]
    app.mount("/static", StaticFiles(directory=_STATIC))
    for page in PAGES:
        _add(page, workspace)
    ui.run_with(
        app, title="planner", dark=None, language="en-US", tailwind=False,
        binding_refresh_interval=None, show_welcome_message=False,
        favicon=_STATIC / "planner.svg",
    )  # fmt: skip
    return Guard(Door(app, sessions) if settings.login else app, settings)


def _add(page: Page, workspace: Workspace) -> None:
    async def build(request: Request) -> None:
        view = View(
            workspace=workspace,
            picture=await workspace.picture(),
            page=page,
            asked=dict(request.query_params),
            cookies=request.cookies,
        )
        with frame(view, PAGES):
            await page.build(view)

    ui.page(page.path, title=f"{page.title} · planner", response_timeout=30)(build)
