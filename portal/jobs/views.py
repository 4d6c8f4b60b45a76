"""Pages of jobs: mine in a space, and how far one is."""

from __future__ import annotations

from flask import g, render_template, request

from ..access import MEMBER
from ..entering import registry
from ..errors import NotFound
from ..modules import Module
from . import queries

module = Module("jobs", __name__, at="/")


@module.get("/s/<space>/jobs", needs=MEMBER)
def index() -> str:
    jobs = queries.jobs_in(g.access.here.id)
    return render_template("jobs/index.html", jobs=jobs, kinds=registry().jobs)


@module.get("/s/<space>/jobs/<int:job_id>", needs=MEMBER)
def show(job_id: int) -> str:
    job = queries.job_in(g.access.here.id, job_id)
    if job is None:
        raise NotFound()
    part = "HX-Request" in request.headers
    page = "jobs/_progress.html" if part else "jobs/show.html"
    return render_template(page, job=job, kind=registry().jobs.get(job.kind))
