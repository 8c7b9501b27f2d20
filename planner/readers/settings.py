"""What `territory.toml` may say: one model a section, a default for nearly everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from planner.domain import DAY_MINUTES, ContactBy, Measure, Span, Tier, TierRule, limits
from planner.readers.wording import wrong
from planner.readers.zones import known_zone

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]|^[.\s]|[.\s]$')


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise wrong("must be a number", "Write digits without quotes, for instance 0.8.")
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > 15:
        raise wrong("must be a number of ordinary size", "Write digits, for instance 0.8.")
    return number


def _one_date(value: object) -> object:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise wrong("must be a date", "Write year-month-day: 2026-12-24.")
    first, last = limits.YEARS
    if not first <= value.year <= last:
        raise wrong(f"must lie between {first} and {last}", "Write year-month-day: 2026-12-24.")
    return value


def _one_month(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", value):
        raise wrong("must be a month", 'Write year and month in quotes: "2026-12".')
    return date(int(value[:4]), int(value[5:]), 1)


def _start(value: object) -> object:
    if isinstance(value, str):
        try:
            value = datetime.strptime(value.strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - made aware later
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise wrong("must be a date and a local time", 'Write it in quotes: "2026-12-08 10:00".')
    _one_date(value.date())
    if value.second or value.microsecond:
        raise wrong("must be a whole minute", 'Write hours and minutes: "2026-12-08 10:00".')
    return value


def _span(value: object) -> object:
    parts = [part.strip() for part in value.split("-")] if isinstance(value, str) else []
    found = [_CLOCK.fullmatch(part) for part in parts]
    minutes = [int(match[1]) * 60 + int(match[2]) for match in found if match]
    if len(parts) != 2 or len(minutes) != 2 or not minutes[0] < minutes[1] <= DAY_MINUTES:
        raise wrong("must be a span of the day", 'Write from-to in quotes: "11:30-13:30".')
    return Span(minutes[0], minutes[1])


def _home(value: object) -> object:
    remedy = "Write latitude and longitude in degrees: [41.5868, -93.6250]."
    if not isinstance(value, list) or len(value) != 2:
        raise wrong("must be two numbers", remedy)
    degrees = [_number(each) for each in value]
    latitude, longitude = (float(each) for each in degrees if isinstance(each, Decimal))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise wrong("is no place on earth", remedy)
    return (latitude, longitude)


def _rep_id(value: str) -> str:
    if _NOT_IN_FILE_NAMES.search(value):
        raise wrong(
            "cannot be part of a file name",
            'Use letters, digits, spaces and . _ - only; no / \\ : * ? " < > |.',
        )
    return value


def _named_days(value: object) -> object:
    """Extra holidays: a table of dates and names, or a list of dates."""
    if isinstance(value, list):
        return {_one_date(each): "Extra holiday" for each in value}
    if isinstance(value, dict) and all(isinstance(name, str) for name in value.values()):
        return {_one_date(each): name for each, name in value.items()}
    raise wrong(
        "must be dates with names",
        'Write { 2026-12-24 = "Christmas Eve" } or a list of dates.',
    )


def _accepted(value: object) -> object:
    values = value if isinstance(value, list) else [value]
    if not values or any(isinstance(each, bool | dict | list) for each in values):
        raise wrong("must be a list of values", 'Write the accepted ones: ["A", "B"].')
    return [str(each) for each in values]


def _currency(value: str) -> str:
    if not re.fullmatch("[A-Z]{3}", value):
        raise wrong("must be a currency's code", 'Write three capital letters: "USD".')
    return value


def _few_decimals(value: Decimal) -> Decimal:
    if value != round(value, limits.SHARE_DECIMALS):
        raise wrong(
            f"has more than {limits.SHARE_DECIMALS} decimals",
            f"Write {round(value, limits.SHARE_DECIMALS).normalize():f}.",
        )
    return value


Number = Annotated[Decimal, BeforeValidator(_number)]
Share = Annotated[Number, Field(ge=0, le=1), AfterValidator(_few_decimals)]
Rhythm = Annotated[Number, Field(ge=limits.SMALLEST, le=limits.LARGEST_RHYTHM)]
Shape = Annotated[Number, Field(ge=limits.SMALLEST, le=limits.LARGEST_FACTOR)]
Factor = Annotated[Number, Field(ge=0, le=limits.LARGEST_FACTOR)]
Rate = Annotated[Number, Field(ge=0, le=limits.LARGEST_RATE)]
Positive = Annotated[Number, Field(ge=limits.SMALLEST)]
Count = Annotated[int, Field(ge=0, le=100_000)]
AtLeastOne = Annotated[int, Field(ge=1, le=100_000)]
VisitLength = Annotated[int, Field(ge=1, le=DAY_MINUTES)]
Day = Annotated[date, BeforeValidator(_one_date)]
Start = Annotated[datetime, BeforeValidator(_start)]
Month = Annotated[date, BeforeValidator(_one_month)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
TierName = Annotated[Tier, Field(strict=False)]
ContactByName = Annotated[ContactBy, Field(strict=False)]
OneSpan = Annotated[Span, BeforeValidator(_span)]
Accepted = Annotated[list[str], BeforeValidator(_accepted)]


class Section(BaseModel):
    """A table of the file: unknown keys are errors, text is never taken for a number."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True
    )


class PeriodSection(Section):
    """Days that are planned."""

    month: Month | None = None
    start: Day | None = None
    end: Day | None = None
    time_zone: Annotated[str, AfterValidator(known_zone)] | None = None
    holidays: str | None = None
    extra_holidays: Annotated[dict[date, str], BeforeValidator(_named_days)] = {}
    working_holidays: list[Day] = []


