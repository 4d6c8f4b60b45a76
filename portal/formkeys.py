"""One-time form keys: a form sent twice makes one row and leads to the same place."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, Signer
from markupsafe import Markup, escape
from sqlalchemy.dialects.postgresql import insert
from werkzeug.wrappers import Response as WerkzeugResponse

from . import entering
from .accounts.models import UsedFormKey
from .database import db
from .errors import Invalid
from .guards import guard

FIELD = "form_key"


def init_app(app: Flask) -> None:
    """Check the key of every form a signed-in account sends; offer keys() to templates."""
    if use_key not in entering.BEFORE_VIEW:
        entering.BEFORE_VIEW.insert(0, use_key)
    app.after_request(remember_location)
    app.jinja_env.globals.update(form_key=new_key, keys=keys)


def keys(once: bool = True) -> Markup:
    """The hidden fields of a form that posts: against forgery and, by `once`, the one-time key."""
    if once:
        return Markup(next(fresh_keys()))
    return Markup(_HIDDEN.format("csrf_token", escape(generate_csrf())))


def fresh_keys() -> Iterator[str]:
    """The hidden fields of one form after another; each has a one-time key of its own."""
    before = _HIDDEN.format("csrf_token", escape(generate_csrf())) + _KEY
    environ = request.environ
    while True:
        yield f'{before}{_next_of(environ)}">'


_HIDDEN = '<input type="hidden" name="{}" value="{}">'
_KEY = f'<input type="hidden" name="{FIELD}" value="'


def new_key() -> str:
    """A fresh key for one form, good for this session only: the page's, and which of its forms."""
    return _next_of(request.environ)


def _next_of(environ: dict[str, Any]) -> str:
    number, signed = environ.get(OF_PAGE) or (0, _signed(current_app, current_user.session_id))
    environ[OF_PAGE] = (number + 1, signed)
    return f"{number}-{signed}"


OF_PAGE = "portal.form_keys"
"""Where a request keeps how many forms its page has, and what signs their keys."""


def key_for(app: Flask, session_id: int) -> str:
    """A fresh key for a form of a session, made outside of its requests."""
    return f"0-{_signed(app, session_id)}"


def _signed(app: Flask, session_id: int) -> str:
    return _signer(app).sign(f"{secrets.token_urlsafe(12)}.{session_id}").decode()


@guard("formkeys.one_time", without=None)
def use_key() -> WerkzeugResponse | None:
    """Take the form's key, or answer as the first sending was answered.

    Raises Invalid on a key that is missing or not this session's.
    """
    if request.method != "POST":
        return None
    nonce = _nonce_of(request.form.get(FIELD, ""), current_user.session_id)
    if nonce is None:
        raise Invalid(_("This form is too old. Open the page again and send it once more."))
    taken = db.session.execute(
        insert(UsedFormKey)
        .values(key=nonce, account_id=current_user.id)
        .on_conflict_do_nothing()
        .returning(UsedFormKey.key)
    ).first()
    if taken:
        g.form_nonce = nonce
        return None
    first = db.session.scalar(
        sa.select(UsedFormKey.location).where(
            UsedFormKey.key == nonce, UsedFormKey.account_id == current_user.id
        )
    )
    return redirect(first or "/", 303)


def _nonce_of(key: str, session_id: int) -> str | None:
    """What a key is known by, once used; None for one that is not this session's."""
    number, _dash, signed = key.partition("-")
    try:
        content = _signer(current_app).unsign(signed).decode()
    except (BadSignature, ValueError):
        return None
    page, _dot, of_session = content.partition(".")
    whole = NUMBER.fullmatch(number) and page and of_session == str(session_id)
    return f"{number}-{page}" if whole else None


NUMBER = re.compile(r"[0-9]{1,4}")


def leads_back_to(address: str) -> None:
    """Say where this form leads when it is sent again, though it was answered with a page or file.

    What it gave is given once.
    """
    g.form_leads_to = address


def remember_location(response: Response) -> Response:
    """Keep where the form led, for the case that it is sent again."""
    nonce, location = g.pop("form_nonce", None), g.pop("form_leads_to", None)
    if response.status_code in (301, 302, 303):
        location = response.headers["Location"]
    if nonce and location and response.status_code < 400:
        db.session.execute(
            sa.update(UsedFormKey).where(UsedFormKey.key == nonce).values(location=location)
        )
    return response


def _signer(app: Flask) -> Signer:
    return _signing(app.secret_key or "")


@lru_cache(maxsize=4)
def _signing(secret: str | bytes) -> Signer:
    return Signer(secret, salt="form-key", digest_method=hashlib.sha256)
