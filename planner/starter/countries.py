"""What is known of the world, offline: whose zone a place is in, and what a country pays with.

The packages tzfpy and Babel know it (the extra ``places``). Without them nothing is known, and
people are asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

_LANGUAGES = ("en", "de", "fr", "it", "es", "nl", "pt", "pl", "cs", "da", "sv")
"""Languages in which lists name countries."""
_ALSO = {"usa": "US", "u s a": "US", "uk": "GB", "england": "GB", "scotland": "GB"}
_DAYS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


def zone_at(latitude: float, longitude: float) -> str | None:
    """IANA name of the zone of a place on land; None where it is not known."""
    try:
        from tzfpy import get_tz
    except ImportError:
        return None
    name: str = get_tz(longitude, latitude)
    return name if name and not name.startswith("Etc/") else None


def country_of(zone: str) -> str | None:
    """ISO code of the country that a zone lies in; None where it is not known."""
    try:
        from babel.core import get_global
    except ImportError:
        return None
    country: str | None = get_global("zone_territories").get(zone)
    return None if country == "ZZ" else country


def currency_of(country: str) -> str | None:
    """ISO code of the currency that a country pays with; None where it is not known."""
    try:
        from babel.numbers import get_territory_currencies
    except ImportError:
        return None
    return next(iter(get_territory_currencies(country)), None)


def country_named(text: str) -> str | None:
    """ISO code of a country by its name, in some languages, or by that code."""
    words = _plain(text)
    return _country_names().get(words)


def zone_of(country: str) -> str | None:
    """The zone of a country whose clocks all show one time; None where there are several."""
    zones = _zones_by_country().get(country, ())
    offsets = {tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in _DAYS) for zone in zones}
    return zones[0] if len(offsets) == 1 else None


def regions_of(country: str) -> Mapping[str, str]:
    """Parts of a country that have public holidays of their own: their codes by code and name."""
    import holidays

    codes = holidays.list_supported_countries(include_aliases=False).get(country, [])
    if not codes:
        return {}
    named = getattr(holidays, country).get_subdivision_aliases()
    known = {_plain(code): code for code in codes}
    for code, names in named.items():
        known |= {_plain(name): code for name in names}
    return known


def region_names(country: str) -> Mapping[str, str]:
    """Names of a country's parts by their codes."""
    import holidays

    codes = holidays.list_supported_countries(include_aliases=False).get(country, [])
    if not codes:
        return {}
    named = getattr(holidays, country).get_subdivision_aliases()
    return {code: next(iter(named.get(code, ())), "") for code in codes}


def region_named(text: str, country: str) -> str | None:
    """Code of a country's part by its code or name."""
    return regions_of(country).get(_plain(text))


def has_holidays(country: str) -> bool:
    """Whether the public holidays of a country are known."""
    import holidays

    return country in holidays.list_supported_countries(include_aliases=False)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@cache
def _country_names() -> Mapping[str, str]:
    try:
        from babel import Locale
    except ImportError:
        return {}
    names = dict(_ALSO)
    for language in reversed(_LANGUAGES):
        for code, name in Locale(language).territories.items():
            if re.fullmatch("[A-Z]{2}", code) and code != "ZZ":
                names |= {_plain(name): code, code.casefold(): code}
    return names


@cache
def _zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """Zones of every country, that of the most people first, as tzdata lists them."""
    text = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country] = (*zones.get(country, ()), zone)
    return zones
