"""What a list of units may be narrowed to besides kind and place: who leads them, what is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from . import measures
from .measures import On
from .rounds import found_weak, weak_without_remedy

FITS: dict[str, tuple[Any, On]] = {
    "without_head": (_l("No head, where officers are recorded"), measures.WITHOUT_HEAD.holds),
    "party_heads": (_l("Head is a Party member"), measures.PARTY_HEADS.holds),
    "terms_ended": (_l("Term of the head has ended"), measures.TERMS_ENDED.holds),
    "congress_near": (
        _l("Congress overdue or due within 60 days"),
        measures.CONGRESS_NEAR.holds,
    ),
    "congress_overdue": (_l("Congress overdue"), measures.CONGRESS_OVERDUE.holds),
    "congress_due": (_l("Congress due within 60 days"), measures.CONGRESS_DUE.holds),
    "weak": (_l("Found weak or not active"), found_weak),
    "without_remedy": (_l("Weak, without a remedy sheet"), weak_without_remedy),
}
"""By the word in the address: what the filter is called, and its condition on a unit and a day."""


def fits(name: str, day: dt.date) -> sa.ColumnElement[bool]:
    """The condition behind a word; one that stands for nothing holds of every unit."""
    return FITS[name][1](day) if name in FITS else sa.true()
