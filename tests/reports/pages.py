"""A small plan of two reps for the report, and a page as tests look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from planner.domain import BusyTime, Plan, RepResult, RuleReport, Territory, Tier, Unvisited
from tests.plan.samples import account, plan, territory
from tests.territories import at

NASTY = '<img src=x onerror=alert(1)> & "Sons" {{ 7*7 }} </script><!--'
"""A name that would be code if it were not text."""


def two_reps() -> tuple[Territory, Plan]:
    """Two reps in December 2026, a day each; a holiday, a busy time, an account left out."""
    accounts = [
        account("A1", name=NASTY, rep="r1", address="1 Main St, Ames, IA 50010", phone="555-0100"),
        account("A2", rep="r1", latitude=41.7, address="2 Main St, Ankeny, IA 50023"),
        account("A3", rep="r1", tier=Tier.SECONDARY, longitude=-93.5),
        account("B1", rep="r2", latitude=42.0, tier=Tier.TARGET),
    ]
    where = territory(
        accounts,
        reps=("r1", "r2"),
        holidays={date(2026, 12, 25): "Christmas Day"},
        busy={"r1": (BusyTime(start=at(date(2026, 12, 7), "15:00"),
                              end=at(date(2026, 12, 7), "16:00"), title="Dentist"),)},
    )  # fmt: skip
    made = plan(
        where,
        [("A1", "2026-12-07 09:00"), ("A2", "2026-12-07 10:30"), ("B1", "2026-12-08 09:00", 45)],
        lunches=[("r1", "2026-12-07 11:45")],
        bound_cents=31_000,
        gap=0.03226,
        values={"A1": 12_345},
        unvisited=(Unvisited(account_id="A3", reason="worth $42 for its first visit; no room",
                             price_cents=900),),
        reps=tuple(
            RepResult(rep=rep, status="feasible", objective_cents=15_000, bound_cents=15_500)
            for rep in ("r1", "r2")
        ),
        rules=(
            RuleReport(id="quota:key", rep="r1", actual=100.0, limit=80.0,
                       unit="% of visit minutes", price_cents=1_200),
        ),
    )  # fmt: skip
    return where, made


@dataclass
class Element:
    """One element with the text in it."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""
    inside: tuple[str, ...] = ()


@dataclass
class Seen(HTMLParser):
    """Every element of a page, in order."""

    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, dict(attrs), inside=tuple(each.tag for each in self._open))
        self.elements.append(one)
        if tag in ("td", "th"):
            self.handle_data(" ")
        if tag not in ("meta", "input", "link", "br", "img"):
            self._open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for one in self._open:
            one.text += data

    def of(self, tag: str) -> Iterator[Element]:
        """Elements of one tag."""
        return (one for one in self.elements if one.tag == tag)


def seen(page: str) -> Seen:
    """A page read."""
    parser = Seen()
    parser.feed(str(page))  # markup would escape what the parser joins to it
    parser.close()
    return parser
