"""The calendar that a rep works with: an exported file, or one on a CalDAV server."""

from __future__ import annotations

from pathlib import Path


def calendar_text(file: Path | None, url: str | None, user: str) -> tuple[bytes, str]:
    """Content of a calendar, and what to call it in messages."""
    if file is not None:
        from planner.files.budgets import MAX_CALENDAR_BYTES
        from planner.files.opening import read_file

        return read_file(file, at_most=MAX_CALENDAR_BYTES), str(file)
    assert url is not None
    from planner.calendars.caldav import open_calendar
    from planner.commands.password import password_for

    with open_calendar(url, user, password_for(url, user)) as calendar:
        return calendar.text(), url
