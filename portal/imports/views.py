"""Pages of imports: choose a file, look at its rows, the result, all imports of the space."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from ..entering import registry
from ..errors import Invalid, Stale
from ..fields import refusals_shown
from ..listing import view_from
from ..modules import Module, Page
from ..sheets import XLSX_TYPE, faulty_rows_xlsx, write_template
from . import actions, queries, showing
from .forms import FileForm, chosen_in, matching_form
from .models import MATCHING, OPEN, UNDONE, WAITING, WRITTEN, SheetImport

module = Module("imports", __name__, at="/")


@module.get("/s/<space>/imports", needs="imports.view")
def index() -> Page:
    """The imports of the space."""
    page = queries.imports_of(g.access.here.id, view_from(request.args))
    return render_template("imports/index.html", page=page, lists=registry().sheets)


@module.get("/s/<space>/imports/new/<name>", needs="imports.view")
def new(name: str) -> Page:
    """The form for a file, with the columns that the list takes."""
    listed, _importable = queries.fillable(name)
    return render_template("imports/new.html", listed=listed, form=FileForm())


@module.post("/s/<space>/imports/new/<name>", needs="imports.add")
def send_in(name: str) -> Page:
    """Keep the file and show what it would do."""
    (listed, _importable), form = queries.fillable(name), FileForm()
    with refusals_shown(form):
        if form.validate():
            sent = form.file.data
            kept = actions.send_in(name, sent.read(), sent.filename)
            return redirect(url_for("imports.show", import_id=kept.id), 303)
    return render_template("imports/new.html", listed=listed, form=form), 422


@module.get("/s/<space>/imports/template/<name>", needs="imports.view")
def template(name: str) -> Response:
    """The empty list, to be filled in."""
    listed, _importable = queries.fillable(name)
    return _file(write_template(listed.sheet), f"mau-{listed.short}.xlsx")


@module.get("/s/<space>/imports/<int:import_id>", needs="imports.view")
def show(import_id: int) -> Page:
    """What an open import would do; of one that is over, what it did."""
    kept = queries.import_in(g.access.here.id, import_id)
    if kept.state in WAITING:
        kept = queries.open_import(import_id)
    job = queries.job_of(kept)
    told = {"kept": kept, "job": job, **_about(kept)}
    if job is not None and job.is_open:
        return render_template("imports/working.html", **told)
    if kept.state == MATCHING and not (job and job.error):
        return redirect(url_for("imports.match", import_id=import_id), 303)
    if kept.state == MATCHING:
        return render_template("imports/unread.html", **told)
    if kept.state != OPEN:
        return render_template("imports/result.html", **told)
    shown = showing.shown_of(kept, view_from(request.args).page)
    return render_template("imports/show.html", shown=shown, outcome=shown.outcome, **told)


@module.get("/s/<space>/imports/<int:import_id>/faulty.xlsx", needs="imports.view")
def faulty(import_id: int) -> Response:
    """The faulty rows as a file, each sentence beside its cell."""
    kept = queries.open_import(import_id)
    listed, _importable = queries.fillable(kept.list_name)
    stem = kept.file_name.rpartition(".")[0] or kept.file_name
    return _file(
        faulty_rows_xlsx(listed.sheet, showing.faulty_rows(kept)), f"{stem} - can sua.xlsx"
    )


@module.get("/s/<space>/imports/<int:import_id>/match", needs="imports.view")
def match(import_id: int) -> Page:
    """Which columns of a foreign file are meant, as guessed, to be confirmed."""
    asked = showing.asked_of(import_id, request.args)
    return _matching_page(asked, matching_form(asked.matching))


@module.post("/s/<space>/imports/<int:import_id>/match", needs="imports.add")
def say_match(import_id: int) -> Page:
    """Read the file by what was chosen, and remember it."""
    asked = showing.asked_of(import_id, request.args)
    form = matching_form(asked.matching)
    with refusals_shown(form):
        if form.validate():
            actions.match(import_id, asked.matching, chosen_in(form))
            return redirect(url_for("imports.show", import_id=import_id), 303)
    return _matching_page(asked, form), 422


@module.post("/s/<space>/imports/<int:import_id>/read", needs="imports.add")
def read(import_id: int) -> Page:
    """Read the file once more, and hold its rows against the list as it is now."""
    try:
        actions.read_anew(import_id)
    except (Invalid, Stale) as error:
        flash(error.message, "bad")
    return redirect(url_for("imports.show", import_id=import_id), 303)


@module.post("/s/<space>/imports/<int:import_id>/agree", needs="imports.add")
def agree(import_id: int) -> Page:
    """Write the rows, all or none."""
    seen, fonts = request.form.get("seen", ""), bool(request.form.get("fonts"))
    try:
        kept = actions.agree(import_id, seen, fonts_seen=fonts)
        if kept.state == WRITTEN:
            flash(_("The file was imported."), "ok")
    except (Invalid, Stale) as error:
        flash(error.message, "bad")
    return redirect(url_for("imports.show", import_id=import_id), 303)


@module.post("/s/<space>/imports/<int:import_id>/drop", needs="imports.add")
def drop(import_id: int) -> Page:
    """Throw an open import away."""
    actions.drop(import_id)
    flash(_("The file was thrown away; nothing was imported."), "ok")
    return redirect(url_for("imports.index"), 303)


@module.post("/s/<space>/imports/<int:import_id>/undo", needs="imports.add")
def undo(import_id: int) -> Page:
    """Take an import back."""
    try:
        if actions.undo_import(import_id).state == UNDONE:
            flash(_("The import was undone."), "ok")
    except Stale as error:
        flash(error.message, "bad")
    return redirect(url_for("imports.show", import_id=import_id), 303)


def _matching_page(asked: showing.Asked, form: FlaskForm) -> str:
    told = {"asked": asked, "matching": asked.matching, "form": form, "kept": asked.kept}
    return render_template("imports/match.html", **told, **_about(asked.kept))


def _about(kept: SheetImport) -> dict[str, Any]:
    listed = registry().sheets.get(kept.list_name)
    back = url_for(listed.endpoint) if listed else url_for("imports.index")
    return {"listed": listed, "back": back}


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype=XLSX_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
