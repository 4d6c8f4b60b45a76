"""What the list of members may be narrowed by: the choices of its form, and those made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from portal.filters import Select
from portal.locale import current_language, today
from portal.spaces.heads import capitalized

from .lines import AGES, AWAY, OCCUPATIONS, SEXES, STATES, MemberLine, line_of
from .list_wanted import FIRST_YEAR
from .mark_queries import ANSWERS
from .queries import ON_THE_LIST, Wanted

Pairs = Sequence[tuple[Any, str]]
Chip = tuple[str, str, Any]
"""A filter that is active: what it is called, its key in the address, its value."""


def filters_of(
    wanted: Wanted, line: str, units: Pairs, hamlets: Pairs, party: bool
) -> dict[str, Any]:
    """The selects and the chips of the list, as its template prints them."""
    choices: dict[str, Pairs] = {"unit": tuple(units), "hamlet": tuple(hamlets)}
    choices |= _fixed(current_language(), line, today().year, party)
    choices = {name: pairs for name, pairs in choices.items() if len(pairs) > 1 or name == "trait"}
    labels = _labels(current_language())
    selects = [
        Select(
            name,
            labels[name],
            pairs,
            getattr(wanted, name) or "",
            ON_THE_LIST if name == "state" else "",
        )
        for name, pairs in choices.items()
        if pairs
    ]
    return {"selects": selects, "active": list(_active(choices, labels, wanted))}


@lru_cache(maxsize=64)
def _fixed(_language: str, line_name: str, year: int, party: bool) -> dict[str, Pairs]:
    """What is the same in every space of an organization, in a language."""
    line = line_of(line_name)
    years = tuple((y, str(y)) for y in range(year, FIRST_YEAR - 1, -1))
    choices: dict[str, Pairs] = {
        "state": _said([(ON_THE_LIST, _("on the list")), *STATES.items()]),
        "file": _said(
            [
                ("complete", _("complete")),
                ("some", _("something is missing")),
                ("birth", _("date of birth is missing")),
                ("citizen", _("citizen id is missing")),
                ("phone", _("phone number is missing")),
            ]
        ),
        "place": _said(
            [("present", _("present")), ("away", _("away")), *AWAY.items()],
        ),
        "kind": _said((k.name, k.label) for k in line.kinds) if line else (),
        "sex": _said(SEXES.items()),
        "age": _said((name, band.label) for name, band in AGES.items()),
        "occupation": _said(OCCUPATIONS.items()),
        "trait": tuple(_traits(line)) if line else (),
        "since": years,
        "until": years,
    }
    if party:
        choices["party"] = _said(ANSWERS.items())
    return choices


@lru_cache(maxsize=4)
def _labels(_language: str) -> dict[str, str]:
    return {
        "unit": _("Branch or group"),
        "hamlet": _("Hamlet"),
        "state": _("State"),
        "file": _("Record"),
        "place": _("Whereabouts"),
        "kind": _("Kind of member"),
        "sex": _("Sex"),
        "age": _("Age"),
        "occupation": _("Occupation"),
        "trait": _("Mark"),
        "since": _("Joined from year"),
        "until": _("Joined up to year"),
        "party": _("Party"),
    }


def _traits(line: MemberLine) -> Iterable[tuple[str, str]]:
    for trait in line.traits:
        yield trait.name, trait.label
        for choice in trait.choices:
            yield f"{trait.name}:{choice.name}", f"{trait.label}: {choice.label}"


def _said(pairs: Iterable[tuple[str, Any]]) -> Pairs:
    return tuple((name, capitalized(str(label))) for name, label in pairs)


def _active(
    choices: Mapping[str, Pairs], labels: Mapping[str, str], wanted: Wanted
) -> Iterable[Chip]:
    """The filters that narrow the list now."""
    if wanted.q:
        yield wanted.q, "q", wanted.q
    for name, pairs in choices.items():
        value = getattr(wanted, name)
        if not value or (name == "state" and value == ON_THE_LIST):
            continue
        label = dict(pairs).get(value)
        if label and name in ("since", "until", "age", "place", "file"):
            yield f"{labels[name]}: {label}", name, value
        elif label:
            yield label, name, value
    if wanted.state not in (ON_THE_LIST, *STATES):
        yield _("On the list and no longer"), "state", wanted.state
