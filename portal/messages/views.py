"""Pages of messages: one to copy, its QR, and where a short link leads."""

from __future__ import annotations

from flask import Response, redirect, render_template
from flask_login import current_user

from ..access import MEMBER, SIGNED_IN
from ..drawing import qr_of
from ..inbox.due import due_in
from ..locale import today
from ..modules import Module, Page
from . import queries

module = Module("messages", __name__, at="/")


@module.get("/s/<space>/message/<kind>/<int:row_id>", needs=MEMBER)
def show(kind: str, row_id: int) -> Page:
    message = queries.message_of(kind, row_id)
    due = due_in(message.deadline, today()) if message.deadline else None
    return render_template("messages/show.html", message=message, due=due)


@module.get("/s/<space>/message/<kind>/<int:row_id>.svg", needs=MEMBER)
def drawing(kind: str, row_id: int) -> Response:
    return Response(qr_of(queries.message_of(kind, row_id).link), mimetype="image/svg+xml")


@module.get("/r/<code>", needs=SIGNED_IN)
def follow(code: str) -> Page:
    return redirect(queries.address_meant(current_user.id, code))
