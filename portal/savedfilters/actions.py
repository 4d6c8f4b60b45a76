"""Verbs on saved filters: save the present one, rename it, remove it.

They are the account's own and change nothing of the space, so the history does not speak of them.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import current_app, g
from flask_babel import gettext as _

from ..database import db
from ..errors import Invalid
from ..text import clean
from .models import SavedFilter
from .queries import saved_for, saved_here

MOST = 20
LONGEST = 60
PASSED_OVER = ("page",)


def save(endpoint: str, query: str, name: str) -> SavedFilter:
    """Save a filter of a list under a name; one of the same name is replaced.

    Raises Invalid on an empty name, an empty filter, a list that is none, or one too many.
    """
    name, query = _named(name), kept(query)
    if not query:
        raise Invalid(_("Choose a filter first, then save it."), "name")
    if not is_list(endpoint):
        raise Invalid(_("This is no list."), "name")
    known = saved_for(endpoint)
    twin = next((id for id, other, _query in known if other == name), None)
    if twin is not None:
        found = saved_here(twin)
        found.query = query
        db.session.flush()
        return found
    if len(known) >= MOST:
        raise Invalid(_("Remove a saved filter first: there are %(most)s.", most=MOST), "name")
    saved = SavedFilter(
        account_id=g.access.account_id,
        in_space_id=g.access.here.id,
        endpoint=endpoint,
        name=name,
        query=query,
    )
    db.session.add(saved)
    db.session.flush()
    return saved


def rename(filter_id: int, name: str) -> SavedFilter:
    """Give a saved filter another name. Raises NotFound, Invalid on none or a taken one."""
    saved, name = saved_here(filter_id), _named(name)
    if any(other == name and id != saved.id for id, other, _query in saved_for(saved.endpoint)):
        raise Invalid(_("Another filter of this list has this name."), "name")
    saved.name = name
    db.session.flush()
    return saved


def remove(filter_id: int) -> SavedFilter:
    """Remove a saved filter. Raises NotFound."""
    saved = saved_here(filter_id)
    db.session.delete(saved)
    db.session.flush()
    return saved


def _named(name: str) -> str:
    name = clean(name)
    if not name:
        raise Invalid(_("Write a name for the filter."), "name")
    if len(name) > LONGEST:
        raise Invalid(_("Use at most %(most)s characters.", most=LONGEST), "name")
    return name


def kept(query: str) -> str:
    """The query of an address, without the number of the page and what is empty."""
    pairs = parse_qsl(query[:2000].removeprefix("?"))
    return urlencode([(key, value) for key, value in pairs if key not in PASSED_OVER])


def is_list(endpoint: str) -> bool:
    """Whether an endpoint is a page of a space that needs nothing but the space."""
    try:
        rules = list(current_app.url_map.iter_rules(endpoint))
    except KeyError:
        return False
    return any(rule.arguments == {"space"} and "GET" in (rule.methods or ()) for rule in rules)
