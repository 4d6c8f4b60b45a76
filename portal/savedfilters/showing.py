"""Saved filters over a list: a chip for each, and the form that saves the present one."""

from __future__ import annotations

from flask import Flask, g, render_template, request, url_for
from markupsafe import Markup

from .actions import kept
from .queries import saved_for


def init_app(app: Flask) -> None:
    """Let templates of lists show saved filters: `{{ saved_filters() }}` over the form."""
    app.jinja_env.globals["saved_filters"] = saved_filters


def saved_filters() -> Markup:
    """What this account saved of the list of this page, and the way to save what it shows."""
    if g.access.account_id is None or g.access.here is None:
        return Markup()
    endpoint = str(request.endpoint)
    present = kept(request.query_string.decode())
    shown = [
        {
            "id": id,
            "name": name,
            "url": f"{request.path}?{query}",
            "current": query == present,
        }
        for id, name, query in saved_for(endpoint)
    ]
    if not shown and not present:
        return Markup()
    manage = url_for("savedfilters.index", list=endpoint)
    made = render_template(
        "savedfilters/_chips.html", saved=shown, present=present, endpoint=endpoint, manage=manage
    )
    return Markup(made)
