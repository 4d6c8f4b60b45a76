"""What the books of members offer: a way from the counts, a list for Excel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.offering import SheetList, Slot
from portal.sheets import Column, Sheet, text_column, whole_column

from . import balance_showing as showing
from . import balance_views as balance_views

SHEET = Sheet(
    "members.balance", _l("Changes in the period"), (text_column("name", _l("Row"), width=32),)
)


def also(args: Any) -> Sequence[Column]:
    """A column for the beginning, for each kind of movement that occurs, and for the end."""
    books = showing.books_of(showing.asked_from(args))
    _name, *numbers = showing.columns_of(books)
    return [whole_column(f"n{place}", each["label"]) for place, each in enumerate(numbers)]


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The rows of the page, then the total."""
    books = showing.books_of(showing.asked_from(args))
    total = _("Total of %(space)s", space=g.access.here.name)
    for id, name, _url, balance in [*books.rows, (0, total, "", books.whole)]:
        numbers = showing.numbers_of(books, balance) if balance is not None else []
        yield {"id": id, "name": name, **{f"n{place}": n for place, n in enumerate(numbers)}}


def way_to_books(**_more: Any) -> Markup:
    """The link from the list and the counts to the books."""
    return Markup(render_template("members/_balance_link.html"))


SHEETS = [
    SheetList(
        "members.balance",
        _l("Changes in the period"),
        SHEET,
        needs="members.view",
        rows=rows,
        endpoint="members.balance",
        also=also,
    )
]
SLOTS = [
    Slot("members.list_acts", "members.view", way_to_books, order=30, asks=False),
    Slot("members.count_acts", "members.view", way_to_books, order=30, asks=False),
]
