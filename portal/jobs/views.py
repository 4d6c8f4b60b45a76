"""Pages of jobs: mine in a space, and how far one is."""

from __future__ import annotations

from flask import Response, g, make_response, render_template, request

from ..access import MEMBER
from ..entering import registry
from ..errors import NotFound
from ..files.sending import as_attachment
from ..listing import view_from
from ..modules import Module
from . import queries, results
from .models import QueuedJob

module = Module("jobs", __name__, at="/")


@module.get("/s/<space>/jobs", needs=MEMBER)
def index() -> str:
    state = request.args.get("state", "")
    page = queries.jobs_in(g.access.here.id, state, view_from(request.args))
    return render_template("jobs/index.html", page=page, kinds=registry().jobs, state=state)


@module.get("/s/<space>/jobs/<int:job_id>", needs=MEMBER)
def show(job_id: int) -> Response:
    job = _job(job_id)
    part = "HX-Request" in request.headers
    page = "jobs/_progress.html" if part else "jobs/show.html"
    answer = make_response(render_template(page, job=job, kind=registry().jobs.get(job.kind)))
    if part and not job.is_open:
        # The whole page changes with the end: its lead, its times, the count in the menu.
        answer.headers["HX-Refresh"] = "true"
    return answer


@module.get("/s/<space>/jobs/<int:job_id>/file", needs=MEMBER)
def result(job_id: int) -> Response:
    return as_attachment(results.result_of(_job(job_id), g.access))


def _job(job_id: int) -> QueuedJob:
    job = queries.job_in(g.access.here.id, job_id)
    if job is None:
        raise NotFound()
    return job
