"""The page of the table of places by organization."""

from __future__ import annotations

from flask import render_template, request

from portal.modules import Page

from . import matrix_showing as showing
from .views import module


@module.get("/matrix", needs="units.view_figures")
def matrix() -> Page:
    """Communes by organization, or hamlets by organization: one figure, the worst first."""
    return render_template("units/matrix.html", **showing.of_table(request.args))
