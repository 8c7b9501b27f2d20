"""Scenarios as the What-if page has them: settings as ``--set`` takes them, and saved overlays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from planner.domain import BadInput, Finding, Territory, Tier, TierRule
from planner.readers import Overlay, Reading, read_territory
from planner.scenarios.whatif.files import OVERLAY_FOLDER, folder_name, overlay_named
from planner.web.folder.changing import inside

_PERCENT = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A scenario that waits for its comparison.

    Parameters
    ----------
    name : str
        Of its column and its folder.
    settings : tuple of str
        ``KEY=VALUE``, as ``--set`` takes them.
    files : tuple of str
        Names of saved overlays, whose changes come first.
    compared : bool
        Whether a comparison was written that has it.
    """

    name: str
    settings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    compared: bool = False


@dataclass(frozen=True, kw_only=True)
class Knob:
    """An input that a slider turns.

    Parameters
    ----------
    key : str
        As ``--set`` names it.
    now : Decimal or None
        The territory's own, as it is shown; None where there is no limit.
    low, high, step : Decimal
        Of the slider.
    unit : str
        ``%`` for shares: they are settings from 0 to 1.
    """

    key: str
    label: str
    now: Decimal | None
    low: Decimal
    high: Decimal
    step: Decimal
    unit: str = ""

    def setting(self, shown: Decimal) -> str:
        """The setting of a value."""
        value = shown / _PERCENT if self.unit == "%" else shown
        return f"{self.key}={value.normalize():f}"

    def shown(self, text: str) -> Decimal | None:
        """A setting's value as it is shown; None where it is no plain number."""
        value = number_of(text)
        if value is None or text.strip()[0] in "+-":
            return None
        return (value * _PERCENT).normalize() if self.unit == "%" else value

    @property
    def words(self) -> str:
        """The territory's own, in words."""
        unit = f" {self.unit}" if self.unit else ""
        return "no limit" if self.now is None else f"{self.now:f}{unit}"


def number_of(text: str) -> Decimal | None:
    """A finite number; None where the text is none."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def knobs_of(territory: Territory) -> Iterator[Knob]:
    """What is turned most, with the territory's own values."""
    policy = territory.policy
    five, hundred, one = Decimal(5), Decimal(100), Decimal(1)
    for quota in policy.quotas:
        classes = "+".join(sorted(quota.tiers))
        named = " and ".join(quota.tiers)
        for share, key, words in (
            (quota.min_share, f"quota.{classes}", "Least share of visit time for"),
            (quota.max_share, f"quota.{classes}.max_share", "Most share of visit time for"),
        ):
            if share is not None:
                yield Knob(
                    key=key, label=f"{words} {named}", now=_percent(share), low=Decimal(0),
                    high=hundred, step=five, unit="%",
                )  # fmt: skip
    leads = policy.max_active_leads
    yield Knob(
        key="leads.max_active", label="Most active leads of a rep",
        now=None if leads is None else Decimal(leads), low=Decimal(0),
        high=Decimal(max(30, 2 * (leads or 0))), step=one,
    )  # fmt: skip
    for tier in Tier:
        minutes = Decimal(policy.tiers[tier].visit_minutes)
        yield Knob(
            key=f"tier.{tier}.visit_minutes", label=f"Length of a visit, {tier}", now=minutes,
            low=five, high=max(Decimal(120), 2 * minutes), step=five, unit="min",
        )  # fmt: skip
    if policy.travel.provider == "straight-line":
        speed = policy.travel.speed_kmh.normalize()
        yield Knob(
            key="travel.speed_kmh", label="Speed on the road", now=speed, low=Decimal(20),
            high=max(Decimal(130), speed), step=five, unit="km/h",
        )  # fmt: skip
    if policy.tier_rule is TierRule.PARETO:
        yield Knob(
            key="tiers.key_share", label="Share of accounts that are key",
            now=_percent(policy.key_share), low=Decimal(0), high=hundred, step=one, unit="%",
        )  # fmt: skip


def _percent(share: Fraction) -> Decimal:
    percent = _PERCENT * share.numerator / share.denominator
    return round(percent, 1).normalize()


def split_settings(
    settings: Sequence[str], knobs: Sequence[Knob]
) -> tuple[dict[str, Decimal], list[str]]:
    """Settings that a slider shows, by their keys; and the rest as text."""
    known = {knob.key: knob for knob in knobs}
    values: dict[str, Decimal] = {}
    rest = []
    for setting in settings:
        key, _, text = setting.partition("=")
        knob = known.get(key.strip().removesuffix(".min_share"))
        value = knob.shown(text) if knob else None
        if knob is None or value is None:
            rest.append(setting)
        else:
            values[knob.key] = value
    return values, rest


def saved_overlays(folder: Path) -> list[str]:
    """Names of the overlays that are saved in the territory."""
    place = folder / OVERLAY_FOLDER
    return sorted(path.name for path in place.glob("*.toml") if path.is_file())


def overlay_of_draft(folder: Path, draft: Draft) -> Overlay:
    """A scenario's overlay.

    Raises
    ------
    BadInput
        With everything that cannot be read; a file must be one that is saved in the territory.
    """
    there = saved_overlays(folder)
    missing = [name for name in draft.files if name not in there]
    if missing:
        raise BadInput(
            Finding(
                code="overlay-missing",
                message="There is no such saved scenario",
                remedy="Load the page anew, and choose one that is listed.",
                value=name,
            )
            for name in missing
        )
    files = [inside(folder, f"{OVERLAY_FOLDER}/{name}") for name in draft.files]
    overlay = overlay_named(folder, files, draft.settings)
    return replace(overlay or Overlay(name=""), name=draft.name)


def read_draft(folder: Path, draft: Draft) -> Reading:
    """The territory with a scenario's changes.

    Raises
    ------
    BadInput
        With everything that is wrong with them.
    """
    overlay = overlay_of_draft(folder, draft)
    return read_territory(folder, tolerate_rep_faults=True, overlay=overlay)


def overlay_file(name: str) -> str:
    """File of a saved scenario, within the territory."""
    return f"{OVERLAY_FOLDER}/{folder_name(name)}.toml"
