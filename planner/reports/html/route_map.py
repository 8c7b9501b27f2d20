"""Maps of day routes as SVG: accounts, numbered stops, home, towns and a scale bar; no tiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from planner.domain import Account, Plan, Rep, Territory, Tier
from planner.reports.html.days import RepDay, Stop, rep_days
from planner.reports.html.labels import Box, Point, place_labels, spread
from planner.reports.html.projection import HEIGHT, WIDTH, Frame, Place
from planner.reports.html.svg import element, number
from planner.reports.html.towns import Town, town_of, towns_of
from planner.reports.words import count
from planner.reports.words import day as day_words

STOP = 11.0
"""Radius of a stop's mark."""
HOME = 11.0
HOUSE = "M-10,1 0-9 10,1H7V10H-7V1z"
TOWN_SIZE = 13.0
MOST_TOWNS = 8
MOST_TOWNS_OF_A_DAY = 4
_SCALE_BOX = Box(0, HEIGHT - 40, WIDTH / 5 + 30, HEIGHT)


def route_map(plan: Plan, territory: Territory, rep: str, day: date | None) -> Markup:
    """Map of one day's route, or of all day routes.

    Parameters
    ----------
    day : date or None
        None draws the routes of all days, as thin lines.

    Returns
    -------
    Markup
        One safe ``svg`` element, looks from ``STYLES``.
    """
    atlas = Atlas(plan, territory, rep, rep_days(plan, territory, rep))
    chosen = next((one for one in atlas.days if one.day == day), None)
    if chosen is None or not chosen.stops:
        words = f"Map of the day routes of {atlas.rep.name}"
        return atlas.framed(words, atlas.base(), atlas.all_days())
    words = (
        f"Map of {atlas.rep.name}'s route on {day_words(chosen.day)}: "
        f"{count(len(chosen.stops), 'stop')}, {chosen.km:,.0f} km"
    )
    return atlas.framed(words, atlas.base(), atlas.one_day(chosen, shared=False))


class Atlas:
    """The maps of one rep: all days in one frame, and each day in its own.

    Parameters
    ----------
    days : sequence of RepDay
        Of the plan's period.
    key : str
        Makes the ids of this rep's shapes its own in a page with several reps.
    """

    def __init__(
        self, plan: Plan, territory: Territory, rep: str, days: Sequence[RepDay], key: str = ""
    ) -> None:
        self.rep: Rep = territory.rep[rep]
        self.days = days
        self.key = key
        self.accounts = territory.accounts_of(rep)
        self.tiers = {outcome.account_id: outcome.tier for outcome in plan.outcomes}
        self.towns = towns_of(self.accounts)
        places = [_of(one) for one in self.accounts]
        self.frame = Frame.around([self.rep.home, *places])

    def framed(self, words: str, *parts: Markup) -> Markup:
        """One ``svg`` element that says in words what it shows."""
        return element(
            "svg", *parts, class_="vp-map", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img",
            aria_label=words,
        )  # fmt: skip

    def dots(self) -> Markup:
        """A dot for every account, in the frame of all days, one path a class."""
        dots: dict[Tier, list[Point]] = defaultdict(list)
        for account in self.accounts:
            tier = self.tiers.get(account.id) or account.tier or Tier.SECONDARY
            dots[tier].append(self.frame.at(_of(account)))
        return Markup("").join(
            element("path", class_=tier.letter.lower(), d=_dots(dots[tier]))
            for tier in Tier
            if tier in dots
        )

    def base(self) -> Markup:
        """Shapes that all maps draw: the dots, each map in its own frame, and the home."""
        dots = element(
            "g", self.dots(), id=f"{self.key}dots", class_="vp-dots", transform="scale(.1)"
        )
        home = element("path", id=f"{self.key}home", class_="vp-home", d=HOUSE)
        return element("defs", dots, home)

    def all_days(self) -> Markup:
        """The routes of all days as thin lines, with towns, home and scale."""
        home = self.frame.at(self.rep.home)
        routes = "".join(self._route(day, self.frame) for day in self.days if day.stops)
        return element(
            "g", element("use", href=f"#{self.key}dots"),
            element("path", class_="route", d=routes), self._home(home),
            self._towns(self.frame, self.towns, [Box.around(home, HOME)], MOST_TOWNS),
            _scale_bar(self.frame), class_="all",
        )  # fmt: skip

    def one_day(self, day: RepDay, *, shared: bool = True) -> Markup:
        """One day's route in a frame of its own.

        Parameters
        ----------
        shared : bool
            Whether the drawing stands beside those of other days, among which one is picked.
        """
        stops = [stop for stop in day.stops if not stop.visit.is_call]
        where = [_of(stop.account) for stop in stops]
        frame = Frame.around([self.rep.home, *where])
        home, places = frame.at(self.rep.home), [frame.at(place) for place in where]
        marks = spread(places, [home], 2 * STOP + 1.5)
        zoom, right, down = frame.seen_from(self.frame)
        base = element(
            "use",
            href=f"#{self.key}dots",
            transform=f"matrix({zoom:.3f} 0 0 {zoom:.3f} {right:.0f} {down:.0f})",
        )
        taken = [Box.around(mark, STOP) for mark in [*marks, home]]
        seen = {town_of(stop.account.address) for stop in stops}
        towns = sorted(self.towns, key=lambda town: town.name not in seen)  # its own ones first
        return element(
            "g", base, element("path", class_="route", d=self._route(day, frame)),
            _leaders(places, marks), self._home(home), _stops(stops, marks),
            self._towns(frame, towns, taken, MOST_TOWNS_OF_A_DAY), _scale_bar(frame),
            class_=f"d{day.number}" if shared else "one",
        )  # fmt: skip

    def _route(self, day: RepDay, frame: Frame) -> str:
        """From home through the stops and back; calls are made at home."""
        home = self.rep.home
        places = [home if s.visit.is_call else _of(s.account) for s in day.stops]
        points = [frame.at(place) for place in (home, *places, home)]
        return "M" + " ".join(_at(point) for point in points)

    def _home(self, at: Point) -> Markup:
        return element("use", href=f"#{self.key}home", x=round(at[0]), y=round(at[1]))

    @staticmethod
    def _towns(frame: Frame, towns: Sequence[Town], taken: Sequence[Box], most: int) -> Markup:
        names = [(town.name, frame.at(_of(town))) for town in towns]
        placed = place_labels(names, [*taken, _SCALE_BOX], TOWN_SIZE, most)
        return Markup("").join(
            element(
                "text", label.text, x=round(label.x), y=round(label.y),
                class_={"start": None, "middle": "m", "end": "e"}[label.anchor],
            )
            for label in placed
        )  # fmt: skip


