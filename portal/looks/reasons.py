"""Why somebody looks at people: a short list, so that reasons can be counted and compared."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

REASONS: dict[str, Any] = {
    "inspection": _l("Inspection"),
    "supervision": _l("Supervision"),
    "petition": _l("Settling a petition or complaint"),
    "reconciling": _l("Reconciling figures"),
    "commending": _l("Considering a commendation or award"),
    "personnel": _l("Personnel work and planning"),
    "report": _l("A report asked for by a superior"),
    "other": _l("Another reason, written below"),
}
"""By code. Why a space lets one above it look, why a file of people is taken along, why a sealed
value is shown."""
OTHER = "other"


def reason_words(code: str | None) -> str:
    """A reason as a reader knows it; what is no code is shown as it was written."""
    return str(REASONS.get(code or "", code or ""))


def reason_with(code: str, note: str | None) -> str:
    """A reason with what was written beside it."""
    return f"{reason_words(code)}: {note}" if note else reason_words(code)
