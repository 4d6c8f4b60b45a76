"""Pages of the tree: all spaces one may enter, one space, the spaces below it."""

from __future__ import annotations

from flask import Response as FileResponse
from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from .. import entering, taking
from ..access import MEMBER, SIGNED_IN
from ..locale import today
from . import (
    about_queries,
    below_queries,
    checks,
    showing,
    switching,
    tree_forms,
    tree_queries,
)
from .heads import capitalized, head_of, worded
from .views import module

module.add_app_template_filter(worded, "worded")
module.add_app_template_filter(capitalized, "capitalized")


@module.get("/spaces", needs=SIGNED_IN)
def tree() -> str:
    """The spaces that the account may enter: as a tree, or those a search finds."""
    wanted = tree_forms.wanted_in_tree(request.args)
    if switching.is_asked_by_switcher():
        return switching.found_for_switcher(current_user.id, wanted)
    lines, levels = below_queries.lines_and_levels()
    if wanted.searches:
        forest, found = None, tree_queries.search(current_user.id, wanted)
    else:
        forest, found = tree_queries.forest_of(current_user.id, wanted.under), None
    if forest and "HX-Request" in request.headers:
        return render_template("spaces/_branches.html", nodes=showing.inside(forest))
    return render_template(
        "spaces/tree.html",
        wanted=wanted,
        forest=forest,
        nodes=showing.nodes_of(forest) if forest else [],
        found=found,
        way_into=switching.way_into,
        lines=lines,
        levels=levels,
        states=tree_forms.STATES,
        today=today(),
    )


@module.get("/s/<space>/about", needs=MEMBER)
def about() -> str:
    """What this space is, whom it stands under, what it leads, who works in it."""
    bodies = None
    about = about_queries.about(g.standing.space)
    if entering.allowed("spaces.view"):
        with entering.reaching("spaces.view") as session:
            bodies = about_queries.bodies_of(session, g.access.here.id)
    return render_template(
        "spaces/tree_about.html",
        standing=g.standing,
        head=head_of(g.standing, g.settings),
        about=about,
        bodies=bodies,
        may_enter=about_queries.may_enter,
        led_from_above=checks.leads(g.standing.space.parent_id),
    )


@module.get("/s/<space>/spaces", needs="spaces.view")
def below() -> str:
    """The spaces below this one, as a list."""
    wanted = tree_forms.wanted_below(request.args)
    lines, levels = below_queries.lines_and_levels()
    return render_template(
        "spaces/tree_below.html",
        wanted=wanted,
        found=below_queries.spaces_below(wanted),
        lines=lines,
        levels=levels,
        states=tree_forms.STATES,
        today=today(),
        here=g.access.here,
    )


@module.get("/s/<space>/spaces.csv", needs="spaces.view")
def export() -> Response:
    """The spaces below as the file of a tree."""
    wanted = tree_forms.wanted_below(request.args)
    if request.method == "HEAD":
        return FileResponse(mimetype="text/csv")
    if not taking.is_asked_here():
        return redirect(url_for("spaces.below"), 303)
    with taking.noting("spaces.view"):
        rows = below_queries.spaces_below(wanted).total
        taking.record_taken(_("Spaces below"), rows, request.args.to_dict(flat=False))
    text = below_queries.as_file(wanted)
    name = f"attachment; filename={g.access.here.slug}.csv"
    return FileResponse(text, mimetype="text/csv", headers={"Content-Disposition": name})
