"""Each error becomes a page that says what happened and what to do next."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, current_app, render_template
from jinja2 import TemplateNotFound
from werkzeug.exceptions import HTTPException, InternalServerError

from .database import db
from .errors import PortalError


def init_app(app: Flask) -> None:
    """Show the portal's own pages for its errors and for Flask's."""
    app.register_error_handler(PortalError, show_portal_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_fault)


def show_portal_error(error: PortalError) -> tuple[str, int, dict[str, str]]:
    """A rule said no: its own sentence, on the page of its status."""
    headers = {}
    if "retry_after" in error.details:
        headers["Retry-After"] = str(int(error.details["retry_after"]))
    return page(error.status, error.message, **error.details), error.status, headers


def show_http_error(error: HTTPException) -> Any:
    """An error of Flask's own; redirects pass."""
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


def page(status: int, message: Any, **details: Any) -> str:
    """The page of a status, with the sentence of the rule that said no."""
    try:
        return render_template(f"errors/{status}.html", message=message, **details)
    except TemplateNotFound:
        return render_template("errors/error.html", status=status, message=message, **details)
