"""The list of members in Excel, out and in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from plugins.units.areas import ground_of
from portal.entering import allowed
from portal.errors import Refused
from portal.imports.linking import list_links
from portal.listing import view_from
from portal.offering import SheetList, Slot
from portal.sheets import Limits

from .list_columns import SHEET
from .list_import import MemberImport
from .list_import_checks import place_names
from .list_wanted import wanted_from
from .register_facts import masked
from .row_queries import in_order
from .row_words import values_of

KEEP, NAMES = "members.keep", "members.view_names"
MOST = 110_000


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The members that the list's address shows, on every page.

    Citizen ids are whole only for who keeps the register. Raises Refused where the list is
    narrowed by membership of the Party: that leaves in no file, not even by who stands in it.
    """
    wanted = wanted_from(args)
    if wanted.party:
        raise Refused(_("A list by membership of the Party cannot be taken along."))
    places, whole = place_names(ground_of(wanted.space_id)), allowed(KEEP)
    for person, member, unit in in_order(wanted, view_from(args)):
        values = values_of(member, person, {unit.id: unit.name}, places)
        number = values["citizen_id"] if whole else masked(values["citizen_id"])
        yield {"id": member.id, **values, "citizen_id": number}


def file_links(**_context: Any) -> Markup:
    """The files of the list and the way in, for the head of the list's page."""
    return list_links("members.list")


SHEETS = [
    SheetList(
        "members.list",
        _l("Members"),
        SHEET,
        needs=NAMES,
        rows=rows,
        endpoint="members.index",
        needs_import=KEEP,
        importable=lambda: MemberImport(SHEET),
        limits=Limits(
            rows=MOST, cells=4_000_000, file_bytes=40_000_000, unpacked_bytes=400_000_000
        ),
    ),
]
SLOTS = [Slot("members.list_acts", NAMES, file_links, order=10, asks=False)]
