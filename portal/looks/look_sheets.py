"""The looks from above as a file; nothing ever comes into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..listing import view_from
from ..locale import HERE
from ..sheets import Sheet, SheetList, text_column
from . import queries, showing
from .forms import wanted_from

SHEET = Sheet(
    "looks.looks",
    _l("Looks from above"),
    (
        text_column("at", _l("When"), width=18),
        text_column("who", _l("Who"), width=28),
        text_column("above", _l("From which space"), width=32),
        text_column("where", _l("Which page"), width=24),
        replace(text_column("about", _l("Whose record"), width=28), personal=True),
        text_column("why", _l("Reason"), width=36),
    ),
)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The looks that the log's address shows, on every page."""
    found = queries.all_looks(g.access.here.id, wanted_from(args), view_from(args))
    for each in found:
        yield {
            "id": each.id,
            "at": f"{each.at.astimezone(HERE):%d/%m/%Y %H:%M}",
            "who": each.account_name,
            "above": each.from_name or _("this space"),
            "where": str(showing.module(each.module)),
            "about": each.subject_name,
            "why": each.reason,
        }


LOOKS = SheetList(
    "looks.looks",
    _l("Looks from above"),
    SHEET,
    needs="looks.view",
    rows=rows,
    endpoint="looks.index",
)
