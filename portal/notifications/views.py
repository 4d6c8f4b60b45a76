"""Pages of notices: mine, and whether they are mailed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from ..access import SIGNED_IN
from ..addressing import own_or
from ..config import current_config
from ..listing import view_from
from ..modules import Module, Page
from . import actions, queries, showing
from .forms import AT_ONCE, NONE, PreferenceForm

module = Module("notifications", __name__, at="/")
LARGEST_ID = 2_147_483_647


@module.get("/notices", needs=SIGNED_IN)
def index() -> Page:
    unread = request.args.get("show") == "new"
    page = queries.page_of_notices(current_user.id, unread=unread, view=view_from(request.args))
    return render_template(
        "notifications/index.html",
        page=page,
        unread=unread,
        new=queries.unread(current_user.id),
        newest=queries.newest(current_user.id),
        sentence_of=showing.sentence_of,
    )


@module.post("/notices/<int:notice_id>/open", needs=SIGNED_IN)
def open_notice(notice_id: int) -> Page:
    notice = actions.see(current_user.id, notice_id)
    return redirect(notice.url or url_for("notifications.index"), 303)


@module.post("/notices/<int:notice_id>/seen", needs=SIGNED_IN)
def see(notice_id: int) -> Page:
    actions.see(current_user.id, notice_id)
    undo: Any = {
        "text": _("Marked as seen."),
        "undo": url_for("notifications.unsee", notice_id=notice_id),
    }
    flash(undo, "ok")
    return redirect(_back(), 303)


@module.post("/notices/<int:notice_id>/new", needs=SIGNED_IN)
def unsee(notice_id: int) -> Page:
    actions.unsee(current_user.id, notice_id)
    flash(_("Marked as new again."), "ok")
    return redirect(own_or(request.form.get("next"), _back()), 303)


@module.post("/notices/seen", needs=SIGNED_IN)
def see_all() -> Page:
    newest = min(request.form.get("newest", 0, type=int), LARGEST_ID)
    seen = actions.see_all(current_user.id, newest)
    flash(ngettext("%(num)s notice marked as seen.", "%(num)s notices marked as seen.", seen), "ok")
    return redirect(_back(), 303)


@module.get("/notices/preferences", needs=SIGNED_IN)
def preferences() -> Page:
    chosen = AT_ONCE if queries.wants_mail(current_user.id) else NONE
    return _preferences(PreferenceForm(mail=chosen))


@module.post("/notices/preferences", needs=SIGNED_IN)
def choose() -> Page:
    form = PreferenceForm()
    if not form.validate():
        return _preferences(form), 422
    actions.choose_mail(current_user.id, form.mail.data == AT_ONCE)
    flash(_("Saved."), "ok")
    return redirect(url_for("notifications.preferences"), 303)


def _preferences(form: PreferenceForm) -> str:
    return render_template(
        "notifications/preferences.html",
        form=form,
        address=queries.address_of(current_user.id),
        mail_is_sent=current_config().smtp_url is not None,
    )


def _back() -> str:
    """The list as it was looked at: all, or the new ones."""
    return url_for("notifications.index", show=request.form.get("show") or None)
