"""The page of the books: who came and went in a period, by unit or by space, without names."""

from __future__ import annotations

from flask import render_template, request

from portal.modules import Page

from . import balance_showing as showing
from .views import module


@module.get("/balance", needs="members.view")
def balance() -> Page:
    """Opening, who came and went by kind of movement, closing."""
    return render_template("members/balance.html", **showing.of_page(request.args))
