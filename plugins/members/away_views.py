"""The page that notes since when a member is not present, and the act that notes the return."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice

from portal.fields import DayField, Needed, refusals_shown
from portal.history.actions import notice_with_undo
from portal.modules import Page
from portal.spaces.heads import capitalized
from portal.spaces.setting_forms import VersionForm

from . import away_actions as actions
from .lines import AWAY
from .queries import member_in
from .views import module


class AwayForm(VersionForm):
    """Why a member is not present, and since when."""

    how = RadioField(_l("Why not present"), validate_choice=False)
    since = DayField(_l("Away since"), [Needed()])

    def __init__(self, **data: object) -> None:
        super().__init__(**data)
        self.how.choices = [SelectChoice(n, capitalized(str(word))) for n, word in AWAY.items()]


@module.get("/<int:membership_id>/away", needs="members.prepare")
def away(membership_id: int) -> Page:
    """The form that notes that a member is not present."""
    _person, member = member_in(g.access.here.id, membership_id)
    return _page(membership_id, AwayForm(how=member.away_how, since=member.away_since))


@module.post("/<int:membership_id>/away", needs="members.keep")
def note_away(membership_id: int) -> Page:
    """Note that a member is not present."""
    form = AwayForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.note_away(membership_id, form.how.data or "", form.since.data)
            notice_with_undo(event)
            return redirect(url_for("members.show", membership_id=membership_id), 303)
    return _page(membership_id, form), 422


@module.post("/<int:membership_id>/back", needs="members.keep")
def note_back(membership_id: int) -> Page:
    """Note that a member is present again."""
    notice_with_undo(actions.note_back(membership_id), _("Noted that the member is back."))
    return redirect(url_for("members.show", membership_id=membership_id), 303)


def _page(membership_id: int, form: AwayForm) -> str:
    person, member = member_in(g.access.here.id, membership_id)
    return render_template("members/away.html", person=person, membership=member, form=form)
