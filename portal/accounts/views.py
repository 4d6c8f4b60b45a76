"""Signing in, my sessions, people of a space."""

from __future__ import annotations

from flask import render_template

from ..access import PUBLIC, SIGNED_IN
from ..modules import Module

module = Module("accounts", __name__, at="/")


@module.get("/sign-in", needs=PUBLIC)
def sign_in() -> str:
    return render_template("accounts/sign_in.html")


@module.get("/s/<space>/people", needs="accounts.view_people")
def people() -> str:
    return render_template("accounts/people.html")


@module.get("/choose-password", needs=SIGNED_IN)
def choose_password() -> str:
    return render_template("accounts/choose_password.html")


@module.post("/sign-out", needs=SIGNED_IN)
def sign_out() -> str:
    return render_template("accounts/sign_in.html")
