"""Turns a sales rep's accounts and calendar into next month's visits."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("visit-planner")
except PackageNotFoundError:  # pragma: no cover - run from a folder that was never installed
    __version__ = "0+unknown"
