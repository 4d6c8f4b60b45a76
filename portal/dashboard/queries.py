"""What the first pages show: the account's spaces with its roles there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..accounts.models import SpaceMembership
from ..accounts.queries import in_force
from ..database import db, on_the_map
from ..locale import current_language
from ..spaces.heads import open_today
from ..spaces.models import Line, Space
from ..text import fold


@dataclass(frozen=True)
class MySpace:
    """A space in which the account holds roles today."""

    slug: str
    name: str
    roles: tuple[str, ...]


def my_spaces(account_id: int, wanted: str = "") -> list[MySpace]:
    """The spaces of an account by name, those whose name holds `wanted`; diacritics optional."""
    m = SpaceMembership
    select: sa.Select[Any] = (
        sa.select(Space.slug, Space.name, sa.func.array_agg(m.role))
        .join(m, m.in_space_id == Space.id)
        .where(m.account_id == account_id, in_force(m), open_today())
        .group_by(Space.id)
        .order_by(Space.sort_key, Space.id)
    )
    if wanted:
        select = select.where(Space.folded.contains(fold(wanted), autoescape=True))
    with on_the_map():
        rows = db.session.execute(select).all()
    return [MySpace(slug, name, tuple(sorted(set(roles)))) for slug, name, roles in rows]


def line_names() -> dict[str, str]:
    """What each line is called, in the order in which offices name them."""
    label = Line.label if current_language() == "vi" else Line.label_en
    return dict(db.session.execute(sa.select(Line.name, label).order_by(Line.rank)).tuples().all())
