"""Where somebody goes on after an undo: back to the page it was pressed on."""

from __future__ import annotations

from flask import current_app, url_for
from werkzeug.exceptions import HTTPException

from ..addressing import is_own_address, path_of
from ..database import db
from .chain import ids_removed


def way_back(page: str) -> str:
    """The page an undo was pressed on; the history where it is none of this portal, or has gone.

    It has gone where it was about a row that the undo removed: a unit just founded, say.
    """
    return page if is_own_address(page) and _still_there(page) else url_for("history.index")


def _still_there(page: str) -> bool:
    try:
        _endpoint, values = current_app.url_map.bind("").match(path_of(page), "GET")
    except HTTPException:
        return False
    return ids_removed(db.session()).isdisjoint(values.values())
