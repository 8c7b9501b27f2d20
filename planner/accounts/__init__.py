"""What each account is: its class, and what visits to it are worth."""

from planner.accounts.contacts import call_table, contacts_table, contacts_worth, met_by
from planner.accounts.contracts import visits_owed
from planner.accounts.curves import (
    ProspectCurve,
    ResponseCurve,
    response_curve,
    value_table,
)
from planner.accounts.findings import account_findings
from planner.accounts.months import months_in
from planner.accounts.terms import terms_of
from planner.accounts.tiers import classify

__all__ = [
    "ProspectCurve",
    "ResponseCurve",
    "account_findings",
    "call_table",
    "classify",
    "contacts_table",
    "contacts_worth",
    "met_by",
    "months_in",
    "response_curve",
    "terms_of",
    "value_table",
    "visits_owed",
]
