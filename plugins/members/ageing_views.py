"""The yearly list of members past the age of their charter, who are seen off by one act."""

from __future__ import annotations

from flask import g, render_template, request

from portal.listing import view_from
from portal.locale import today
from portal.modules import Page

from . import ageing
from .movement_queries import charter_in
from .views import module


@module.get("/movements/past-age", needs="members.view_names")
def past_age() -> Page:
    """The members who are past the age by the end of a year."""
    this = today().year
    asked = request.args.get("year", this, type=int)
    year = asked if this - 10 <= asked <= this + 1 else this
    rule = ageing.rule_in(charter_in(g.access.here.id), today())
    page = ageing.page_of(rule, year, view_from(request.args)) if rule else None
    years = [this + 1, this, this - 1]
    return render_template("members/past_age.html", page=page, rule=rule, year=year, years=years)
