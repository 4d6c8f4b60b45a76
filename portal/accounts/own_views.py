"""My account and my sign-ins."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from ..access import SIGNED_IN
from ..fields import refusals_shown
from ..modules import Page
from . import sessions, signing_in
from .forms import ChangePasswordForm
from .views import module


@module.get("/account", needs=SIGNED_IN)
def my_account() -> Page:
    """My name, password, language and colours."""
    return render_template("accounts/my_account.html", form=ChangePasswordForm())


@module.post("/account/password", needs=SIGNED_IN)
def change_password() -> Page:
    """Put a new password in the place of mine."""
    form = ChangePasswordForm()
    with refusals_shown(form):
        if form.validate():
            signing_in.change_password(form.present.data, form.password.data)
            flash(_("Password changed. Other devices were signed out."), "ok")
            return redirect(url_for("accounts.my_account"), 303)
    return render_template("accounts/my_account.html", form=form), 422


@module.get("/account/sessions", needs=SIGNED_IN)
def my_sessions() -> Page:
    """Where I am signed in."""
    mine = sessions.sessions_of(current_user.id)
    return render_template("accounts/my_sessions.html", sessions=mine)


@module.post("/account/sessions/<int:session_id>/end", needs=SIGNED_IN)
def end_session(session_id: int) -> Response:
    """Sign one of my devices out."""
    signing_in.end_session(session_id)
    flash(_("The device was signed out."), "ok")
    return redirect(url_for("accounts.my_sessions"), 303)


@module.post("/account/sessions/end-others", needs=SIGNED_IN)
def end_other_sessions() -> Response:
    """Sign every device out but this one."""
    ended = signing_in.end_other_sessions()
    flash(
        ngettext("%(num)s device was signed out.", "%(num)s devices were signed out.", ended), "ok"
    )
    return redirect(url_for("accounts.my_sessions"), 303)
