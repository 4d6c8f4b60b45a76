"""The page of the search."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from ..access import SIGNED_IN
from ..modules import Module
from .actions import PAGES, search

module = Module("search", __name__, at="/")


@module.get("/search", needs=SIGNED_IN)
def index() -> str:
    found = search(
        current_user.id,
        request.args.get("q", "").strip(),
        request.args.get("source", "").strip(),
        request.args.get("page", 1, type=int),
    )
    return render_template("search/index.html", found=found, last_page=PAGES)
