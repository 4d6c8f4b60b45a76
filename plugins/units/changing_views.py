"""Forms by which units change for good: another name, an end, a merger, a split.

Each is sent twice: first to see what will happen, then, by the button under that, to do it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.modules import Page

from . import changing_actions, changing_merge_actions, changing_split_actions
from .changing_act import Outcome, carried_out
from .changing_forms import MOST, DecisionForm, DissolveForm, MergeForm, RenameUnitForm, split_form
from .changing_queries import Standing, standing_unit
from .models import UnitsUnit
from .views import module


@module.get("/<int:unit_id>/rename", needs="units.prepare")
def renaming(unit_id: int) -> Page:
    """The form for another name of a unit."""
    unit, _standing = _here(unit_id)
    return _page("rename", unit, RenameUnitForm())


@module.post("/<int:unit_id>/rename", needs="units.keep")
def rename(unit_id: int) -> Page:
    """Give a unit another name."""
    unit, _standing = _here(unit_id)
    form = RenameUnitForm()
    return _answer(
        "rename",
        unit,
        form,
        lambda: changing_actions.rename_unit(unit_id, form.name.data, form.decision()),
        lambda: _("The unit is called %(name)s from now on.", name=form.name.data),
    )


@module.get("/<int:unit_id>/dissolve", needs="units.prepare")
def dissolving(unit_id: int) -> Page:
    """The form by which a unit ends."""
    unit, standing = _here(unit_id)
    return _page("dissolve", unit, DissolveForm([unit], standing))


@module.post("/<int:unit_id>/dissolve", needs="units.keep")
def dissolve(unit_id: int) -> Page:
    """Dissolve a unit."""
    unit, standing = _here(unit_id)
    form = DissolveForm([unit], standing)
    return _answer(
        "dissolve",
        unit,
        form,
        lambda: changing_actions.dissolve_units(
            [unit_id], form.decision(form.reason.data), form.move_to()
        ),
        lambda: _("%(unit)s is dissolved. Its page stays.", unit=unit.name),
    )


@module.get("/<int:unit_id>/merge", needs="units.prepare")
def merging(unit_id: int) -> Page:
    """The form by which other units go into one, or all into a new one."""
    unit, standing = _here(unit_id)
    return _page("merge", unit, MergeForm(unit, standing))


@module.post("/<int:unit_id>/merge", needs="units.keep")
def merge(unit_id: int) -> Page:
    """Merge units of a kind."""
    unit, standing = _here(unit_id)
    form = MergeForm(unit, standing)
    return _answer(
        "merge",
        unit,
        form,
        lambda: changing_merge_actions.merge_units(unit_id, form.merger(), form.decision()),
        lambda: _("The units are merged."),
    )


@module.get("/<int:unit_id>/split", needs="units.prepare")
def splitting(unit_id: int) -> Page:
    """The form by which a unit becomes several; ?parts= says how many."""
    unit, standing = _here(unit_id)
    return _page("split", unit, split_form(unit, standing, _wanted_parts()))


@module.post("/<int:unit_id>/split", needs="units.keep")
def split(unit_id: int) -> Page:
    """Split a unit."""
    unit, standing = _here(unit_id)
    form = split_form(unit, standing, _wanted_parts())
    return _answer(
        "split",
        unit,
        form,
        lambda: changing_split_actions.split_unit(
            unit_id, form.parts(), bool(form.goes_on.data), form.decision()
        ),
        lambda: _("The unit is split."),
    )


def _here(unit_id: int) -> tuple[UnitsUnit, Standing]:
    here = g.access.here.id
    unit = standing_unit(here, unit_id)
    return unit, Standing.of(here)


def _answer(
    act: str, unit: UnitsUnit, form: DecisionForm, does: Callable[[], Outcome], said: Any
) -> Page:
    """What a form sent in gets: its errors, what will happen, or the page of what was done."""
    with refusals_shown(form):
        if form.validate():
            agreed = request.form.get("agree", "")
            outcome = carried_out(does, agreed)
            if outcome.event is None:
                return _page(act, unit, form, outcome, bool(agreed))
            notice_with_undo(outcome.event, said())
            return redirect(url_for("units.show", unit_id=outcome.subject.id), 303)
    return _page(act, unit, form), 422


def _page(
    act: str,
    unit: UnitsUnit,
    form: DecisionForm,
    outcome: Outcome | None = None,
    changed: bool = False,
) -> str:
    return render_template(
        f"units/changing_{act}.html",
        unit=unit,
        form=form,
        outcome=outcome,
        changed=changed,
        most_parts=MOST,
    )


def _wanted_parts() -> int:
    return request.args.get("parts", 2, type=int)