def _of(place: Account | Town) -> Place:
    return place.latitude, place.longitude


def _at(point: Point) -> str:
    """A point in whole units: a screen shows no less."""
    return f"{point[0]:.0f},{point[1]:.0f}"


def _dots(places: Sequence[Point]) -> str:
    """A point of no length at every place: steps from one to the next, in tenths of a unit.

    Each day's map enlarges them, so whole units would put them in the wrong street; a step is
    shorter to write than a place.
    """
    written, last = "", (0, 0)
    for place in sorted(places):
        at = round(10 * place[0]), round(10 * place[1])
        written += f"m{at[0] - last[0]}{at[1] - last[1]:+}h0"
        last = at
    return written


def _leaders(places: Sequence[Point], marks: Sequence[Point]) -> Markup:
    """Lines from the places of moved marks to the marks."""
    moved = [
        f"M{_at(place)} {_at(mark)}"
        for place, mark in zip(places, marks, strict=True)
        if abs(place[0] - mark[0]) + abs(place[1] - mark[1]) > STOP / 2
    ]
    return element("path", class_="leader", d="".join(moved)) if moved else Markup("")


def _stops(stops: Sequence[Stop], marks: Sequence[Point]) -> Markup:
    """Round marks in the class's colour, with their numbers."""
    moves: dict[Tier, list[str]] = defaultdict(list)
    for stop, mark in zip(stops, marks, strict=True):
        moves[stop.tier].append(f"M{_at(mark)}h0")
    rounds = [
        element("path", class_=tier.letter.lower(), d="".join(moves[tier]))
        for tier in Tier
        if tier in moves
    ]
    return Markup("").join([*rounds, *_numbers(marks)])


def _numbers(marks: Sequence[Point]) -> Iterator[Markup]:
    """Numbers in the marks: those of one digit as one text, with a place for each letter."""
    few, many = marks[:9], marks[9:]
    if few:
        yield element(
            "text", "".join(str(n) for n in range(1, len(few) + 1)), class_="n",
            x=",".join(f"{x:.0f}" for x, _ in few),
            y=",".join(f"{y + 4.4:.0f}" for _, y in few),
        )  # fmt: skip
    for n, (x, y) in enumerate(many, start=10):
        yield element("text", str(n), class_="n", x=round(x), y=round(y + 4.4))


def _scale_bar(frame: Frame) -> Markup:
    km = frame.scale_km
    words = f"{number(km)} km" if km >= 1 else f"{1000 * km:.0f} m"
    bar = element("path", class_="km", d=f"M16,{HEIGHT - 22}v6h{km * frame.km_units:.0f}v-6")
    return bar + element("text", words, x=20, y=HEIGHT - 24)
