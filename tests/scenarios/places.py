"""A small territory folder whose rules all bind, and a crew that searches in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import models
from planner.domain.comparison import Scenario
from planner.readers import overlay_of
from planner.scenarios.whatif.running import solve_scenarios
from planner.solving.searching import Report, Search, run_search
from planner.solving.together import Limits
from tests.readers.folders import rep_table, settings_of, write

SETTINGS = settings_of(
    rep_table(
        "ann",
        (42.03, -93.63),
        "Mo-Fr 09:00-13:00",
        'lunch = { between = "11:00-12:00", minutes = 30 }',
        "max_visits_per_day = 2",
        "days_off = [2026-12-09]",
    ),
    rep_table("bob", (42.05, -92.91), "Mo-Fr 09:00-12:00"),
    '[tiers]\nrule = "given"',
    "[tier.key]\nmax_visits = 1\nvisit_minutes = 75",
    '[[quota]]\ntiers = ["key"]\nmin_share = 0.6',
    "[tier.lead]\nvisit_minutes = 30",
    "[leads]\nmax_active = 1",
    "[travel]\nspeed_kmh = 40",
    name="Story County",
    last="2026-12-09",
)

ACCOUNTS = """\
account_id,name,latitude,longitude,rep,tier,revenue_per_year,potential_per_year,contract_visits,visit_minutes
A1,Ames Bakery,42.04,-93.62,ann,key,90000,,,
A2,Boone Tools,42.06,-93.80,ann,key,60000,,,
A3,Clive Dental,42.02,-93.60,ann,secondary,30000,,,
A4,Dale Feed,42.01,-93.65,ann,secondary,24000,,,
A5,Eldora Shop,42.10,-93.60,ann,secondary,2000,,10,
A6,Fox Ltd,42.03,-93.61,ann,lead,,50000,,
A7,Gilman Ltd,42.03,-93.66,ann,lead,,40000,,
B1,Hope Farm,42.06,-92.90,bob,key,50000,,,
B2,Iona Inn,42.04,-92.95,bob,secondary,20000,,,60
"""


def folder(path: Path, settings: str = SETTINGS, accounts: str = ACCOUNTS) -> Path:
    """The territory, written."""
    return write(path, settings=settings, accounts=accounts)


class HereCrew:
    """One search after the other in this process, as soon as it is handed out."""

    width = room = threads = 1

    def __init__(self) -> None:
        self.searched: list[Search] = []

    def __enter__(self) -> HereCrew:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def begin(self, count: int) -> None:
        """Nothing to get ready."""

    def submit(self, search: Search) -> Future[models.Result]:
        """Search at once."""
        self.searched.append(search)
        future: Future[models.Result] = Future()
        future.set_result(run_search(search, lambda _: None, lambda: False))
        return future

    def reports(self) -> Iterator[Report]:
        """Nothing that the outcome does not say."""
        return iter(())

    def lost(self, error: BaseException) -> bool:
        """No worker is lost: every error is the search's own."""
        return not isinstance(error, BaseException)

    def halt(self) -> None:
        """Too late: every search is over."""

    def abandon(self) -> None:
        """Too late: every search is over."""


def solved(
    path: Path, *settings: Sequence[str], work: int = 1, crew: HereCrew | None = None
) -> list[Scenario]:
    """The base, and one scenario for each group of settings."""
    overlays = [overlay_of(each) for each in settings]
    limits = Limits(seconds=None, work=work, seed=0, workers=1)
    return solve_scenarios(path, overlays, limits, crew=crew or HereCrew())
