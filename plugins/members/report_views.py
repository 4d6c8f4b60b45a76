"""Pages of report forms: which there are here, one of them filled in, its file."""

from __future__ import annotations

from flask import Response, g, render_template, request

from portal.locale import today
from portal.modules import Page
from portal.reportforms import shown
from portal.reportforms.shape import ROWS
from portal.sheets import XLSX_TYPE
from portal.spaces.letterheads import letterhead_of

from . import report_showing as showing
from .report_rows import is_narrowed
from .views import module


@module.get("/forms", needs="members.view_figures")
def forms() -> Page:
    """The report forms that this space and those below it fill in."""
    return render_template(
        "members/forms.html", offered=showing.offered_here(), periods=showing.kinds_of_period
    )


@module.get("/forms/<form>", needs="members.view_figures")
def report_form(form: str) -> Page:
    """A form, filled in for a period."""
    asked = showing.asked_from(form, request.args)
    filled = showing.filled(asked)
    return render_template(
        "members/report_form.html",
        asked=asked,
        name=form,
        report=shown(filled, showing.links_of(asked)),
        rows=len(filled.rows),
        names=ROWS[filled.by],
        choices=showing.choices_of(asked),
        letterhead=letterhead_of(g.standing, g.settings),
        today=today(),
        narrowed=showing.NARROWED if is_narrowed() else "",
        goes_on=asked.period.days.end > today(),
    )


@module.get("/forms/<form>.xlsx", needs="members.view_figures")
def report_file(form: str) -> Response:
    """A form as an Excel file in its own layout."""
    name, content = showing.workbook_of(showing.asked_from(form, request.args))
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=XLSX_TYPE, headers=headers)