class LunchSection(Section):
    """The daily break."""

    between: OneSpan
    minutes: AtLeastOne


class RepSection(Section):
    """A sales rep; `id` and `home` are required, which is checked one by one."""

    id: Annotated[Text, AfterValidator(_rep_id)] | None = None
    name: Text | None = None
    home: Annotated[tuple[float, float], BeforeValidator(_home)] | None = None
    hours: Text | None = None
    lunch: LunchSection | None = None
    max_visits_per_day: AtLeastOne | None = None
    calendar: Text | None = None
    days_off: list[Day] = []
    cost_per_hour: Rate | None = None
    client: (
        Literal["google", "outlook-classic", "outlook", "apple", "thunderbird", "caldav"] | None
    ) = None
    tentative: Literal["busy", "free"] = "busy"
    working_elsewhere: Literal["busy", "free"] = "busy"
    emails: list[Text] = []
    damaged_calendar: Literal["refuse", "keep-whole"] = "refuse"


class CalendarSection(Section):
    """What the calendar files hold besides the visits."""

    utc: bool = False
    lunch: bool = False
    drives: bool = False
    reminder_minutes: Annotated[int, Field(ge=0, le=40_320)] | None = None


class TiersSection(Section):
    """How accounts get their class, and what they are ranked by."""

    rule: Annotated[TierRule, Field(strict=False)] | None = None
    key_share: Share | None = None
    measure: Annotated[Measure, Field(strict=False)] | None = None


class TierSection(Section):
    """Defaults of one class."""

    visit_minutes: VisitLength | None = None
    contact_by: ContactByName | None = None
    call_minutes: VisitLength | None = None
    call_effect: Share | None = None
    max_visits: Count | None = None
    min_gap_days: AtLeastOne | None = None
    max_gap_days: AtLeastOne | None = None
    elasticity: Factor | None = None
    visits_per_month_now: Rhythm | None = None
    sales_no_visits: Share | None = None
    sales_saturation: Annotated[Number, Field(ge=1, le=limits.LARGEST_FACTOR)] | None = None
    margin: Share | None = None
    win_probability: Share | None = None
    half_won_visits: Rhythm | None = None
    shape: Shape | None = None


class TierTable(Section):
    """The four classes."""

    key: TierSection = TierSection()
    secondary: TierSection = TierSection()
    target: TierSection = TierSection()
    lead: TierSection = TierSection()


class QuotaSection(Section):
    """Share of the visit minutes for some classes."""

    tiers: Annotated[list[TierName], Field(min_length=1)]
    min_share: Share | None = None
    max_share: Share | None = None


class LeadsSection(Section):
    """The lead list."""

    max_active: Count | None = None
    days_on_list: AtLeastOne | None = None
    rest_days: Count | None = None


class TravelSection(Section):
    """How driving is reckoned."""

    provider: Text | None = None
    file: Text | None = None
    speed_kmh: Annotated[Number, Field(ge=limits.SLOWEST_KMH, le=300)] | None = None
    circuity: Annotated[Number, Field(ge=1, le=10)] | None = None
    cost_per_km: Rate | None = None


class AccessSection(Section):
    """Factor on a prospect's worth by whom the rep can reach."""

    decision_maker: Factor | None = None
    influencer: Factor | None = None
    none: Factor | None = None
    unknown: Factor | None = None


class ProspectsSection(Section):
    """What is expected of accounts that do not buy yet."""

    access_factor: AccessSection = AccessSection()


class SlotsSection(Section):
    """Times at which visits start."""

    minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class AccountsSection(Section):
    """Where the accounts are, and which of them count."""

    file: Text | None = None
    columns: dict[str, str] = {}
    where: dict[str, Accepted] = {}
    within_km: Positive | None = None
    missing_coordinates: Literal["error", "skip"] = "error"


class PinSection(Section):
    """A confirmed appointment."""

    account: Text
    start: Start
    by: Literal["visit", "phone"] = "visit"


class RefuseSection(Section):
    """Days on which an account does not want a visit."""

    account: Text
    dates: list[Day]


class Settings(Section):
    """The whole file."""

    name: Text | None = None
    currency: Annotated[str, AfterValidator(_currency)] = "USD"
    period: PeriodSection = PeriodSection()
    rep: list[RepSection] = []
    tiers: TiersSection = TiersSection()
    tier: TierTable = TierTable()
    quota: list[QuotaSection] | None = None
    leads: LeadsSection = LeadsSection()
    travel: TravelSection = TravelSection()
    prospects: ProspectsSection = ProspectsSection()
    slots: SlotsSection = SlotsSection()
    accounts: AccountsSection = AccountsSection()
    calendar: CalendarSection = CalendarSection()
    pin: list[PinSection] = []
    refuse: list[RefuseSection] = []


def section_at(path: tuple[Any, ...], root: type[Section] = Settings) -> type[Section] | None:
    """Model of the table at a path of keys, for naming the keys it knows."""
    section: type[Section] | None = root
    for key in path:
        if isinstance(key, int):
            continue
        field = section.model_fields.get(key) if section else None
        inner = types_in(field.annotation) if field else ()
        sections = (one for one in inner if isinstance(one, type) and issubclass(one, Section))
        section = next(sections, None)
    return section


def types_in(annotation: Any) -> Iterator[Any]:
    """An annotation, and all types that stand within it."""
    yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from types_in(part)
