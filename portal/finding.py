"""Conditions for what a search finds in a column of folded text; diacritics count for nothing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def holds(column: Any, folded: str) -> sa.ColumnElement[bool]:
    """The condition that a folded column holds every word of a folded text, in any order."""
    return sa.and_(sa.true(), *(column.contains(word, autoescape=True) for word in folded.split()))


def nearness(column: Any, folded: str) -> sa.ColumnElement[int]:
    """What to order by: texts that begin so, then those with a word that does, then the rest."""
    return sa.case(
        (column.startswith(folded, autoescape=True), 0),
        (column.contains(f" {folded}", autoescape=True), 1),
        else_=2,
    )
