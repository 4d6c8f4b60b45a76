"""Pages of report forms: which there are here, one of them filled in, its file."""

from __future__ import annotations

from flask import Response, render_template, request

from portal.modules import Page
from portal.sheets import XLSX_TYPE

from . import report_showing as showing
from .views import module


@module.get("/forms", needs="members.view")
def forms() -> Page:
    """The report forms that this space and those below it fill in."""
    return render_template(
        "members/forms.html", offered=showing.offered_here(), periods=showing.kinds_of_period
    )


@module.get("/forms/<form>", needs="members.view")
def report_form(form: str) -> Page:
    """A form, filled in for a period."""
    asked = showing.asked_from(form, request.args)
    return render_template("members/report_form.html", name=form, **showing.of_page(asked))


@module.get("/forms/<form>.xlsx", needs="members.view")
def report_file(form: str) -> Response:
    """A form as an Excel file in its own layout."""
    name, content = showing.workbook_of(showing.asked_from(form, request.args))
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=XLSX_TYPE, headers=headers)
