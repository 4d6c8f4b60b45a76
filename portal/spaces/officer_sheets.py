"""The officers of a list as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from ..audit import record
from ..sheets import (
    Column,
    Sheet,
    date_column,
    phone_column,
    text_column,
    write_xlsx,
    yes_no_column,
)
from .officer_queries import Row, Wanted, all_officers_of

COLUMNS = (
    text_column("person_name", _l("Full name"), required=True, width=28),
    text_column("office", _l("Office"), required=True, width=32),
    text_column("body", _l("Body"), width=24),
    phone_column("phone", _l("Phone number")),
    yes_no_column("in_charge_of_front", _l("In charge of the Front and the organizations")),
    text_column("document", _l("Deciding document"), width=24),
    date_column("valid_from", _l("First day"), required=True),
    date_column("valid_to", _l("Last day")),
)


def export_officers(wanted: Wanted, *, phones: bool) -> bytes:
    """The officers of a list as .xlsx, with phone numbers where the reader may see them.

    The history remembers who took them along.
    """
    here = g.access.here
    rows = all_officers_of(here.id, wanted)
    columns: list[Column] = [each for each in COLUMNS if phones or each.name != "phone"]
    if wanted.below:
        columns.insert(0, text_column("space", _l("Space"), width=32))
    after = {"rows": len(rows), "phones": phones, "below": wanted.below}
    record("spaces.officers_exported", here.name, space_id=here.id, after=after)
    return write_xlsx(Sheet("officers", _l("Officers"), tuple(columns)), _values(rows))


def _values(rows: list[Row]) -> Iterable[dict[str, Any]]:
    for row in rows:
        officer = row.officer
        yield {
            "id": officer.id,
            "space": row.space.name,
            "body": officer.body.name if officer.body else None,
            **{
                name: getattr(officer, name)
                for name in (
                    "person_name",
                    "office",
                    "phone",
                    "in_charge_of_front",
                    "document",
                    "valid_from",
                    "valid_to",
                )
            },
        }
