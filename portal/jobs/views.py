"""Pages of jobs: mine in a space, and how far one is."""

from __future__ import annotations

from flask import Response, g, render_template, request

from ..access import MEMBER
from ..entering import registry
from ..errors import NotFound
from ..files.sending import as_attachment
from ..modules import Module
from . import queries
from .models import QueuedJob

module = Module("jobs", __name__, at="/")


@module.get("/s/<space>/jobs", needs=MEMBER)
def index() -> str:
    jobs = queries.jobs_in(g.access.here.id)
    return render_template("jobs/index.html", jobs=jobs, kinds=registry().jobs)


@module.get("/s/<space>/jobs/<int:job_id>", needs=MEMBER)
def show(job_id: int) -> str:
    job = _job(job_id)
    part = "HX-Request" in request.headers
    page = "jobs/_progress.html" if part else "jobs/show.html"
    return render_template(page, job=job, kind=registry().jobs.get(job.kind))


@module.get("/s/<space>/jobs/<int:job_id>/file", needs=MEMBER)
def result(job_id: int) -> Response:
    file = queries.result_of(_job(job_id), g.access)
    return as_attachment(file["digest"], file["name"], file["media_type"])


def _job(job_id: int) -> QueuedJob:
    job = queries.job_in(g.access.here.id, job_id)
    if job is None:
        raise NotFound()
    return job
