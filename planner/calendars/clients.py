"""What each calendar program does with our files, in a line for its user.

From what the programs are known to do: none updates all entries of a file that is imported again,
so the honest advice differs. A subscribed calendar is replaced as a whole everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.domain import Territory


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What the user of a program should do.

    Parameters
    ----------
    name : str
        The program.
    first, again : str
        With the first plan, and with one made anew; ``{ics}`` and ``{changes}`` are the files.
    """

    name: str
    first: str
    again: str


CLIENTS: Mapping[str, Advice] = MappingProxyType(
    {
        "google": Advice(
            name="Google Calendar",
            first="make a calendar 'Visits' and import {ics} into it",
            again="import {changes} into the same calendar and look it through; if a visit is "
            "doubled or old, empty the calendar and import {ics}. Reminders in files are dropped",
        ),
        "outlook-classic": Advice(
            name="Outlook (classic)",
            first="open {ics} (not import): it becomes a calendar of its own",
            again="open the new {ics} as its own calendar and delete the old one; importing again "
            "would double every visit",
        ),
        "outlook": Advice(
            name="Outlook (new, web)",
            first="subscribe to the feed, or import {ics} into a new calendar 'Visits'",
            again="the feed is read anew within hours; an imported calendar is deleted and {ics} "
            "imported into a new one",
        ),
        "apple": Advice(
            name="Apple Calendar",
            first="publish by CalDAV, subscribe to the feed, or import {ics} into a new calendar",
            again="CalDAV and feeds follow by themselves; else delete the calendar and import "
            "{ics} into a new one",
        ),
        "thunderbird": Advice(
            name="Thunderbird",
            first="add {ics} as a calendar 'on the network' in iCalendar format",
            again="reload it: all is replaced. A plain import skips visits that are there already",
        ),
        "caldav": Advice(
            name="CalDAV",
            first="planner publish --caldav URL --user NAME, and once more with --yes",
            again="the same: only what has changed is written",
        ),
    }
)
"""Programs by the name that ``[[rep]] client`` gives them."""


def advice_lines(territory: Territory, files: Collection[str]) -> list[str]:
    """What each rep should do with the files that were written, one line a rep."""
    lines = []
    for rep in territory.reps:
        again = f"{rep.id}-changes.ics" in files
        if any(name.startswith((f"{rep.id}.ics", f"{rep.id}-20")) for name in files):
            lines.append(f"{rep.id}: {advice_for(rep.client, rep.id, again=again)}")
    return lines


def advice_for(client: str | None, rep_id: str, *, again: bool) -> str:
    """One line on what to do with a rep's files; for a client that is not known, what is safe.

    Parameters
    ----------
    again : bool
        Whether the rep has imported an earlier plan of the period.
    """
    files = {"ics": f"{rep_id}.ics", "changes": f"{rep_id}-changes.ics"}
    if client is None:
        safe = (
            "use a calendar of its own; with a new plan empty it and import {ics} anew"
            if again
            else "import {ics} into a calendar of its own"
        )
        return f"{safe} ([[rep]] client = ... says what your program needs)".format(**files)
    advice = CLIENTS[client]
    return f"{advice.name}: {advice.again if again else advice.first}".format(**files)
