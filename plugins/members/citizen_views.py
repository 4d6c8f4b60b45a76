"""The citizen id of a member: masked, and whole on one page for a reason that is noted."""

from __future__ import annotations

from flask import g, render_template, url_for

from portal.fields import refusals_shown
from portal.looks.forms import ReasonForm
from portal.looks.revealing import reveal
from portal.modules import Page

from .queries import member_in
from .register_facts import masked
from .views import module


@module.get("/<int:membership_id>/citizen-id", needs="members.view_names")
def citizen_id(membership_id: int) -> Page:
    """The masked citizen id of a member, and the form that asks why it is to be seen whole."""
    return _page(membership_id, ReasonForm())


@module.post("/<int:membership_id>/citizen-id", needs="members.show_citizen_id")
def show_citizen_id(membership_id: int) -> Page:
    """The citizen id of a member whole, on this page alone."""
    form = ReasonForm()
    person, _membership = member_in(g.access.here.id, membership_id)
    back = url_for("members.citizen_id", membership_id=membership_id)
    with refusals_shown(form):
        if form.validate():
            return _page(membership_id, form, reveal(person, "citizen_id", form.said, back))
    return _page(membership_id, form), 422


def _page(membership_id: int, form: ReasonForm, whole: str | None = None) -> str:
    person, membership = member_in(g.access.here.id, membership_id)
    return render_template(
        "members/citizen_id.html",
        person=person,
        membership=membership,
        form=form,
        masked=masked(person.citizen_id),
        whole=whole,
    )
