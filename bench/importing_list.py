"""The list that is imported: members with name, birth date, unit, card, phone, hamlet.

The module's own list has more columns and rules; this one is what any list of this shape costs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask import g

from plugins.members.models import MembersEntry, MembersMembership, MembersPerson
from plugins.units.models import UnitsUnit
from portal.copying import copied, new_ids
from portal.database import db, must_touch, touched
from portal.sheets import (
    Change,
    Limits,
    PreviewRow,
    Sheet,
    SheetList,
    UndoRefused,
    choice_column,
    date_column,
    phone_column,
    text_column,
)
from portal.spaces.models import Area
from portal.text import fold, name_key

NAME = "members.bench"
SHEET = Sheet(
    "bench_members",
    "Danh sách hội viên",
    (
        text_column("name", "Họ và tên", required=True),
        date_column("birth_date", "Ngày sinh", required=True),
        choice_column("sex", "Giới tính", (("female", "Nữ"), ("male", "Nam")), required=True),
        text_column("unit", "Chi hội", required=True),
        date_column("joined_on", "Ngày vào hội"),
        text_column("card", "Số thẻ"),
        phone_column("phone", "Số điện thoại"),
        text_column("hamlet", "Khóm, ấp"),
    ),
)
MEMBERSHIP = (
    *("space_id", "id", "unit_id", "kind", "sex", "birth_year", "area_id", "joined_on", "card"),
)
PERSON = (
    *("space_id", "unit_id", "membership_id", "name", "sort_key", "folded", "birth_date", "phone"),
)
ENTRY = ("space_id", "unit_id", "membership_id", "on", "change", "how", "sex", "kind")
START = dt.date(2026, 1, 1)


class BenchImport:
    """Fills the members of a space by the chunk; see Importable. Rows are only added."""

    sheet = SHEET
    chunk_rows = 2_000

    def __init__(self) -> None:
        self.space_id: int = g.access.here.id
        self.cards: dict[str, int] = {}

    def lock(self) -> None:
        """Let nobody else write members of the space until the commit."""
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(1, self.space_id)))

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """Rows of the list carry no ids."""
        return {}

    def check(self, rows: Sequence[PreviewRow]) -> dict[int, dict[str, str]]:
        """Refuse what names no unit or hamlet of the space, and a card that somebody has."""
        cards = [row.values["card"] for row in rows if row.values.get("card")]
        m = MembersMembership
        query = sa.select(m.card).where(m.space_id == self.space_id, m.card.in_(cards))
        taken = set(db.session.scalars(query))
        errors: dict[int, dict[str, str]] = {}
        for row in rows:
            values, fault = row.values, {}
            if fold(values["unit"]) not in self._units:
                fault["unit"] = "Không có chi hội này."
            if values.get("hamlet") and fold(values["hamlet"]) not in self._hamlets:
                fault["hamlet"] = "Không có ấp này."
            card = values.get("card")
            if card and (card in taken or self.cards.setdefault(card, row.number) != row.number):
                fault["card"] = "Số thẻ này đã có."
            if fault:
                errors[row.number] = fault
        return errors

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write enrolments, people and lines of the ledger."""
        here, ids = self.space_id, new_ids(db.session, MembersMembership, len(rows))
        memberships, people, entries = [], [], []
        for number, row in zip(ids, rows, strict=True):
            v = row.values
            unit, born, name = self._units[fold(v["unit"])], v["birth_date"], v["name"]
            area = self._hamlets.get(fold(v.get("hamlet") or ""))
            sex, kind, joined = v["sex"], "member", v.get("joined_on")
            memberships.append(
                (here, number, unit, kind, sex, born.year, area, joined, v.get("card"))
            )
            sort, folded = name_key(name), fold(name)
            people.append((here, unit, number, name, sort, folded, born, v.get("phone")))
            entries.append((here, unit, number, START, 1, "opening", sex, kind))
        copied(db.session, MembersMembership, MEMBERSHIP, memberships)
        copied(db.session, MembersPerson, PERSON, people)
        copied(db.session, MembersEntry, ENTRY, entries)
        return [Change(number, None, {}) for number in ids]

    def undo(self, changes: Sequence[Change]) -> None:
        """Remove what was added and nobody has changed since."""
        ids = [change.id for change in changes]
        for model, column in (
            (MembersEntry, MembersEntry.membership_id),
            (MembersPerson, MembersPerson.membership_id),
        ):
            own = (model.space_id == self.space_id, column.in_(ids))
            must_touch(db.session.execute(sa.delete(model).where(*own)), len(ids))
        m = MembersMembership
        untouched = (m.space_id == self.space_id, m.id.in_(ids), m.version == 1)
        gone = db.session.execute(sa.delete(m).where(*untouched))
        if touched(gone) != len(ids):
            raise UndoRefused("Có hội viên đã được sửa sau khi nhập.")

    @cached_property
    def _units(self) -> dict[str, int]:
        query = sa.select(UnitsUnit.folded, UnitsUnit.id).where(UnitsUnit.space_id == self.space_id)
        return {each.folded: each.id for each in db.session.execute(query)}

    @cached_property
    def _hamlets(self) -> dict[str, int]:
        query = sa.select(Area).where(Area.level == "hamlet")
        return {fold(f"{area.kind} {area.name}"): area.id for area in db.session.scalars(query)}


LISTED = SheetList(
    NAME,
    "Hội viên",
    SHEET,
    needs="members.view_names",
    rows=lambda args: [],
    endpoint="units.index",
    needs_import="members.keep",
    importable=BenchImport,
    limits=Limits(file_bytes=20_000_000, unpacked_bytes=200_000_000, rows=110_000, cells=1_500_000),
)
