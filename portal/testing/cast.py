"""The named cast of every test: who they are, where they work, what they must not see.

Two communes of one invented district, each with its Party committee and its Women's Union, the
district's Party committee and Women's Union above them, and one far district beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..accounts.models import Account, SpaceMembership
from ..spaces.actions import rebuild_oversight
from ..spaces.models import Area, Level, Line, Space, SpaceKind
from ..text import fold, name_key, text_key

FOUNDED = dt.date(2020, 1, 1)
UNIT_ONE, UNIT_TWO = 901, 902
"""Ids that narrowed roles of the cast are narrowed to, in any table with a unit_id."""


@dataclass(frozen=True)
class Person:
    """A member of the cast: account name, full name, and roles as (space, role, units)."""

    username: str
    name: str
    roles: tuple[tuple[str, str, tuple[int, ...] | None], ...] = ()
    ended: bool = False


SPACES = {
    # slug: (kind, parent, area, name)
    "huyen": ("district_party", None, "D", "Huyện uỷ Đồng Sen"),
    "phu-nu-huyen": ("district_women", "huyen", "D", "Hội LHPN huyện Đồng Sen"),
    "xa-sen": ("commune_party", "huyen", "A", "Đảng uỷ xã Sen"),
    "phu-nu-xa-sen": ("commune_women", "xa-sen", "A", "Hội LHPN xã Sen"),
    "xa-lua": ("commune_party", "huyen", "B", "Đảng uỷ xã Lúa"),
    "phu-nu-xa-lua": ("commune_women", "xa-lua", "B", "Hội LHPN xã Lúa"),
    "huyen-xa": ("district_party", None, "E", "Huyện uỷ Đồng Xa"),
}
CAST = {
    "lan": Person(
        "lan", "Nguyễn Thị Lan", (("xa-sen", "administrator", None), ("xa-sen", "officer", None))
    ),
    "tam": Person("tam", "Trần Văn Tám", (("xa-sen", "viewer", None),)),
    "sau": Person("sau", "Lê Thị Sáu", (("xa-sen", "branch_head", (UNIT_ONE,)),)),
    "bay": Person("bay", "Phạm Văn Bảy", (("xa-sen", "branch_head", (UNIT_TWO,)),)),
    "minh": Person(
        "minh", "Võ Văn Minh", (("xa-lua", "administrator", None), ("xa-lua", "officer", None))
    ),
    "hoa": Person(
        "hoa", "Đặng Thị Hoà", (("huyen", "administrator", None), ("huyen", "leader", None))
    ),
    "xuan": Person("xuan", "Hồ Thị Xuân", (("phu-nu-huyen", "officer", None),)),
    "thu": Person("thu", "Bùi Thị Thu", (("phu-nu-xa-sen", "officer", None),)),
    "dung": Person("dung", "Đỗ Văn Dũng", (("xa-sen", "administrator", None),), ended=True),
    "xa": Person("xa", "Mai Văn Xa", (("huyen-xa", "administrator", None),)),
    "an": Person("an", "Ngô Văn An"),
}
OWN, NEIGHBOUR, OVERSEER, READER, STRANGER, ENDED = "lan", "minh", "hoa", "tam", "an", "dung"
UNIT_HEAD, OTHER_UNIT_HEAD = "sau", "bay"


def load(session: Session) -> None:
    """Put the cast and its spaces into an empty database, through a map session that writes."""
    _vocabulary(session)
    areas = _areas(session)
    spaces: dict[str, Space] = {}
    for slug, (kind, parent, area, name) in SPACES.items():
        line, level = KINDS[kind]
        spaces[slug] = Space(
            slug=slug,
            kind=kind,
            line=line,
            level=level,
            parent_id=spaces[parent].id if parent else None,
            area_id=areas[area].id,
            name=name,
            short_name=name,
            sort_key=text_key(name),
            folded=fold(name),
            opened_on=FOUNDED,
        )
        session.add(spaces[slug])
        session.flush()
    for person in CAST.values():
        _person(session, person, spaces)
    session.flush()
    rebuild_oversight(session)


KINDS = {
    "district_party": ("party", "district"),
    "district_women": ("women", "district"),
    "commune_party": ("party", "commune"),
    "commune_women": ("women", "commune"),
}


def _vocabulary(session: Session) -> None:
    have = set(session.scalars(sa.select(Line.name)))
    for rank, (name, label) in enumerate((("party", "Đảng"), ("women", "Hội LHPN"))):
        if name not in have:
            session.add(Line(name=name, label=label, label_en=name.title(), rank=rank))
    have = set(session.scalars(sa.select(Level.name)))
    for rank, (name, label) in enumerate((("district", "huyện"), ("commune", "xã"))):
        if name not in have:
            session.add(Level(name=name, label=label, label_en=name.title(), rank=rank))
    session.flush()
    have = set(session.scalars(sa.select(SpaceKind.name)))
    for rank, (name, (line, level)) in enumerate(KINDS.items()):
        if name not in have:
            session.add(
                SpaceKind(name=name, line=line, level=level, label=name, label_en=name, rank=rank)
            )
    session.flush()


def _areas(session: Session) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for key, level, kind, name, parent in (
        ("D", "district", "Huyện", "Đồng Sen", None),
        ("E", "district", "Huyện", "Đồng Xa", None),
        ("A", "commune", "Xã", "Sen", "D"),
        ("B", "commune", "Xã", "Lúa", "D"),
    ):
        areas[key] = Area(
            code=f"T{key}",
            level=level,
            kind=kind,
            name=name,
            parent_id=areas[parent].id if parent else None,
            valid_from=FOUNDED,
        )
        session.add(areas[key])
        session.flush()
    return areas


def _person(session: Session, person: Person, spaces: dict[str, Space]) -> None:
    account = Account(
        username=person.username,
        display_name=person.name,
        sort_key=name_key(person.name),
        folded=fold(person.name),
    )
    session.add(account)
    session.flush()
    for slug, role, units in person.roles:
        session.add(
            SpaceMembership(
                account_id=account.id,
                in_space_id=spaces[slug].id,
                role=role,
                unit_ids=list(units) if units else None,
                valid_from=FOUNDED,
                valid_to=FOUNDED + dt.timedelta(days=365) if person.ended else None,
            )
        )
