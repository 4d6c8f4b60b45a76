"""The list of movements as a spreadsheet: new members and reductions with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from portal.listing import view_from
from portal.sheets import Column, Sheet, SheetList, date_column, text_column, whole_column
from portal.spaces.heads import capitalized

from .charters import movement_label
from .lines import SEXES
from .movement_facts import kind_words, reason_words
from .movement_list import in_order, wanted_from
from .movement_queries import line_in


def _named(column: Column) -> Column:
    return replace(column, personal=True)


SHEET = Sheet(
    "members.movements",
    _l("Movements of members"),
    (
        _named(text_column("name", _l("Full name"), width=28)),
        text_column("sex", _l("Sex")),
        _named(date_column("birth_date", _l("Date of birth"))),
        whole_column("birth_year", _l("Year of birth")),
        text_column("kind", _l("Kind of member")),
        text_column("card", _l("Number of the member's card")),
        date_column("joined_on", _l("Joined on")),
        text_column("unit", _l("Branch or group"), width=28),
        text_column("to_unit", _l("To the unit"), width=28),
        text_column("movement", _l("Movement"), width=24),
        date_column("on", _l("Takes effect on")),
        text_column("reason", _l("Reason"), width=28),
        text_column("document", _l("Deciding document"), width=24),
        date_column("decided_on", _l("Decided on")),
    ),
)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The movements that the list's address shows, on every page."""
    line = line_in(g.access.here.id)
    for movement, name, person, member, unit, to_unit in in_order(
        wanted_from(args), view_from(args)
    ):
        yield {
            "id": movement.id,
            "name": name,
            "sex": capitalized(str(SEXES[member.sex])) if member else None,
            "birth_date": person.birth_date if person else None,
            "birth_year": member.birth_year if member else None,
            "kind": capitalized(kind_words(line, member.kind)) if member else None,
            "card": member.card if member else None,
            "joined_on": member.joined_on if member else None,
            "unit": unit,
            "to_unit": to_unit,
            "movement": capitalized(movement_label(movement.kind)),
            "on": movement.on,
            "reason": capitalized(reason_words(movement.reason)) if movement.reason else None,
            "document": movement.document,
            "decided_on": movement.decided_on,
        }


LIST = SheetList(
    "members.movements",
    _l("Movements of members"),
    SHEET,
    needs="members.view_names",
    rows=rows,
    endpoint="members.movements",
)
