"""Several units chosen on the list, changed at once.

The list sends the chosen units to choose(), which leads to the page of the act; their ids stand in
its address, so that it can be looked at again. Ids of elsewhere are answered as unknown ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.addressing import row_number
from portal.errors import NotFound
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.modules import Page

from . import bulk_actions, changing_actions
from .bulk_forms import CongressForm, MoveUnitsForm
from .changing_act import Outcome, carried_out
from .changing_forms import DissolveForm
from .changing_queries import Standing, chosen_units
from .models import UnitsUnit
from .views import module

ACTS = ("congress", "move", "dissolve")


@module.post("/bulk", needs="units.keep")
def choose() -> Response:
    """Lead from the list to the page of an act on the chosen units."""
    act, ids = request.form.get("act", ""), request.form.getlist("unit", type=row_number)
    if act not in ACTS:
        raise NotFound()
    if not ids:
        flash(_("Choose at least one unit first."), "warn")
        return redirect(url_for("units.index"), 303)
    return redirect(url_for(f"units.bulk_{act}", unit=ids), 303)


@module.get("/bulk/congress", needs="units.prepare")
def bulk_congress() -> Page:
    """The form for the next congress of the chosen units."""
    chosen, _standing = _chosen()
    return _page("congress", chosen, CongressForm())


@module.post("/bulk/congress", needs="units.keep")
def set_congress() -> Page:
    """Set the next congress of the chosen units."""
    chosen, _standing = _chosen()
    form, ids = CongressForm(), _ids()
    act = "congress"
    return _answer(act, chosen, form, lambda: bulk_actions.set_congress(ids, form.due_on.data))


@module.get("/bulk/move", needs="units.prepare")
def bulk_move() -> Page:
    """The form that puts the chosen units under another one."""
    chosen, standing = _chosen()
    return _page("move", chosen, MoveUnitsForm(chosen, standing))


@module.post("/bulk/move", needs="units.keep")
def move_units() -> Page:
    """Put the chosen units under another one."""
    chosen, standing = _chosen()
    form, ids = MoveUnitsForm(chosen, standing), _ids()
    return _answer("move", chosen, form, lambda: bulk_actions.move_units(ids, form.parent_id()))


@module.get("/bulk/dissolve", needs="units.prepare")
def bulk_dissolve() -> Page:
    """The form by which the chosen units end."""
    chosen, standing = _chosen()
    return _page("dissolve", chosen, DissolveForm(chosen, standing))


@module.post("/bulk/dissolve", needs="units.keep")
def dissolve_chosen() -> Page:
    """Dissolve the chosen units together, once the page showed what will happen."""
    chosen, standing = _chosen()
    form, ids = DissolveForm(chosen, standing), _ids()
    return _answer(
        "dissolve",
        chosen,
        form,
        lambda: changing_actions.dissolve_units(
            ids, form.decision(form.reason.data), form.move_to()
        ),
        looks=True,
    )


def _ids() -> list[int]:
    return request.values.getlist("unit", type=row_number)


def _chosen() -> tuple[list[UnitsUnit], Standing]:
    """The chosen units of this space; none where the address names none."""
    here, ids = g.access.here.id, _ids()
    standing = Standing.of(here)
    return (chosen_units(here, ids, standing) if ids else []), standing


def _answer(
    act: str,
    chosen: list[UnitsUnit],
    form: FlaskForm,
    does: Callable[[], Outcome],
    looks: bool = False,
) -> Page:
    """What a form sent in gets; an act that is looked at first is done at the second sending."""
    with refusals_shown(form):
        if form.validate():
            agreed = request.form.get("agree", "")
            outcome = carried_out(does, agreed) if looks else does()
            if outcome.event is None:
                return _page(act, chosen, form, outcome=outcome, changed=bool(agreed))
            notice_with_undo(outcome.event, _("Done for all of the chosen units."))
            return redirect(url_for("units.index"), 303)
    return _page(act, chosen, form), 422


def _page(act: str, chosen: list[UnitsUnit], form: FlaskForm, **more: Any) -> str:
    return render_template(f"units/bulk_{act}.html", chosen=chosen, form=form, **more)
