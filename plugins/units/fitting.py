"""What a list of units may be narrowed to besides kind and place: who leads them, what is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from . import measures
from .measures import Measure, On
from .rounds import found_weak, weak_without_remedy


def _of(measure: Measure) -> On:
    return lambda day: sa.and_(measure.among(day), measure.counts(day))


FITS: dict[str, tuple[Any, On]] = {
    "party_heads": (_l("Head is a Party member"), _of(measures.PARTY_HEADS)),
    "terms_ended": (_l("Term of the head has ended"), _of(measures.TERMS_ENDED)),
    "congress_overdue": (_l("Congress overdue"), _of(measures.CONGRESS_OVERDUE)),
    "congress_due": (_l("Congress due within 60 days"), _of(measures.CONGRESS_DUE)),
    "weak": (_l("Found weak or not active"), found_weak),
    "without_remedy": (_l("Weak, without a remedy sheet"), weak_without_remedy),
}
"""By the word in the address: what the filter is called, and its condition on a unit and a day."""


def fits(name: str, day: dt.date) -> sa.ColumnElement[bool]:
    """The condition behind a word; one that stands for nothing holds of every unit."""
    return FITS[name][1](day) if name in FITS else sa.true()
