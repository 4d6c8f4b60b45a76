"""Pages of the register: the list of members, one member."""

from __future__ import annotations

from flask import g, render_template, request

from portal.listing import view_from
from portal.modules import Module, Page

from . import queries

module = Module("members", __name__)


@module.get("/", needs="members.view_names")
def index() -> Page:
    """The members of this space by name."""
    q = request.args.get("q", "").strip()
    page = queries.members_of(q, view_from(request.args))
    return render_template("members/index.html", page=page, q=q)


@module.get("/<int:membership_id>", needs="members.view_names")
def show(membership_id: int) -> Page:
    """One member."""
    person, membership = queries.member_in(g.access.here.id, membership_id)
    return render_template("members/show.html", person=person, membership=membership)
