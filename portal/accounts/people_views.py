"""The people of a space: the list, one person, new accounts, codes."""

from __future__ import annotations

from typing import Any

from flask import Response as FileResponse
from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..audit import called
from ..database import db, on_the_map
from ..entering import allowed
from ..errors import NotFound, Refused
from ..fields import refusals_shown
from ..history.actions import notice_with_undo
from ..listing import view_from
from ..modules import Page
from . import actions, codes, in_hand, people, rights
from .forms import AccountForm, ContactForm, wanted_people
from .views import module

SEES = "accounts.view_accounts"
SVG = "image/svg+xml"


@module.get("/s/<space>/people", needs="accounts.view_people", endpoint="people")
def people_list() -> Page:
    """Who works in this space."""
    wanted = wanted_people(request.args)
    with on_the_map():
        page = people.people_of(db.session, g.access.here.id, wanted, view_from(request.args))
    return render_template(
        "accounts/people.html",
        page=page,
        wanted=wanted,
        roles=rights.roles(),
        states=people.STATES,
        role_label=rights.role_label,
    )


@module.get("/s/<space>/people/<int:person_id>", needs="accounts.view_people")
def person(person_id: int) -> Page:
    """One person, with the roles held here."""
    return render_template("accounts/person.html", **_about(person_id))


@module.get("/s/<space>/people/new", needs="accounts.view_accounts")
def new_account() -> Page:
    """The form for a new account."""
    return render_template("accounts/new_account.html", form=AccountForm())


@module.post("/s/<space>/people/new", needs="accounts.manage")
def make_account() -> Page:
    """Make an account with its first role, and show its code."""
    form = AccountForm()
    with refusals_shown(form):
        if form.validate():
            code = actions.make_account(form.typed(), form.grant())
            return redirect(_code_page(code), 303)
    return render_template("accounts/new_account.html", form=form), 422


@module.post("/s/<space>/people/<int:person_id>/code", needs="accounts.manage")
def make_code(person_id: int) -> Response:
    """Make a new code, with which the person chooses a new password."""
    return redirect(_code_page(actions.make_code(person_id)), 303)


@module.get("/s/<space>/people/<int:person_id>/code/<int:code_id>", needs="accounts.view_accounts")
def code(person_id: int, code_id: int) -> Page:
    """A fresh code, for its maker to hand out."""
    with on_the_map():
        who = people.person_of(db.session, g.access.here.id, person_id)
        found = _seen(person_id, code_id)
    return render_template(
        "accounts/code.html",
        person=who,
        code=found,
        text=codes.text_of(found),
        address=codes.address_of(found),
    )


@module.get(
    "/s/<space>/people/<int:person_id>/code/<int:code_id>.svg", needs="accounts.view_accounts"
)
def code_drawing(person_id: int, code_id: int) -> FileResponse:
    """The QR of a fresh code."""
    with on_the_map():
        found = _seen(person_id, code_id)
    return FileResponse(codes.drawing_of(found), mimetype=SVG)


@module.get("/s/<space>/people/<int:person_id>/contact", needs="accounts.view_accounts")
def contact(person_id: int) -> Page:
    """The form for name, number and address."""
    about = _about(person_id)
    if about["out_of_hand"]:
        raise Refused(about["out_of_hand"])
    who = about["person"].account
    form = ContactForm(name=who.display_name, phone=who.phone, email=who.email, version=who.version)
    return render_template("accounts/contact.html", form=form, **about)


@module.post("/s/<space>/people/<int:person_id>/contact", needs="accounts.manage")
def change_contact(person_id: int) -> Page:
    """Change name, number and address."""
    form = ContactForm()
    with refusals_shown(form):
        if form.validate():
            actions.change_contact(person_id, form.typed(), form.version.data or 0)
            flash(_("Saved."), "ok")
            return redirect(url_for("accounts.person", person_id=person_id), 303)
    return render_template("accounts/contact.html", form=form, **_about(person_id)), 422


@module.post("/s/<space>/people/<int:person_id>/disable", needs="accounts.manage")
def disable(person_id: int) -> Response:
    """Keep an account from signing in."""
    event = actions.disable_account(person_id)
    notice_with_undo(event, _("The account of %(name)s is disabled.", name=called(event)))
    return redirect(url_for("accounts.person", person_id=person_id), 303)


@module.post("/s/<space>/people/<int:person_id>/enable", needs="accounts.manage")
def enable(person_id: int) -> Response:
    """Let an account sign in again."""
    account = actions.enable_account(person_id)
    flash(_("The account of %(name)s may sign in again.", name=account.display_name), "ok")
    return redirect(url_for("accounts.person", person_id=person_id), 303)


def _about(person_id: int) -> dict[str, Any]:
    """What the page of a person shows."""
    here = g.access.here.id
    with on_the_map():
        who = people.person_of(db.session, here, person_id)
        return {
            "person": who,
            "account": people.account_of(db.session, who) if allowed(SEES) else None,
            "out_of_hand": in_hand.why_out_of_hand(db.session, person_id, here),
            "beyond": in_hand.beyond(db.session, who.present_roles),
            "states": people.STATES,
            "role_label": rights.role_label,
        }


def _seen(person_id: int, code_id: int) -> Any:
    found = people.code_of(db.session, person_id, code_id)
    if not codes.may_see(found, g.access.account_id, g.access.here.id):
        raise NotFound(_("A code is shown for ten minutes only. Make a new one."))
    return found


def _code_page(made: Any) -> str:
    return url_for("accounts.code", person_id=made.account_id, code_id=made.id)
