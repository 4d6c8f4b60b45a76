"""Pages of looks from above: the log, the grants of a space, and asking for one."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..access import MEMBER
from ..audit import called
from ..database import on_the_map
from ..fields import refusals_shown
from ..history.actions import notice_with_undo
from ..listing import view_from
from ..modules import Module, Page
from . import actions, queries, showing
from .forms import AskForm, GrantForm, RefuseForm, TermsForm, WithdrawForm, wanted_from

module = Module("looks", __name__, at="/")


@module.get("/s/<space>/looks", needs="looks.view")
def index() -> Page:
    """Every look from above at the people of this space, and each sealed value that was shown."""
    wanted = wanted_from(request.args)
    page = queries.looks_of(g.access.here.id, wanted, view_from(request.args))
    return render_template(
        "looks/index.html", page=page, wanted=wanted, kinds=showing.KINDS, module=showing.module
    )


@module.get("/s/<space>/looks/grants", needs="looks.view_grants")
def grants() -> Page:
    """Whom this space lets look at its people, who asks for it, and what is over."""
    state = request.args.get("state", "")
    with on_the_map():
        page = queries.grants_of(g.access.here.id, state, view_from(request.args))
    return render_template("looks/grants.html", page=page, state=state, states=showing.STATES)


@module.get("/s/<space>/looks/grants/new", needs="looks.view_grants")
def new_grant() -> Page:
    """The form by which somebody above is let look at the people of this space."""
    return render_template("looks/new_grant.html", form=_grant_form())


@module.post("/s/<space>/looks/grants/new", needs="looks.grant")
def grant() -> Page:
    """Let one account above look at the people of this space."""
    form = _grant_form()
    with refusals_shown(form):
        if form.validate():
            event = actions.grant(*form.chosen, form.terms())
            notice_with_undo(event, _("%(name)s may look now.", name=called(event)))
            return redirect(url_for("looks.grants"), 303)
    return render_template("looks/new_grant.html", form=form), 422


@module.get("/s/<space>/looks/grants/<int:grant_id>", needs="looks.view_grants")
def grant_page(grant_id: int) -> Page:
    """One grant: asked for, in force, refused, withdrawn or over."""
    return render_template("looks/grant.html", **_about(grant_id))


@module.post("/s/<space>/looks/grants/<int:grant_id>/grant", needs="looks.grant")
def grant_asked(grant_id: int) -> Page:
    """Grant what somebody above asked for."""
    form = TermsForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.grant_asked(grant_id, form.terms())
            notice_with_undo(event, _("%(name)s may look now.", name=called(event)))
            return redirect(url_for("looks.grants"), 303)
    return render_template("looks/grant.html", **{**_about(grant_id), "form": form}), 422


@module.post("/s/<space>/looks/grants/<int:grant_id>/refuse", needs="looks.grant")
def refuse(grant_id: int) -> Page:
    """Refuse what somebody above asked for."""
    form = RefuseForm()
    with refusals_shown(form):
        if form.validate():
            actions.refuse(grant_id, form.answer.data or "")
            flash(_("The look was refused, and who asked was told."), "ok")
            return redirect(url_for("looks.grants"), 303)
    return render_template("looks/grant.html", **{**_about(grant_id), "refusing": form}), 422


@module.post("/s/<space>/looks/grants/<int:grant_id>/withdraw", needs="looks.grant")
def withdraw(grant_id: int) -> Page:
    """End a grant at once."""
    form = WithdrawForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.withdraw(grant_id, form.answer.data or "")
            flash(_("The grant to %(name)s was withdrawn.", name=called(event)), "ok")
            return redirect(url_for("looks.grants"), 303)
    return render_template("looks/grant.html", **{**_about(grant_id), "withdrawing": form}), 422


@module.get("/s/<space>/looks/ask", needs=MEMBER)
def asking() -> Page:
    """What one above was granted here, and the form by which to ask for it."""
    return render_template("looks/ask.html", **_asking(_ask_form()))


@module.post("/s/<space>/looks/ask", needs="looks.ask")
def ask() -> Page:
    """Ask the space to let the own account look at its people."""
    form = _ask_form()
    with refusals_shown(form):
        if form.validate():
            actions.ask(form.from_space.data, form.terms())
            flash(_("You have asked. The space answers; you are told."), "ok")
            return redirect(url_for("looks.asking"), 303)
    return render_template("looks/ask.html", **_asking(form)), 422


def _grant_form() -> GrantForm:
    form = GrantForm()
    with on_the_map():
        form.offer(queries.candidates(g.access.here))
    return form


def _ask_form() -> AskForm:
    form = AskForm()
    with on_the_map():
        found = queries.candidates(g.access.here)
    form.offer([each for each in found if each.account_id == g.access.account_id])
    return form


def _about(grant_id: int) -> dict[str, Any]:
    """What the page of a grant shows."""
    with on_the_map():
        shown = queries.grant_in(g.access.here.id, grant_id)
    form = TermsForm()
    form.fill_from(shown.grant)
    return {
        "shown": shown,
        "states": showing.STATES,
        "form": form,
        "refusing": RefuseForm(),
        "withdrawing": WithdrawForm(),
    }


def _asking(form: AskForm) -> dict[str, Any]:
    with on_the_map():
        own = queries.own_grants(g.access.here.id, g.access.account_id)
    return {"form": form, "own": own, "states": showing.STATES}
