"""At the door: sign in and out, choose a password, language and colours."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ..access import PUBLIC, SIGNED_IN, TOKEN
from ..addressing import own_or
from ..config import current_config
from ..fields import refusals_shown
from ..modules import Module, Page
from . import actions, codes, signing_in
from .devices import device_name
from .forms import CodeForm, PasswordForm, SignInForm, TypedCodeForm
from .identity import phone_text

module = Module("accounts", __name__, at="/")
module.add_app_template_filter(device_name, "device")
module.add_app_template_filter(phone_text, "phone")
A_YEAR = 31_536_000


@module.get("/sign-in", needs=PUBLIC)
def sign_in() -> Page:
    target = own_or(request.args.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(target)
    return render_template("accounts/sign_in.html", form=SignInForm(next=target))


@module.post("/sign-in", needs=PUBLIC)
def signed_in() -> Page:
    form = SignInForm()
    with refusals_shown(form):
        if form.validate():
            signing_in.sign_in(form.name.data, form.password.data)
            return redirect(own_or(form.next.data, "/"), 303)
    return render_template("accounts/sign_in.html", form=form), 422


@module.post("/sign-out", needs=SIGNED_IN)
def sign_out() -> Page:
    signing_in.sign_out()
    flash(_("Signed out."), "ok")
    return redirect(url_for("accounts.sign_in"), 303)


@module.get("/first", needs=PUBLIC)
def type_code() -> Page:
    return render_template("accounts/type_code.html", form=CodeForm())


@module.post("/first", needs=PUBLIC)
def typed_code() -> Page:
    """Answer with the page itself: an address with the code would stay in the browser's history."""
    form = CodeForm()
    with refusals_shown(form):
        if form.validate():
            owner = codes.owner_of_typed(form.code.data)
            blank = TypedCodeForm(formdata=None, code=form.code.data)
            return render_template("accounts/first.html", form=blank, owner=owner)
    return render_template("accounts/type_code.html", form=form), 422


@module.post("/first/password", needs=PUBLIC)
def password_by_typed_code() -> Page:
    return _first_password(TypedCodeForm(), request.form.get("code", ""))


@module.get("/first/<code>", needs=TOKEN("first sign-in"))
def first(code: str) -> Page:
    owner = codes.owner_of(code)
    return render_template("accounts/first.html", form=PasswordForm(), owner=owner, code=code)


@module.post("/first/<code>", needs=TOKEN("first sign-in"))
def first_password(code: str) -> Page:
    return _first_password(PasswordForm(), code, in_address=code)


def _first_password(form: PasswordForm, code: str, in_address: str = "") -> Page:
    owner = codes.owner_of(code)
    with refusals_shown(form):
        if form.validate():
            signing_in.remember(codes.redeem(code, form.password.data))
            flash(_("Password chosen. Next time sign in with it."), "ok")
            return redirect("/", 303)
    return render_template("accounts/first.html", form=form, owner=owner, code=in_address), 422


@module.get("/choose-password", needs=SIGNED_IN)
def choose_password() -> Page:
    if not current_user.must_choose_password:
        return redirect(url_for("accounts.my_account"))
    return render_template("accounts/choose_password.html", form=PasswordForm())


@module.post("/choose-password", needs=SIGNED_IN)
def chosen_password() -> Page:
    form = PasswordForm()
    with refusals_shown(form):
        if form.validate():
            signing_in.choose_password(form.password.data)
            flash(_("Password chosen. Next time sign in with it."), "ok")
            return redirect("/", 303)
    return render_template("accounts/choose_password.html", form=form), 422


@module.post("/language", needs=PUBLIC)
def choose_language() -> Page:
    language = request.form.get("language", "")
    actions.choose_language(language)
    answer = redirect(own_or(request.form.get("next"), "/"), 303)
    secure = current_config().production
    answer.set_cookie("language", language, A_YEAR, samesite="Lax", secure=secure, httponly=True)
    return answer


@module.post("/theme", needs=SIGNED_IN)
def choose_theme() -> Page:
    actions.choose_theme(request.form.get("theme", ""))
    return redirect(own_or(request.form.get("next"), "/"), 303)
