"""Change space: to the page that one came from, where the account may open it there too."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from .. import entering
from ..access import MEMBER
from .tree_queries import Wanted, search
from .views import module

OVERVIEW = "dashboard.overview"
FOUND = "spaces-found"
"""The place in the space switcher where htmx puts what a search finds."""


@module.get("/s/<space>/switch", needs=MEMBER)
def switch() -> Response:
    """Lead to the page of this space that stands for the one in `?to=`, else to its overview."""
    return redirect(url_for(landing(request.args.get("to", ""))))


def landing(endpoint: str) -> str:
    """The entry of the menu here that is this page or belongs to its module; else the overview."""
    name = endpoint.partition(".")[0]
    menu = sorted(entering.registry().menu, key=lambda item: (item.order, item.endpoint))
    same = [item for item in menu if item.endpoint.partition(".")[0] == name]
    for item in sorted(same, key=lambda item: item.endpoint != endpoint):
        if entering.allowed(item.needs) and entering.module_is_on(name):
            return item.endpoint
    return OVERVIEW


def way_into(slug: str) -> str:
    """The address that leads into a space, and there to the page in `?to=` of this address."""
    to = request.args.get("to", "")
    return url_for("spaces.switch", space=slug, to=to) if to else url_for(OVERVIEW, space=slug)


def is_asked_by_switcher() -> bool:
    """Whether the space switcher asks, which shows what is found in its own place."""
    return request.headers.get("HX-Target") == FOUND


def found_for_switcher(account_id: int, wanted: Wanted) -> str:
    """The first spaces that fit, as the switcher lists them."""
    found = search(account_id, wanted) if wanted.q else None
    return render_template("spaces/_switching.html", found=found, way_into=way_into)
