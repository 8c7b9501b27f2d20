"""An account is not visited on a day that it refused.

Canonical: no window of the client in that duty.
"""

from __future__ import annotations

from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Close accounts on the days that they refused."""
    for refusal in draft.territory.refusals:
        windows = draft.windows.get(refusal.account_id)
        if windows is None or refusal.day not in windows:
            continue
        windows[refusal.day] = ()
        if refusal.day in draft.appointments_of(refusal.account_id):
            draft.reject(
                "pin-refused",
                f"account {refusal.account_id} has a confirmed appointment on {refusal.day} and "
                "refused that day",
                "Take back the refusal or the appointment",
                account=draft.territory.account[refusal.account_id],
            )
