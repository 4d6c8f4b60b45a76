"""One page with one form."""

from __future__ import annotations

from flask import g, redirect, render_template_string, request, url_for
from werkzeug.wrappers import Response

from portal.audit import record
from portal.database import db
from portal.jobs.actions import enqueue
from portal.modules import Module

from .models import LedgerEntry

FORM = """<form method="post" action="{{ url_for('ledger.add') }}">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input type="hidden" name="form_key" value="{{ form_key() }}">
<input name="value"></form>"""
module = Module("ledger", __name__)


@module.get("/", needs="ledger.view")
def index() -> str:
    return render_template_string(FORM)


@module.post("/", needs="ledger.add")
def add() -> Response:
    here, value = g.access.here.id, request.form["value"]
    entry = LedgerEntry(space_id=here, name=value)
    db.session.add(entry)
    record("ledger.added", entry)
    if "echo" in request.form:
        enqueue("ledger.echo", {"value": value}, space_id=here)
    return redirect(url_for("ledger.index", value=value), 303)
