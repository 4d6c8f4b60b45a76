"""Pages of the register: the list of members, one member, enter one, correct one."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.modules import Module, Page

from . import count_showing, list_showing, register_actions, showing
from .list_wanted import wanted_from
from .queries import member_in
from .register_checks import Rules, doubts_of
from .register_facts import enrolment_of
from .register_forms import MemberForm, form_for

module = Module("members", __name__)


@module.get("/", needs="members.view")
def index() -> Page:
    """The members of this space by name; from above, and where names are not shown, how many."""
    view = view_from(request.args)
    wide = bool(g.access.here.below)
    if not count_showing.has_own_list() or (wide and "own" not in request.args):
        return render_template("members/counts.html", **count_showing.of_counts(view))
    shown = list_showing.of_list(wanted_from(request.args), view)
    return render_template("members/index.html", **shown, wide=wide)


@module.get("/counts", needs="members.view")
def counts() -> Page:
    """How many members each unit has, or each space below."""
    shown = count_showing.of_counts(view_from(request.args))
    return render_template("members/counts.html", **shown)


@module.get("/<int:membership_id>", needs="members.view_names")
def show(membership_id: int) -> Page:
    """One member."""
    shown = showing.of_member(g.access.here.id, membership_id)
    return render_template("members/show.html", **shown)


@module.get("/new", needs="members.prepare")
def adding() -> Page:
    """The form for somebody who is a member already."""
    rules = Rules.of(g.access.here.id)
    return _form(form_for(rules, unit=request.args.get("unit", "")))


@module.post("/new", needs="members.keep")
def add() -> Page:
    """Enter somebody who is a member already."""
    here = g.access.here.id
    form = form_for(Rules.of(here))
    with refusals_shown(form):
        if form.validate():
            typed, on, sure = form.typed(), form.from_day(), bool(form.different.data)
            member, event = register_actions.add_member(
                here, form.unit_id(), typed, on, different=sure
            )
            notice_with_undo(event, _("%(name)s was entered.", name=typed.name))
            _warn(doubts_of(typed))
            return redirect(url_for("members.show", membership_id=member.id), 303)
    return _form(form), 422


@module.get("/<int:membership_id>/edit", needs="members.prepare")
def editing(membership_id: int) -> Page:
    """The form that corrects a member."""
    return _form(_form_of(membership_id), membership_id)


@module.post("/<int:membership_id>/edit", needs="members.keep")
def correct(membership_id: int) -> Page:
    """Correct a member."""
    form = _form_of(membership_id)
    with refusals_shown(form):
        if form.validate():
            typed, sure = form.typed(), bool(form.different.data)
            event = register_actions.correct_member(
                g.access.here.id, membership_id, typed, form.seen, different=sure
            )
            notice_with_undo(event) if event else flash(_("Nothing was changed."), "info")
            _warn(doubts_of(typed))
            return redirect(url_for("members.show", membership_id=membership_id), 303)
    return _form(form, membership_id), 422


def _form_of(membership_id: int) -> MemberForm:
    here = g.access.here.id
    person, member = member_in(here, membership_id)
    return form_for(Rules.of(here), enrolment_of(member, person), member.version)


def _form(form: MemberForm, membership_id: int | None = None) -> str:
    return render_template("members/form.html", form=form, membership_id=membership_id)


def _warn(doubts: list[str]) -> None:
    if doubts:
        flash(" ".join([*doubts, _("Check it against the card.")]), "warn")
