from __future__ import annotations

import sqlalchemy as sa
from flask import Response, g, redirect, render_template, url_for

from portal.database import db
from portal.errors import NotFound
from portal.files.actions import keep_checked
from portal.files.models import PersonalFile, StoredFile
from portal.files.sending import as_attachment
from portal.modules import Module

from .forms import PaperForm

module = Module("papers", __name__)


@module.get("/", needs="papers.view")
def index():
    rows = db.session.scalars(sa.select(StoredFile).order_by(StoredFile.id)).all()
    return render_template("papers/index.html", form=PaperForm(), rows=rows)


@module.post("/", needs="papers.keep")
def add():
    form = PaperForm()
    if not form.validate():
        return render_template("papers/index.html", form=form, rows=[]), 422
    people = form.people.data
    file = keep_checked(form.file.file, space_id=g.access.here.id, personal=people)
    return redirect(url_for("papers.person" if people else "papers.paper", paper_id=file.id), 303)


@module.get("/<int:paper_id>", needs="papers.view")
def paper(paper_id: int) -> Response:
    return _sent(StoredFile, paper_id)


@module.get("/people/<int:paper_id>", needs="papers.view_people")
def person(paper_id: int) -> Response:
    return _sent(PersonalFile, paper_id)


def _sent(kind, paper_id: int) -> Response:
    file = db.session.get(kind, (g.access.here.id, paper_id))
    if file is None:
        raise NotFound()
    return as_attachment(file)
