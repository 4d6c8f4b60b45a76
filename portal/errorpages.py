"""Each error becomes a page that says what happened and what to do next."""

from __future__ import annotations

import secrets
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, current_app, g, render_template, request
from jinja2 import TemplateNotFound
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, ServiceUnavailable

from .accounts.sessions import SignedOut
from .addressing import led_from, opens
from .away import is_away
from .database import db
from .errors import PortalError

COME_BACK = "5"
"""Seconds after which a browser may ask again while the database is away."""


def init_app(app: Flask) -> None:
    """Show the portal's own pages for its errors and for Flask's."""
    app.register_error_handler(PortalError, show_portal_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_fault)
    for kind in (sa.exc.DBAPIError, psycopg.Error):
        app.register_error_handler(kind, show_database_fault)


def show_portal_error(error: PortalError) -> tuple[str, int, dict[str, str]]:
    """A rule said no: its own sentence, on the page of its status."""
    headers = {}
    if "retry_after" in error.details:
        headers["Retry-After"] = str(int(error.details["retry_after"]))
    return page(error.status, error.message, **error.details), error.status, headers


def show_http_error(error: HTTPException) -> Any:
    """An error of Flask's own; redirects pass. A fault met after the view comes inside of one."""
    fault = getattr(error, "original_exception", None)
    if fault is not None:
        return show_database_fault(fault)
    status = error.code or 500
    if status < 400:
        return error
    return page(status, ""), status


def show_fault(error: Exception) -> tuple[str, int]:
    """A fault of ours: logged under a short code that can be read over the phone."""
    code = secrets.token_hex(3).upper()
    current_app.logger.exception("Fault %s", code, exc_info=error)
    db.session.rollback()
    return page(InternalServerError.code, "", code=code), InternalServerError.code


def show_database_fault(error: Exception) -> tuple[str, int, dict[str, str]]:
    """A database that is away for a moment: come back soon; any other fault of its is ours."""
    if not is_away(error):
        text, status = show_fault(error)
        return text, status, {}
    current_app.logger.warning("The database is away: %s", getattr(error, "orig", error))
    # Who is signed in stands in the database: the page must not ask for it.
    g._login_user = SignedOut()
    g.pop("access", None)
    db.session.remove()
    return page(ServiceUnavailable.code, ""), ServiceUnavailable.code, {"Retry-After": COME_BACK}


def page(status: int, message: Any, **details: Any) -> str:
    """The page of a status, with the sentence of the rule that said no, and what to load again."""
    details["again"] = _to_load_again(status)
    try:
        return render_template(f"errors/{status}.html", message=message, **details)
    except TemplateNotFound:
        return render_template("errors/error.html", status=status, message=message, **details)


def _to_load_again(status: int) -> str | None:
    """This address where it can be opened, else the page that led here; or none.

    A page that is refused itself (409 to a GET) would only be refused once more.
    """
    if opens(request.path) and (status != Conflict.code or request.method == "POST"):
        return ""
    return led_from()
