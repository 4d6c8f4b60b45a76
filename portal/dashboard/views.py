"""The first pages: my spaces, and the overview of a space."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from .. import entering
from ..access import MEMBER, SIGNED_IN
from ..modules import Module
from . import actions, queries

module = Module("dashboard", __name__, at="/")


@module.get("/", needs=SIGNED_IN)
def my_spaces() -> str:
    wanted = request.args.get("q", "")
    return render_template(
        "dashboard/my_spaces.html",
        spaces=queries.my_spaces(current_user.id, wanted),
        roles=entering.registry().roles,
        wanted=wanted,
    )


@module.get("/s/<space>/", needs=MEMBER)
def overview() -> str:
    findings, unread = actions.findings()
    return render_template("dashboard/overview.html", findings=findings, unread=unread)
