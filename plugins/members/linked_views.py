"""The page of how many people there are in the organizations that a space oversees."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from portal.modules import Page

from . import linked_actions as actions
from . import linked_showing as showing
from .views import module


@module.get("/people", needs="members.view_figures")
def people() -> Page:
    """People and enrolments, by commune and organization, as counted last."""
    return render_template("members/people.html", **showing.of_people(request.args))


@module.post("/people", needs="members.link")
def count_people() -> Page:
    """Count people anew; the work shows how far it is."""
    job = actions.count_people()
    return redirect(url_for("jobs.show", job_id=job.id), 303)
