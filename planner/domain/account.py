"""Accounts: the places that can be visited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planner.domain.units import Cents


class Tier(StrEnum):
    """Class of an account: billing (key, secondary) or not yet (target, lead)."""

    KEY = "key"
    SECONDARY = "secondary"
    TARGET = "target"
    LEAD = "lead"

    @property
    def letter(self) -> str:
        """The letter that is always printed beside a colour."""
        return self.value[0].upper()

    @property
    def billing(self) -> bool:
        """Whether accounts of this class buy already."""
        return self in (Tier.KEY, Tier.SECONDARY)


class Access(StrEnum):
    """Whom the rep can reach at an account."""

    DECISION_MAKER = "decision_maker"
    INFLUENCER = "influencer"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class CallplanAnswers:
    """The CALLPLAN questions: sales as a multiple of present sales (present = 1).

    Parameters
    ----------
    no_visits, half, plus_half, saturation : Decimal or None
        Sales with no visits, half the present visits, half as many more, and as many as one
        likes. An answer that is None was not given.
    """

    no_visits: Decimal | None = None
    half: Decimal | None = None
    plus_half: Decimal | None = None
    saturation: Decimal | None = None

    @property
    def any_given(self) -> bool:
        """Whether at least one of the four questions was answered."""
        return any(
            answer is not None
            for answer in (self.no_visits, self.half, self.plus_half, self.saturation)
        )


class ContactBy(StrEnum):
    """How an account is met; a single visit or call is never ``either``."""

    VISIT = "visit"
    PHONE = "phone"
    EITHER = "either"


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What was agreed with an account: visits that are kept exactly.

    Parameters
    ----------
    visits_per_month : int or Decimal
        Visits a calendar month. Of a whole number a period owes each day's share of its
        month, ``sum over days of visits / days in the month``, rounded half up. Any other
        number is an interval (0.5 is every second month), counted from the last visit: a
        period owes the visits that fall due in it.
    hours : str or None
        Agreed weekdays and hours, OpenStreetMap syntax: visits lie within them and within the
        opening hours. None agrees on none.
    by : ContactBy or None
        How they are kept: face to face, by phone, or as fits best. None: as the account is met
        at all.
    face_to_face : int
        Of the visits that a period owes, at least so many are no calls (or all, if fewer are
        owed).
    """

    visits_per_month: int | Decimal
    hours: str | None = None
    by: ContactBy | None = None
    face_to_face: int = 0


@dataclass(frozen=True, kw_only=True)
class Account:
    """One row of the account list, as it was read: nothing is derived here.

    Parameters
    ----------
    id, name : str
        The id is unique in the territory.
    latitude, longitude : float
        WGS 84 degrees.
    rep : str
        Id of the rep whose account it is.
    tier : Tier or None
        As given; None where the tier rule decides.
    revenue_per_year, potential_per_year : int or None
        Cents a year.
    margin : Decimal or None
        Share of revenue that is profit, 0 to 1.
    win_probability : Decimal or None
        Chance that a prospect is won, 0 to 1.
    visits_per_month_now : Decimal or None
        Visits a month at which the present revenue was made.
    visit_minutes, min_gap_days, max_gap_days : int or None
        Length of a visit and days from one visit to the next; None takes the tier's.
    contact_by : ContactBy or None
        How it is met; None takes the tier's. A contract may say otherwise.
    call_minutes : int or None
        Length of a phone call; None takes the tier's.
    call_effect : Decimal or None
        What a call counts of a visit on the response curve, 0 to 1; None takes the tier's.
    contract : Contract or None
        Visits that are kept exactly.
    last_visit : date or None
        Day of the last visit before the period.
    opening_hours : str or None
        OpenStreetMap syntax, checked by the reader; None is always open.
    growth : Decimal or None
        Of an account that buys: what it spends with competitors and could spend here, as a
        share of its revenue; below 0 it shrinks. `potential_per_year` may say it in money.
    open_to_ideas, at_risk : bool or None
        Answers of a review; None is not known.
    row : int or None
        Row of the account file (1 is the heading), for messages.
    """

    id: str
    name: str
    latitude: float
    longitude: float
    rep: str
    tier: Tier | None = None
    revenue_per_year: Cents | None = None
    margin: Decimal | None = None
    potential_per_year: Cents | None = None
    win_probability: Decimal | None = None
    visits_per_month_now: Decimal | None = None
    answers: CallplanAnswers = CallplanAnswers()
    visit_minutes: int | None = None
    contact_by: ContactBy | None = None
    call_minutes: int | None = None
    call_effect: Decimal | None = None
    contract: Contract | None = None
    min_gap_days: int | None = None
    max_gap_days: int | None = None
    last_visit: date | None = None
    opening_hours: str | None = None
    access: Access | None = None
    growth: Decimal | None = None
    open_to_ideas: bool | None = None
    at_risk: bool | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""
    billing: str = ""
    copy_change_weeks: int | None = None
    row: int | None = None


def home_of(rep_id: str) -> str:
    """Name of a rep's home as a place of `TravelTimes`."""
    return f"home:{rep_id}"
