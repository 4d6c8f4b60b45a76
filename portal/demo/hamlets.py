"""The demo's hamlets: khóm of the town and ấp of the eight communes, for illustration.

How many there were, and what most of them were called, is not published (portal/data/SOURCES.md).
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from ..spaces.models import Area

SINCE = dt.date(2020, 1, 1)
HAMLETS = {
    # code of the commune: the word before each name, the names
    "29926": ("Khóm", ("1", "2", "3", "4", "5")),
    "29929": ("Ấp", ("1", "2", "3", "Chiến Thắng", "Đuôi Tôm")),
    "29932": ("Ấp", ("1", "2", "3", "4", "5")),
    "29935": ("Ấp", ("1", "2", "3", "4", "Công Tạo")),
    "29938": ("Ấp", ("1", "2", "3", "4", "5")),
    "29941": ("Ấp", ("1", "2", "3", "4")),
    "29944": ("Ấp", ("1", "2", "3", "4", "5")),
    "29947": ("Ấp", ("1", "2", "3", "4", "5")),
    "29950": ("Ấp", ("1", "2", "3", "4")),
}


def load_hamlets(session: Session) -> int:
    """Put the hamlets under each commune that has none; gives how many. The map must be open."""
    hamlet = aliased(Area)
    communes = session.execute(
        sa.select(Area.code, Area.id).where(
            Area.level == "commune",
            Area.code.in_(HAMLETS),
            sa.not_(sa.exists().where(hamlet.parent_id == Area.id, hamlet.level == "hamlet")),
        )
    ).tuples()
    new = [
        Area(level="hamlet", kind=word, name=name, parent_id=commune_id, valid_from=SINCE)
        for code, commune_id in communes.all()
        for word, names in [HAMLETS[str(code)]]
        for name in names
    ]
    session.add_all(new)
    session.flush()
    return len(new)
