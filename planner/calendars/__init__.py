"""Calendars of the reps, as files that calendar programs take."""

from planner.calendars.export import (
    CalendarExport,
    calendar_export,
    calendar_files,
    calendar_notices,
)
from planner.calendars.exported import (
    EXPORTED_FILE,
    Exported,
    Record,
    exported_from_json,
    exported_to_json,
)
from planner.domain import CalendarOptions

__all__ = [
    "EXPORTED_FILE",
    "CalendarExport",
    "CalendarOptions",
    "Exported",
    "Record",
    "calendar_export",
    "calendar_files",
    "calendar_notices",
    "exported_from_json",
    "exported_to_json",
]
