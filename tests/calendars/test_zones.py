"""Our VTIMEZONE against zoneinfo, read by a reader of our own that knows nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from planner.calendars.zones import vtimezone

NO_RULE_IN_2026 = {"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"}


def offset_by_rules(text: str, instant: datetime) -> timedelta:
    """Offset at an instant: that of the latest onset before it, found year by year."""
    onsets: list[tuple[datetime, timedelta]] = []
    lines = text.split("\r\n")
    for n, head in enumerate(lines):
        if head not in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT"):
            continue
        given = dict(line.split(":", 1) for line in lines[n + 1 : n + 6] if ":" in line)
        local = datetime.strptime(given["DTSTART"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        before, after = _offset(given["TZOFFSETFROM"]), _offset(given["TZOFFSETTO"])
        years = range(instant.year - 1, instant.year + 2) if "RRULE" in given else [local.year]
        for year in years:
            day = _by_day(year, given["RRULE"]) if "RRULE" in given else local
            at = local.replace(year=day.year, month=day.month, day=day.day)
            onsets.append((at - before, after))
    return max((at, offset) for at, offset in onsets if at <= instant)[1]


def _offset(text: str) -> timedelta:
    seconds = int(text[5:7] or 0)
    size = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=seconds)
    return -size if text[0] == "-" else size


def _by_day(year: int, rule: str) -> datetime:
    """The date that a rule means in a year, by looking at every day of the month."""
    parts = dict(part.split("=") for part in rule.split(";"))
    assert parts.pop("FREQ") == "YEARLY"
    month, by_day = int(parts.pop("BYMONTH")), parts.pop("BYDAY")
    assert not parts
    weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(by_day[-2:])
    day, such = datetime(year, month, 1, tzinfo=UTC), []
    while day.month == month:
        such += [day] if day.weekday() == weekday else []
        day += timedelta(days=1)
    ordinal = int(by_day[:-2])
    return such[ordinal - 1 if ordinal > 0 else ordinal]


@pytest.mark.parametrize("year", [2026, 2027])
def test_r8_r9_all_zones_of_the_world(year: int) -> None:
    without = set()
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        rules = vtimezone(zone, date(year, 1, 1), date(year, 12, 31))
        if rules is None:
            without.add(name)
            continue
        text = rules.to_ical().decode()
        instant, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        while instant < end:
            assert offset_by_rules(text, instant) == instant.astimezone(zone).utcoffset(), name
            instant += timedelta(hours=401)
    assert without == NO_RULE_IN_2026


def test_r8_to_the_second_at_the_change() -> None:
    for name in ("America/Chicago", "Europe/Dublin", "Australia/Lord_Howe", "America/Havana"):
        zone = ZoneInfo(name)
        rules = vtimezone(zone, date(2026, 1, 1), date(2026, 12, 31))
        assert rules is not None
        text = rules.to_ical().decode()
        changed = 0
        half_hour, day = timedelta(minutes=30), timedelta(days=1)
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        while moment.year == 2026:
            now, tomorrow = (at.astimezone(zone).utcoffset() for at in (moment, moment + day))
            step = day if now == tomorrow else half_hour
            for instant in (moment, moment + step - timedelta(seconds=1)):
                assert offset_by_rules(text, instant) == instant.astimezone(zone).utcoffset()
            moment += step
            changed += now != moment.astimezone(zone).utcoffset()
        assert changed == 2


def test_a_period_over_the_new_year_holds_in_both_years() -> None:
    zone = ZoneInfo("Europe/Berlin")
    rules = vtimezone(zone, date(2026, 12, 15), date(2027, 4, 15))
    assert rules is not None
    text = rules.to_ical().decode()
    for day in (datetime(2026, 12, 20, tzinfo=UTC), datetime(2027, 4, 10, tzinfo=UTC)):
        assert offset_by_rules(text, day) == day.astimezone(zone).utcoffset()


def test_a_zone_whose_rule_ends_next_year_has_none() -> None:
    # Brazil gave up daylight time after February 2019.
    assert vtimezone(ZoneInfo("America/Sao_Paulo"), date(2018, 11, 1), date(2018, 11, 30)) is None
    assert vtimezone(ZoneInfo("America/Sao_Paulo"), date(2021, 1, 1), date(2021, 1, 31)) is not None
