"""Pages of members whom another unit offers: look at one, accept or refuse it."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask_babel import gettext as _

from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.locale import today
from portal.modules import Page

from . import offer_actions as actions
from .movement_forms import AnswerForm
from .movement_queries import offer_in, offers_here
from .views import module


@module.get("/offers", needs="members.view_names")
def offers() -> Page:
    """The members whom other units offer, and nobody answered yet."""
    return render_template("members/offers.html", offers=offers_here(g.access.here.id))


@module.get("/offers/<int:offer_id>", needs="members.view_names")
def offer(offer_id: int) -> Page:
    """A member whom another unit of the space offers."""
    found = offer_in(g.access.here.id, offer_id)
    return _page(offer_id, AnswerForm(day=min(found.on, today())))


@module.post("/offers/<int:offer_id>/accept", needs="members.answer")
def accept_offer(offer_id: int) -> Page:
    """Take the member into the unit."""
    form = AnswerForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.accept(offer_id, form.day.data)
            notice_with_undo(event, _("The member was taken in."))
            return redirect(url_for("members.offers"), 303)
    return _page(offer_id, form), 422


@module.post("/offers/<int:offer_id>/refuse", needs="members.answer")
def refuse_offer(offer_id: int) -> Page:
    """Leave the member in the former unit."""
    form = AnswerForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.decline(offer_id, form.day.data)
            notice_with_undo(event, _("The offer was refused."))
            return redirect(url_for("members.offers"), 303)
    return _page(offer_id, form), 422


def _page(offer_id: int, form: AnswerForm) -> str:
    found = offer_in(g.access.here.id, offer_id)
    return render_template("members/offer.html", offer=found, form=form)
