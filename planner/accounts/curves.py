"""Response curves: what the k-th visit to an account is worth.

**Key and secondary accounts** follow ADBUDG (Little 1970, doi:10.1287/mnsc.16.8.B466), with the
questions of CALLPLAN (Lodish 1971, doi:10.1287/mnsc.18.4.P25)::

    r(x) = r0 + (rs - r0) x^g / (d + x^g)

``r`` is sales as a multiple of present sales and ``x`` visits as a multiple of present visits,
``r0`` and ``rs`` sales with no visits and with as many as one likes. Present visits bring
present sales, ``r(1) = 1``, hence ``d = (rs - 1) / (1 - r0)``. The exponent ``g``

- is fitted to the answers for half the visits and half as many more, where at least one of them
  was given. In log-odds the curve is a straight line, ``ln((r - r0) / (rs - r)) = g ln x - ln d``,
  and it must pass through x = 1; least squares give ``g = sum(L u) / sum(u u)`` with
  ``u = ln x`` and ``L = ln((r - r0) / (rs - r)) + ln d``;
- otherwise gives the class's elasticity ``e = r'(1) / r(1)``, ``g = e (rs - r0) / ((1 - r0)
  (rs - 1))``. The default e is the mean of a meta-analysis (Albers, Mantrala & Sridhar 2010,
  doi:10.1509/jmkr.47.5.840).

Answers that were not given are the class's defaults, moved by the account's review
(`reviewed`)::

    rs = class's + growth * openness factor * access factor        growth above 0
    r0 = class's * risk factor                                      at risk

where growth is the share of its revenue that the account spends with competitors and could spend
here, or else its potential per year over its revenue. So growth raises what more visits can reach,
and risk raises what visits protect. An own answer for no visits, or for saturation, stands as it
is: it was given with the review in mind.

**Targets and leads** are won along an S-shaped curve::

    win(x) = win probability * access factor * x^s / (h^s + x^s)

with ``x`` visits a month, ``h`` the class's half-won visits and ``s`` its shape.

**What k visits in the period are worth** is the gain over none, in cents::

    revenue per year * m / 12 * (r(k / (n m)) - r0)      n = present visits a month
    potential per year * m / 12 * win(k / m)             targets and leads

times the margin when the measure is profit, where ``m`` is the period's length in months
(`planner.accounts.months_in`: exactly 1 for a calendar month). Unstated revenue or potential is
0; present visits (also if stated as 0), win probability and margin are then the class's. The
arithmetic is decimal with 28 digits, rounded once to cents, halves to even.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    localcontext,
)
from fractions import Fraction
from itertools import pairwise

from planner.accounts.months import months_in
from planner.accounts.terms import terms_of
from planner.domain import (
    Account,
    BadInput,
    CallplanAnswers,
    Finding,
    Measure,
    Period,
    Policy,
    Tier,
    TierPolicy,
)

# A power that is too large is infinite, and its inverse 0: steep curves are steps.
_ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation])
_HALF, _PLUS_HALF = Decimal("0.5"), Decimal("1.5")


@dataclass(frozen=True, kw_only=True)
class ResponseCurve:
    """ADBUDG through present sales: ``curve(1) == 1``.

    Parameters
    ----------
    none, saturation : Decimal
        Sales with no visits (``r0``) and with as many as one likes (``rs``), present = 1;
        ``0 <= none < 1 < saturation``.
    exponent : Decimal
        ``g``, at least 0; above 1 the curve is S-shaped.
    """

    none: Decimal
    saturation: Decimal
    exponent: Decimal

    @property
    def offset(self) -> Decimal:
        """The ``d`` that makes present visits bring present sales."""
        return (self.saturation - 1) / (1 - self.none)

    def __call__(self, visits: Decimal) -> Decimal:
        """Sales at a multiple of present visits, as a multiple of present sales."""
        if visits == 1:
            return Decimal(1)  # exactly, whatever the digits of the power
        rise = (self.saturation - self.none) * _reached(visits, self.exponent, self.offset)
        return self.none + rise


@dataclass(frozen=True, kw_only=True)
class ProspectCurve:
    """Share of the win probability that a number of visits a month realises.

    Parameters
    ----------
    half_won : Decimal
        Visits a month that realise half of it (``h``).
    shape : Decimal
        ``s``; above 1 the curve is S-shaped.
    """

    half_won: Decimal
    shape: Decimal

    def __call__(self, visits_per_month: Decimal) -> Decimal:
        """Share of the win probability, 0 to 1."""
        return _reached(visits_per_month / self.half_won, self.shape, Decimal(1))


def _reached(ratio: Decimal, exponent: Decimal, offset: Decimal) -> Decimal:
    """``x^g / (d + x^g)``: nothing without visits, whatever the exponent."""
    if not ratio:
        return Decimal(0)
    with localcontext(_ARITHMETIC):
        return 1 / (1 + offset * ratio**-exponent)


def reviewed(account: Account, tier: TierPolicy, policy: Policy) -> TierPolicy:
    """Defaults of a class as the account's review moves them; see the module's text."""
    with localcontext(_ARITHMETIC):
        growth = growth_share(account)
        saturation = tier.sales_saturation
        if growth is not None and growth > 0:
            openness = {True: "yes", False: "no", None: "unknown"}[account.open_to_ideas]
            factor = policy.openness_factor[openness] * access_factor(account, policy)
            saturation += growth * factor
        none = tier.sales_no_visits
        if account.at_risk:
            none *= policy.risk_factor
        return replace(tier, sales_no_visits=none, sales_saturation=saturation)


def access_factor(account: Account, policy: Policy) -> Decimal:
    """Factor by whom the rep can reach."""
    return policy.access_factor["unknown" if account.access is None else account.access.value]


def growth_share(account: Account) -> Decimal | None:
    """What an account that buys could spend more here, as a share of its revenue."""
    if account.growth is not None:
        return account.growth
    if not account.potential_per_year or not account.revenue_per_year:
        return None
    return Decimal(account.potential_per_year) / account.revenue_per_year


def response_curve(answers: CallplanAnswers, tier: TierPolicy) -> ResponseCurve:
    """Curve of an account that bills, from its CALLPLAN answers and its class's defaults.

    Raises
    ------
    BadInput
        If the answers, with the defaults for those not given, do not rise.
    """
    findings = tuple(answer_findings(answers, tier))
    if findings:
        raise BadInput(findings)
    with localcontext(_ARITHMETIC):
        none, saturation = ends_of(answers, tier)
        start = (saturation - 1) / (1 - none)
        fitted = [
            (visits.ln(), ((sales - none) / (saturation - sales) * start).ln())
            for visits, sales in ((_HALF, answers.half), (_PLUS_HALF, answers.plus_half))
            if sales is not None
        ]
        if fitted:
            exponent = sum((u * odds for u, odds in fitted), Decimal(0)) / sum(
                (u * u for u, _ in fitted), Decimal(0)
            )
        else:
            exponent = tier.elasticity * (saturation - none) / ((1 - none) * (saturation - 1))
        return ResponseCurve(none=none, saturation=saturation, exponent=exponent)


def answer_findings(answers: CallplanAnswers, tier: TierPolicy) -> Iterator[Finding]:
    """Say why no curve passes through these answers; nothing when one does."""
    none, saturation = ends_of(answers, tier)
    steps = [
        ("sales_no_visits", none, answers.no_visits is None),
        ("sales_half", answers.half, False),
        ("present sales", Decimal(1), False),
        ("sales_plus_half", answers.plus_half, False),
        ("sales_saturation", saturation, answers.saturation is None),
    ]
    if none < 0:
        yield Finding(
            code="curve-negative",
            message="sales with no visits are below zero",
            remedy="Give sales_no_visits as a multiple of present sales, from 0 to below 1",
            column="sales_no_visits",
            value=str(none),
        )
    known = [(name, sales, default) for name, sales, default in steps if sales is not None]
    for (low, below, low_default), (high, above, high_default) in pairwise(known):
        if below < above:
            continue
        named, value = (high, above) if high != "present sales" else (low, below)
        defaults = [
            name for name, is_default in ((low, low_default), (high, high_default)) if is_default
        ]
        hint = f" ({' and '.join(defaults)} not given, so the class's default)" if defaults else ""
        yield Finding(
            code="curve-not-rising",
            message=f"more visits must bring more sales, but {low} is {below} and {high} is "
            f"{above}{hint}",
            remedy="Give multiples of present sales that rise: no visits < half the visits < 1 "
            "< half as many more < saturation; leave out what is not known",
            column=named,
            value=str(value),
        )


def value_table(
    account: Account, tier: Tier, policy: Policy, period: Period, max_visits: int
) -> tuple[int, ...]:
    """What 0, 1, ... ``max_visits`` visits to an account in the period are worth over none.

    Parameters
    ----------
    account : Account
        Its own figures go before those of its class.
    tier : Tier
        Its class, from `planner.accounts.classify`.
    max_visits : int
        Last entry of the table.

    Returns
    -------
    tuple of int
        Cents by number of visits; the first is 0 and they never fall.

    Raises
    ------
    BadInput
        If the account's CALLPLAN answers do not rise.
    """
    return gains(account, tier, policy, period, [Fraction(k) for k in range(max_visits + 1)])


def gains(
    account: Account, tier: Tier, policy: Policy, period: Period, visits: Sequence[Fraction]
) -> tuple[int, ...]:
    """What some numbers of visits are worth over none, in cents; parts of visits are calls.

    As `value_table`, which asks for whole numbers.
    """
    terms = terms_of(account, tier, policy)
    months = months_in(period)
    with localcontext(_ARITHMETIC):
        worth = _decimal(months) / 12
        if policy.measure is Measure.PROFIT:
            worth *= terms.margin
        if tier.billing:
            response = response_curve(account.answers, reviewed(account, terms, policy))
            worth *= account.revenue_per_year or 0
            now = Fraction(terms.visits_per_month_now) * months
            rises = [response(_decimal(k / now)) - response.none for k in visits]
        else:
            curve = ProspectCurve(half_won=terms.half_won_visits, shape=terms.shape)
            worth *= terms.win_probability * access_factor(account, policy)
            worth *= account.potential_per_year or 0
            rises = [curve(_decimal(k / months)) for k in visits]
        return tuple(_whole_cents(worth * rise) for rise in rises)


def most_worth(account: Account, tier: Tier, policy: Policy, period: Period) -> Decimal:
    """What visits to an account in the period are worth in cents, however many there are."""
    terms = terms_of(account, tier, policy)
    with localcontext(_ARITHMETIC):
        worth = _decimal(months_in(period)) / 12
        if policy.measure is Measure.PROFIT:
            worth *= terms.margin
        if tier.billing:
            none, saturation = ends_of(account.answers, reviewed(account, terms, policy))
            return worth * (account.revenue_per_year or 0) * (saturation - none)
        worth *= terms.win_probability * access_factor(account, policy)
        return worth * (account.potential_per_year or 0)


def ends_of(answers: CallplanAnswers, tier: TierPolicy) -> tuple[Decimal, Decimal]:
    """Sales with no visits, and with as many as one likes: the answers, or else the class's."""
    none = tier.sales_no_visits if answers.no_visits is None else answers.no_visits
    saturation = tier.sales_saturation if answers.saturation is None else answers.saturation
    return none, saturation


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / fraction.denominator


def _whole_cents(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
