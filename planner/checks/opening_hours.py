"""Opening hours: a visit lies wholly inside one open span of its account.

A confirmed appointment outranks the opening hours: whoever agreed to it will open.
"""

from planner.checks.openings import Interval, open_spans
from planner.checks.stops import Stop, breach_at, hhmm, minutes_words, open_stops
from planner.domain import Breach, Plan, Territory

RULE = "opening-hours"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare every visit with its account's open spans of that day."""
    breaches = []
    for stop in open_stops(territory, plan):
        if stop.account is None or stop.account.opening_hours is None or stop.pinned:
            continue
        spans = open_spans(stop.account.opening_hours, stop.day, territory.public_holidays)
        if not any(opens <= stop.start and stop.end <= closes for opens, closes in spans):
            breaches.append(breach_at(RULE, stop, _fault(stop, spans)))
    return breaches


def _fault(stop: Stop, spans: tuple[Interval, ...]) -> str:
    if not spans:
        return "closed all day"
    for opens, closes in spans:
        if opens <= stop.start < closes:
            return f"closes at {hhmm(closes)}, {minutes_words(stop.end - closes)} too early"
        if stop.start < opens < stop.end:
            return f"opens at {hhmm(opens)}, {minutes_words(opens - stop.start)} too late"
    shown = ", ".join(f"{hhmm(opens)}-{hhmm(closes)}" for opens, closes in spans)
    return f"closed, open {shown}"
