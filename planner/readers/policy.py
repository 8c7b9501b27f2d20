"""The settings' rules as a `Policy`, and what contradicts itself in them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from planner.domain import Finding, Policy, Quota, Tier, TierPolicy, TravelPolicy
from planner.readers.settings import QuotaSection, Section, Settings
from planner.readers.wording import already_said, did_you_mean

PROVIDERS = ("straight-line", "matrix")


def policy_of(settings: Settings, file: str, found: list[Finding]) -> Policy:
    """Policy of the settings; what they leave out has the documented default."""
    default = Policy()
    tiers = {tier: _tier(tier, settings, file, found) for tier in Tier}
    share = settings.tiers.key_share
    return Policy(
        tier_rule=settings.tiers.rule or default.tier_rule,
        measure=settings.tiers.measure or default.measure,
        key_share=default.key_share if share is None else Fraction(share),
        tiers=MappingProxyType(tiers),
        quotas=_quotas(settings.quota, default.quotas, file, found),
        max_active_leads=(
            default.max_active_leads
            if settings.leads.max_active is None
            else settings.leads.max_active
        ),
        lead_days=settings.leads.days_on_list or default.lead_days,
        lead_rest_days=(
            default.lead_rest_days if settings.leads.rest_days is None else settings.leads.rest_days
        ),
        travel=_travel(settings, default.travel, file, found),
        slot_minutes=settings.slots.minutes or default.slot_minutes,
        access_factor=MappingProxyType(
            {**default.access_factor, **_given(settings.prospects.access_factor)}
        ),
    )


def _given(section: Section) -> dict[str, Any]:
    """Keys that the file gives."""
    return {
        key: value
        for key in type(section).model_fields
        if (value := getattr(section, key)) is not None
    }


def _tier(tier: Tier, settings: Settings, file: str, found: list[Finding]) -> TierPolicy:
    policy = replace(Policy().tiers[tier], **_given(getattr(settings.tier, tier)))
    if policy.max_gap_days is not None and policy.max_gap_days < policy.min_gap_days:
        found.append(
            _fault(
                file,
                f"tier.{tier}.max_gap_days",
                f"At least {policy.min_gap_days} and at most {policy.max_gap_days} days from one "
                "visit to the next cannot both hold",
                "Raise max_gap_days or lower min_gap_days.",
            )
        )
    return policy


def _quotas(
    sections: list[QuotaSection] | None,
    default: tuple[Quota, ...],
    file: str,
    found: list[Finding],
) -> tuple[Quota, ...]:
    if sections is None:
        return default
    quotas: dict[str, Quota] = {}
    for number, section in enumerate(sections, start=1):
        low, high = section.min_share, section.max_share
        quota = Quota(
            tiers=tuple(sorted(set(section.tiers))),
            min_share=None if low is None else Fraction(low),
            max_share=None if high is None else Fraction(high),
        )
        if low is None and high is None and not already_said(found, f"quota[{number}]"):
            found.append(
                _fault(
                    file,
                    f"quota[{number}]",
                    "The quota has no limit",
                    "Write min_share, max_share or both.",
                )
            )
        elif low is not None and high is not None and low > high:
            found.append(
                _fault(
                    file,
                    f"quota[{number}].min_share",
                    "min_share is above max_share",
                    "Lower min_share or raise max_share.",
                )
            )
        if quota.id in quotas:
            found.append(
                _fault(
                    file,
                    f"quota[{number}].tiers",
                    "There is another quota of the same classes",
                    "Write both limits in one [[quota]].",
                )
            )
        quotas[quota.id] = quota
    return tuple(quotas.values())


def _travel(
    settings: Settings, default: TravelPolicy, file: str, found: list[Finding]
) -> TravelPolicy:
    travel = replace(default, **_given(settings.travel))
    if travel.provider not in PROVIDERS:
        found.append(
            _fault(
                file,
                "travel.provider",
                "This provider of travel times is not known",
                did_you_mean(travel.provider, PROVIDERS),
                travel.provider,
            )
        )
        return replace(travel, provider=default.provider)
    return travel


def _fault(file: str, key: str, message: str, remedy: str, value: str = "") -> Finding:
    return Finding(
        code="setting-wrong", message=message, remedy=remedy, file=file, column=key, value=value
    )
