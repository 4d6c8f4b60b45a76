"""The list of members as a spreadsheet: columns in the order of the Farmers' import form.

Headings are those that offices use; ethnicity, religion and membership of the Party have none, so
that they neither leave in a file nor come in with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask import g
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.local import LocalProxy

from portal.database import db
from portal.locale import today
from portal.sheets import (
    Column,
    Sheet,
    choice_column,
    citizen_id_column,
    date_column,
    partial_date_column,
    phone_column,
    text_column,
    whole_column,
    yes_no_column,
)
from portal.sheets.columns import shown
from portal.sheets.grids import CellValue
from portal.spaces.models import Space
from portal.text import fold

from .lines import AWAY, FEMALE, MALE, OCCUPATIONS, SEXES, MemberLine, Trait, line_of, lines

TICK = "x"
BORN = {MALE: "born_male", FEMALE: "born_female"}
"""Two columns, of men and of women, where offices write the year of birth or tick the sex."""


def _year_or_tick(value: CellValue) -> int | str:
    text = shown(value)
    if fold(text) in ("x", "v", "1", "✓"):
        return TICK
    found = re.fullmatch(r"(?:\d{1,2}[/.-]\d{1,2}[/.-])?(19\d\d|20\d\d)", text.strip())
    if found is None:
        raise ValueError(_l("Write the year of birth, or x."))
    return int(found[1])


def _word(term: Any) -> Any:
    return LazyString(lambda: term.label)


def _kinds(line: MemberLine | None) -> list[tuple[str, Any]]:
    known = [line] if line else list(lines().values())
    return [(kind.name, _word(kind)) for each in known for kind in each.kinds]


def _traits(line: MemberLine | None) -> Iterable[Column]:
    known = [line] if line else list(lines().values())
    made = {trait.name: trait for each in known for trait in each.traits}
    return (_trait(trait) for trait in made.values())


def _trait(trait: Trait) -> Column:
    name, label = f"trait_{trait.name}", _word(trait)
    if trait.type == "flag":
        return yes_no_column(name, label)
    if trait.type == "year":
        year = whole_column(name, label, least=1900, most=2100)
        return replace(year, number_format="0", summed=False)
    return choice_column(name, label, [(c.name, _word(c)) for c in trait.choices], width=24)


@cache
def sheet_of(line_name: str | None) -> Sheet:
    """The columns of an organization; without one, all that any of them has."""
    line = line_of(line_name) if line_name else None
    joined = ("Ngày vào Hội", "Ngày vào Đoàn", "Ngày kết nạp", "Ngày vào", "Ngày vào tổ chức")
    born = ("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Năm sinh", "Sinh ngày")
    names = ("Họ tên", "Họ và tên hội viên", "Họ và tên đoàn viên", "Tên hội viên", "Họ đệm và tên")
    number = ("Số CCCD", "CCCD", "Số định danh", "CMND", "CMND/CCCD", "Số CMND/CCCD", "Căn cước")
    unit = ("Chi hội", "Chi đoàn", "Chi, tổ", "Tổ hội", "Phân hội", "Tổ công đoàn", "Chi tổ hội")
    place = ("Khóm, ấp", "Ấp", "Khóm", "Khóm/ấp", "Nơi ở", "Thôn")
    address = ("Chỗ ở hiện nay", "Địa chỉ thường trú", "Nơi thường trú", "Hộ khẩu thường trú")
    phone = ("Điện thoại", "SĐT", "Số ĐT", "Số điện thoại")
    sex = ("Giới", "Phái", "Nam/Nữ", "Nam, nữ")
    card = ("Số thẻ hội viên", "Số thẻ đoàn viên", "Thẻ hội viên", "Số sổ đoàn")
    columns = (
        text_column("name", _l("Full name"), required=True, width=28, synonyms=names),
        partial_date_column("birth", _l("Date of birth"), latest=today(), synonyms=born),
        choice_column("sex", _l("Sex"), list(SEXES.items()), width=10, synonyms=sex),
        citizen_id_column("citizen_id", _l("Citizen id"), synonyms=number),
        text_column("card", _l("Number of the member's card"), synonyms=card),
        text_column("hamlet", _l("Hamlet"), width=24, synonyms=place),
        text_column("address", _l("Home address"), width=32, synonyms=address),
        replace(phone_column("phone", _l("Phone number"), synonyms=phone), personal=True),
        date_column("joined_on", _l("Joined on"), synonyms=joined),
        choice_column(
            "occupation",
            _l("Occupation"),
            list(OCCUPATIONS.items()),
            width=24,
            synonyms=("Nghề", "Công việc"),
        ),
        text_column("unit", _l("Branch or group"), width=32, synonyms=unit),
        choice_column(
            "kind", _l("Kind of member"), _kinds(line), synonyms=("Loại hội viên", "Loại")
        ),
        *_traits(line),
        choice_column("away_how", _l("Whereabouts"), list(AWAY.items()), width=20),
        date_column("away_since", _l("Away since")),
        *(
            Column(
                name,
                _l("Year of birth, men") if sex == MALE else _l("Year of birth, women"),
                parse=_year_or_tick,
                synonyms=(f"Năm sinh / {word}", f"Ngày sinh / {word}", f"Giới tính / {word}", word),
                foreign=True,
            )
            for sex, name, word in ((MALE, BORN[MALE], "Nam"), (FEMALE, BORN[FEMALE], "Nữ"))
        ),
        replace(date_column("counted_on", _l("Counted as a member from")), foreign=True),
    )
    return Sheet("members.list", _l("Members"), columns)


def line_here() -> str | None:
    """The organization of the space at work, in a request as in a job; none at boot."""
    access = g.get("access") if g else None
    if access is None or access.here is None:
        return None
    known: dict[int, str] = g.setdefault("lines_of_spaces", {})
    if access.here.id not in known:
        found = sa.select(Space.line).where(Space.id == access.here.id)
        known[access.here.id] = db.session.scalar(found) or ""
    return known[access.here.id]


SHEET = cast("Sheet", LocalProxy(lambda: sheet_of(line_here())))
"""The columns of the space at work: each organization has its kinds and marks of its own."""
