"""The Party's working list in Excel, as the organization board keeps it: out and in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from portal.listing import view_from
from portal.sheets import (
    Column,
    Limits,
    Sheet,
    SheetList,
    choice_column,
    date_column,
    text_column,
    whole_column,
    yes_no_column,
)
from portal.spaces.hamlet_queries import called

from .lines import SEXES
from .party_checks import CATEGORIES, PARTY, SEE_LIST, STANDINGS, check_party_space
from .party_forms import wanted_from
from .party_import import PartyImport
from .party_queries import LINKED, rows_in_order

KEEP = "members.party_keep"
COMMON = (
    replace(
        text_column("name", _l("Full name"), required=True, width=28, synonyms=("Họ tên",)),
        personal=True,
    ),
    replace(
        whole_column(
            "birth_year",
            _l("Year of birth"),
            least=1900,
            most=2100,
            synonyms=("Năm sinh", "Sinh năm"),
        ),
        number_format="0",
        summed=False,
        personal=True,
    ),
    choice_column("sex", _l("Sex"), list(SEXES.items()), width=10),
    text_column(
        "hamlet",
        _l("Lives in"),
        width=22,
        synonyms=("Nơi cư trú", "Khóm, ấp", "Nơi ở hiện nay"),
    ),
    text_column(
        "cell",
        _l("Party cell"),
        width=32,
        synonyms=("Chi bộ", "Sinh hoạt tại chi bộ", "Chi bộ nơi cư trú"),
    ),
)
OWN = Sheet(
    "members.party_list",
    _l("Working list of Party members"),
    (
        *COMMON,
        choice_column(
            "standing", _l("Official or probationary"), list(STANDINGS.items()), width=20
        ),
        yes_no_column("exempt", _l("Exempt from activities"), synonyms=("Miễn sinh hoạt",)),
    ),
)
OF_RESIDENCE = Sheet(
    "members.party_linked",
    _l("Party members linked by residence"),
    (
        *COMMON,
        date_column("introduced_on", _l("Introduced on"), synonyms=("Ngày giới thiệu",)),
        choice_column("category", _l("Category"), list(CATEGORIES.items()), width=32),
        text_column("workplace", _l("Workplace"), width=28, synonyms=("Nơi công tác",)),
    ),
)


def _rows(args: Any, part: str) -> Iterable[dict[str, Any]]:
    check_party_space()
    wanted = replace(wanted_from(args), part=part)
    for member, name, cell, hamlet, remark in rows_in_order(
        g.access.here.id, wanted, view_from(args)
    ):
        yield {
            "id": member.id,
            "name": name.name,
            "birth_year": member.birth_year,
            "sex": member.sex,
            "hamlet": called(hamlet) if hamlet else None,
            "cell": cell.name if cell else None,
            "standing": member.standing,
            "exempt": member.exempt,
            "introduced_on": member.introduced_on,
            "category": member.category,
            "workplace": name.workplace,
            "remark": remark.received if remark else None,
        }


def _remark_column(args: Any) -> Sequence[Column]:
    year = wanted_from(args).year
    return (yes_no_column("remark", _l("Remark of %(year)s received", year=year)),)


SHEETS = [
    SheetList(
        OWN.name,
        OWN.title,
        OWN,
        needs=SEE_LIST,
        rows=lambda args: _rows(args, ""),
        endpoint="members.party_list",
        needs_import=KEEP,
        importable=lambda: PartyImport(OWN, linked=False),
        limits=Limits(rows=5_000),
        lines=(PARTY,),
    ),
    SheetList(
        OF_RESIDENCE.name,
        OF_RESIDENCE.title,
        OF_RESIDENCE,
        needs=SEE_LIST,
        rows=lambda args: _rows(args, LINKED),
        endpoint="members.party_list",
        needs_import=KEEP,
        importable=lambda: PartyImport(OF_RESIDENCE, linked=True),
        also=_remark_column,
        limits=Limits(rows=5_000),
        lines=(PARTY,),
    ),
]
