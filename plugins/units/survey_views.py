"""Pages of survey rounds: the rounds, one round, the page on which its units are marked."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.addressing import row_number
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.locale import today
from portal.modules import Page

from . import survey_actions as actions
from . import survey_queries as queries
from . import survey_showing as showing
from .survey_forms import MarksForm, SurveyForm, marks_form
from .views import module


@module.get("/surveys", needs="units.view_figures")
def surveys() -> Page:
    """The survey rounds of this space and of those below; one of them leads to its page."""
    if request.args.get("survey", type=row_number):
        return redirect(url_for("units.survey", survey_id=request.args["survey"]))
    page = queries.rounds(view_from(request.args))
    return render_template("units/surveys.html", page=page, wide=bool(g.access.here.below))


@module.get("/surveys/<int:survey_id>", needs="units.view_figures")
def survey(survey_id: int) -> Page:
    """One round: how it found the units, compared with an earlier one."""
    found = queries.survey_in(g.access.here.id, survey_id)
    return render_template("units/survey.html", **showing.of_round(found, request.args))


@module.get("/surveys/new", needs="units.prepare_care")
def opening_survey() -> Page:
    """The form for a round."""
    return render_template("units/survey_form.html", form=SurveyForm(held_on=today()))


@module.post("/surveys/new", needs="units.care")
def open_survey() -> Page:
    """Open a round, and go on to its units."""
    form = SurveyForm()
    with refusals_shown(form):
        if form.validate():
            opened, event = actions.open_survey(form.typed())
            notice_with_undo(event, _("%(name)s was opened. Mark its units.", name=opened.name))
            return redirect(url_for("units.marking", survey_id=opened.id), 303)
    return render_template("units/survey_form.html", form=form), 422


@module.get("/surveys/<int:survey_id>/edit", needs="units.prepare_care")
def editing_survey(survey_id: int) -> Page:
    """The form that corrects a round."""
    found = queries.survey_in(g.access.here.id, survey_id)
    return render_template("units/survey_form.html", form=SurveyForm(obj=found), survey=found)


@module.post("/surveys/<int:survey_id>/edit", needs="units.care")
def change_survey(survey_id: int) -> Page:
    """Correct a round."""
    found, form = queries.survey_in(g.access.here.id, survey_id), SurveyForm()
    with refusals_shown(form):
        if form.validate():
            actions.change_survey(survey_id, form.typed(), form.seen)
            flash(_("Saved."), "ok")
            return redirect(url_for("units.survey", survey_id=survey_id), 303)
    return render_template("units/survey_form.html", form=form, survey=found), 422


@module.get("/surveys/<int:survey_id>/mark", needs="units.prepare_care")
def marking(survey_id: int) -> Page:
    """A page of the round's units, to be marked."""
    found = queries.survey_in(g.access.here.id, survey_id)
    page = queries.units_to_mark(found, view_from(request.args).page)
    return render_template(
        "units/marking.html", survey=found, page=page, form=marks_form(page.rows)
    )


@module.post("/surveys/<int:survey_id>/mark", needs="units.care")
def mark(survey_id: int) -> Page:
    """Save a page of marks as a whole, and go on to the next one."""
    found = queries.survey_in(g.access.here.id, survey_id)
    page = queries.units_to_mark(found, view_from(request.args).page)
    form = marks_form(page.rows)
    with refusals_shown(form):
        if form.validate() and _marked(survey_id, form):
            if page.number < page.pages:
                return redirect(url_for(".marking", survey_id=survey_id, page=page.number + 1), 303)
            return redirect(url_for(".survey", survey_id=survey_id), 303)
    return render_template("units/marking.html", survey=found, page=page, form=form), 422


def _marked(survey_id: int, form: MarksForm) -> bool:
    try:
        saved = actions.mark_units(survey_id, form.typed(), form.seen())
    except actions.Clash as clash:
        form.show_clash(clash)
        return False
    if saved is None:
        flash(_("Nothing was changed."), "info")
    else:
        count, event = saved
        text = ngettext("%(num)s unit was marked.", "%(num)s units were marked.", count)
        notice_with_undo(event, text)
    return True
