"""Read the forms of a module, and refuse those that ask what no module offers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .measures import Measure
from .reading import FormError, Reading
from .shape import Leaf, ReportForm


def load_forms(folder: Path, module: str) -> list[ReportForm]:
    """The forms of a module: one JSON file each. Raises FormError.

    A form that says `like` another file of the folder takes from it what it does not say itself.
    """
    found = {
        path.stem: _parsed(path.read_text(encoding="utf-8"), f"{module}.{path.stem}")
        for path in sorted(folder.glob("*.json"))
    }
    forms = []
    for stem, entry in found.items():
        name, like = f"{module}.{stem}", entry.get("like")
        if like is not None and like not in found:
            raise FormError(f"{name}: there is no form {like} that it could be like.")
        own = {key: value for key, value in entry.items() if key != "like"}
        forms.append(_form({**found.get(like or "", {}), **own}, name))
    return forms


def read_form(text: str, name: str) -> ReportForm:
    """A form from its JSON. Raises FormError naming the place of the fault."""
    return _form(_parsed(text, name), name)


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        entry = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormError(f"{name}: line {error.lineno}: {error.msg}.") from error
    if not isinstance(entry, dict):
        raise FormError(f"{name}: the form must be an object.")
    return entry


def _form(entry: dict[str, Any], name: str) -> ReportForm:
    try:
        return Reading(name).form(entry)
    except KeyError as error:
        raise FormError(f"{name}: {error} is missing or is not known.") from error


def check_measures(form: ReportForm, measures: Mapping[str, Measure]) -> None:
    """Refuse a form whose columns ask what no module offers. Raises FormError."""
    for leaf in form.leaves:
        fault = _fault_of(form, leaf, measures) if leaf.measure else ""
        if fault:
            raise FormError(f"{form.name}: column {leaf.number}: {fault}.")


def _fault_of(form: ReportForm, leaf: Leaf, measures: Mapping[str, Measure]) -> str:
    measure = measures.get(leaf.measure)
    if measure is None:
        return "" if leaf.if_offered else f"no module offers the measure {leaf.measure}"
    dated = leaf.span in ("at_start", "at_end")
    if dated != (measure.measures == "date"):
        return f"{leaf.measure} counts by {measure.measures}, which {leaf.span} does not fit"
    lacking = [rows for rows in form.rows if rows not in (*measure.rows, "fixed")]
    if lacking:
        return f"{leaf.measure} cannot count by {lacking[0]}"
    taken = dict(leaf.arguments)
    for fixed in form.fixed:
        taken |= fixed.arguments
    for argument, value in taken.items():
        if argument not in measure.takes:
            return f"{leaf.measure} takes no {argument}"
        allowed = measure.takes[argument]
        if allowed and value not in allowed:
            return f"{leaf.measure} takes as {argument} {', '.join(allowed)}, not {value}"
    return ""
