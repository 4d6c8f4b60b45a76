"""Roles: grant, end, hand over; the matrix, and who can see it and why."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..access import MEMBER
from ..audit import called
from ..database import db, on_the_map
from ..errors import NotFound
from ..fields import refusals_shown
from ..history.actions import notice_with_undo
from ..locale import today
from ..modules import Page
from . import granting, people, rights, roles
from .forms import EndForm, GrantForm, HandOverForm
from .views import module


@module.get("/s/<space>/people/add", needs="accounts.view_accounts")
def find_account() -> Page:
    """Find somebody who has an account already, to give a role here."""
    q = request.args.get("q", "").strip()
    found = _candidates(q) if q else []
    return render_template("accounts/find_account.html", q=q, found=found)


@module.get("/s/<space>/people/<int:person_id>/roles/new", needs="accounts.view_accounts")
def new_role(person_id: int) -> Page:
    """The form for a role."""
    who = _candidate(person_id)
    return render_template("accounts/new_role.html", form=GrantForm(), who=who)


@module.post("/s/<space>/people/<int:person_id>/roles/new", needs="accounts.manage")
def grant_role(person_id: int) -> Page:
    """Give somebody a role here."""
    form = GrantForm()
    with refusals_shown(form):
        if form.validate():
            roles.grant_to(person_id, form.grant())
            flash(_("The role was granted."), "ok")
            return redirect(url_for("accounts.person", person_id=person_id), 303)
    return render_template("accounts/new_role.html", form=form, who=_candidate(person_id)), 422


@module.get("/s/<space>/roles/<int:role_id>/end", needs="accounts.view_accounts")
def ending(role_id: int) -> Page:
    """The form for the last day of a role."""
    return render_template("accounts/end_role.html", form=EndForm(), **_role(role_id))


@module.post("/s/<space>/roles/<int:role_id>/end", needs="accounts.manage")
def end_role(role_id: int) -> Page:
    """End a role."""
    form, about = EndForm(), _role(role_id)
    with refusals_shown(form):
        if form.validate():
            event = roles.end_role(role_id, form.last_day.data)
            notice_with_undo(event, _("The role of %(name)s ends.", name=called(event)))
            return redirect(url_for("accounts.person", person_id=about["who"].id), 303)
    return render_template("accounts/end_role.html", form=form, **about), 422


@module.get("/s/<space>/people/<int:person_id>/hand-over", needs="accounts.view_accounts")
def handing_over(person_id: int) -> Page:
    """The form for a successor."""
    return render_template("accounts/hand_over.html", **_handing_over(person_id))


@module.post("/s/<space>/people/<int:person_id>/hand-over", needs="accounts.manage")
def hand_over(person_id: int) -> Page:
    """Hand everything somebody is here over to a successor."""
    about = _handing_over(person_id)
    form = about["form"]
    with refusals_shown(form):
        if form.validate():
            _who, successor = roles.hand_over(person_id, form.who.data, form.day.data)
            flash(_("Handed over to %(name)s.", name=successor.display_name), "ok")
            return redirect(url_for("accounts.person", person_id=successor.id), 303)
    return render_template("accounts/hand_over.html", **about), 422


@module.get("/s/<space>/roles", needs=MEMBER)
def role_matrix() -> Page:
    """What each role may do, printed from the code."""
    return render_template(
        "accounts/role_matrix.html", groups=rights.matrix(), roles=rights.roles()
    )


@module.get("/s/<space>/who", needs="accounts.view_people")
def who() -> Page:
    """Who can see or do something here, and why."""
    name = request.args.get("permission", "")
    groups = rights.matrix()
    chosen = next((p for group in groups for p in group.permissions if p.name == name), None)
    if name and chosen is None:
        raise NotFound()
    with on_the_map():
        found = rights.holders(db.session, g.access.here, chosen) if chosen else []
    return render_template("accounts/who.html", groups=groups, chosen=chosen, found=found)


def _candidates(q: str) -> list[Any]:
    with on_the_map():
        known = granting.spaces_of_candidates(db.session, g.access)
        return people.candidates(db.session, known, q)


def _candidate(person_id: int) -> Any:
    with on_the_map():
        known = granting.spaces_of_candidates(db.session, g.access)
        return people.candidate(db.session, known, person_id)


def _role(role_id: int) -> dict[str, Any]:
    with on_the_map():
        held = people.membership_of(db.session, g.access.here.id, role_id)
        who = people.person_of(db.session, g.access.here.id, held.account_id)
        return {"role": held, "who": who.account, "role_label": rights.role_label}


def _handing_over(person_id: int) -> dict[str, Any]:
    q = request.values.get("q", "").strip()
    with on_the_map():
        person = people.person_of(db.session, g.access.here.id, person_id)
    form = HandOverForm()
    found = [each for each in _candidates(q) if each.id != person_id] if q else []
    form.offer(found)
    if not form.is_submitted():
        form.day.process_data(today())
    return {"person": person, "form": form, "q": q, "role_label": rights.role_label}
