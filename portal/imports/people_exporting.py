"""Lists that name people as files: for a reason that is written down, with rows and hash.

A grant to look opens no file. What was taken along can be compared with the history years later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ..access import reach_of
from ..database import acting_within
from ..entering import registry
from ..fields import refusals_shown
from ..formkeys import leads_back_to
from ..jobs import Done, Made, Progress
from ..jobs.actions import enqueue
from ..looks.forms import ReasonForm
from ..modules import ROUTES, Page
from ..plugins import Registry
from ..sheets import SheetList
from ..taking import record_taken
from . import exporting
from .exporting import FORMATS, endpoint_of, kept, made_file, require_role, rule_of, sent

TAKE = "imports.take_people"
BY_JOB = "imports.export_people"


def mount(app: Flask, registry: Registry) -> None:
    """Add for each list that names people its form, and the file that this form asks for."""
    for listed in registry.sheets.values():
        if not listed.names_people:
            continue
        owner = registry.owner_of("sheets", listed)
        for ending in FORMATS:
            endpoint, rule = endpoint_of(listed, owner, ending), rule_of(listed, owner, ending)
            app.add_url_rule(rule, endpoint, _asking(listed), methods=["GET"])
            app.add_url_rule(rule, f"{endpoint}_taken", _taking(listed, ending), methods=["POST"])
            ROUTES[endpoint], ROUTES[f"{endpoint}_taken"] = listed.needs, TAKE


def _asking(listed: SheetList) -> Callable[[], Page]:
    def asking() -> Page:
        require_role(listed)
        return _page(listed, ReasonForm())

    return asking


def _taking(listed: SheetList, ending: str) -> Callable[[], Page | Response]:
    def taking() -> Page | Response:
        require_role(listed)
        form = ReasonForm()
        with refusals_shown(form):
            if form.validate():
                return take(listed, ending, kept(request.args), form.said)
        return _page(listed, form), 422

    return taking


def _page(listed: SheetList, form: ReasonForm) -> str:
    action = request.full_path.rstrip("?")
    return render_template("imports/take.html", listed=listed, form=form, action=action)


def take(listed: SheetList, ending: str, args: MultiDict[str, str], reason: str) -> Response:
    """Give a list of people along, at once or by a job, and write down why. Raises Refused."""
    permission = registry().permissions[listed.needs]
    with acting_within(reach_of(g.access, permission, read_only=False)):
        count = sum(1 for _row in listed.rows(args))
        file = made_file(listed, ending, args) if count <= exporting.AT_ONCE else None
    if file is None:
        wanted = {"list": listed.name, "ending": ending, "args": args.to_dict(flat=False)}
        job = enqueue(
            BY_JOB, {**wanted, "rows": count, "reason": reason}, space_id=g.access.here.id
        )
        return redirect(url_for("jobs.show", job_id=job.id), 303)
    _record(listed, file, count, args, reason)
    leads_back_to(request.full_path.rstrip("?"))
    return sent(file, ending)


def people_by_job(arguments: dict[str, Any], progress: Progress) -> Done:
    """Make the file of a long list of people, and write down in the same transaction that it is."""
    done = exporting.export_by_job(arguments, progress)
    listed, args = registry().sheets[arguments["list"]], MultiDict(arguments["args"])
    assert done.file is not None
    _record(listed, done.file, arguments["rows"], args, arguments["reason"])
    return done


def _record(
    listed: SheetList, file: Made, rows: int, args: MultiDict[str, str], reason: str
) -> None:
    record_taken(
        str(listed.label),
        rows,
        args.to_dict(flat=False),
        reason=reason,
        sha256=hashlib.sha256(file.content).hexdigest(),
    )
