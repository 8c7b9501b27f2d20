"""Calendars of the reps, as files that calendar programs take."""

from planner.calendars.export import CalendarOptions, calendar_files, calendar_notices

__all__ = ["CalendarOptions", "calendar_files", "calendar_notices"]
