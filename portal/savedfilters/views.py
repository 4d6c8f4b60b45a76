"""Pages of saved filters: those of one list, save, rename and remove one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..access import MEMBER
from ..errors import Invalid
from ..modules import Module, Page
from . import actions, queries

module = Module("savedfilters", __name__)


@module.get("/", needs=MEMBER)
def index() -> Page:
    """What this account saved of a list, to rename or remove."""
    endpoint = request.args.get("list", "")
    back = url_for(endpoint) if actions.is_list(endpoint) else ""
    saved = queries.saved_for(endpoint)
    return render_template("savedfilters/index.html", saved=saved, back=back)


@module.post("/", needs=MEMBER)
def save() -> Response:
    """Save the filter that a list shows, and go back to it."""
    endpoint, query = request.form.get("list", ""), request.form.get("query", "")
    if not actions.is_list(endpoint):
        return redirect(url_for("savedfilters.index"), 303)
    try:
        saved = actions.save(endpoint, query, request.form.get("name", ""))
        flash(_("The filter “%(name)s” was saved.", name=saved.name), "ok")
    except Invalid as error:
        flash(error.message, "bad")
    page, query = url_for(endpoint), actions.kept(query)
    return redirect(f"{page}?{query}" if query else page, 303)


@module.post("/<int:filter_id>/rename", needs=MEMBER)
def rename(filter_id: int) -> Response:
    """Give a saved filter another name."""
    saved = queries.saved_here(filter_id)
    try:
        actions.rename(filter_id, request.form.get("name", ""))
        flash(_("The filter was renamed."), "ok")
    except Invalid as error:
        flash(error.message, "bad")
    return redirect(url_for("savedfilters.index", list=saved.endpoint), 303)


@module.post("/<int:filter_id>/remove", needs=MEMBER)
def remove(filter_id: int) -> Response:
    """Remove a saved filter."""
    saved = actions.remove(filter_id)
    flash(_("The filter “%(name)s” was removed.", name=saved.name), "ok")
    return redirect(url_for("savedfilters.index", list=saved.endpoint), 303)
