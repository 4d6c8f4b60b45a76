"""What the list of units may be narrowed by: the choices of its form, and those that were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from portal.addressing import with_query
from portal.filters import Select
from portal.locale import current_language, number_text
from portal.spaces.heads import capitalized, worded
from portal.spaces.models import Area, Line, Space

from .fitting import FITS
from .forms import HEADED, STATES
from .kinds import BASES, kinds
from .queries import STANDING, Wanted
from .row_queries import Counts

Pairs = Sequence[tuple[Any, str]]
"""Choices of a filter: the value in the address, and what it is called."""
Chip = tuple[str, str, Any]
"""A filter that is active: what it is called, its key in the address, its value."""


@dataclass(frozen=True)
class Ways:
    """What the list may be narrowed by in the spaces that it covers."""

    lines: Mapping[str, Line | None]
    communes: Mapping[int, Area]
    hamlets: Pairs
    space: Space | None
    """The one space of those below whose units are shown."""

    @property
    def several_communes(self) -> bool:
        """Whether there is a commune to choose."""
        return len(self.communes) > 1

    @property
    def several_lines(self) -> bool:
        """Whether there is an organization to choose."""
        return len(self.lines) > 1


def filters_of(ways: Ways, wanted: Wanted, counts: Counts) -> dict[str, Any]:
    """The tabs, the selects and the chips of the list, as its template prints them."""
    choices = _choices(ways, wanted, counts)
    return {
        "kind_tabs": [] if ways.several_lines else _kind_tabs(wanted, counts),
        "selects": _selects(choices, wanted),
        "active": list(_active(choices, ways, wanted)),
    }


def _choices(ways: Ways, wanted: Wanted, counts: Counts) -> dict[str, Pairs]:
    """The choices of each select that the list has, in their order."""
    fixed = _fixed(current_language())
    choices: dict[str, Pairs] = {}
    if ways.several_communes:
        choices["commune"] = tuple((a.id, a.history_name) for a in ways.communes.values())
    if ways.several_lines:
        choices["line"] = _line_choices(ways.lines, wanted, counts)
    choices["kind"] = tuple(
        (name, label) for name, label, lines in fixed["kind"] if lines & ways.lines.keys()
    )
    if not ways.several_communes:
        choices["basis"] = fixed["basis"]
    if ways.hamlets:
        choices["hamlet"] = ways.hamlets
    return {**choices, **{name: fixed[name] for name in ("head", "fits", "state")}}


@lru_cache(maxsize=8)
def _fixed(_language: str) -> dict[str, Any]:
    """What is the same in every space, in a language: choices, kinds with their lines, labels."""
    return {
        "kind": [(k.name, capitalized(k.label), frozenset(k.lines)) for k in kinds().values()],
        "basis": _said(BASES.items()),
        "head": _said(HEADED.items()),
        "fits": _said((name, label) for name, (label, _on) in FITS.items()),
        "state": _said(STATES.items()),
        "labels": {
            "commune": _("Commune"),
            "line": _("Organization"),
            "kind": _("Kind"),
            "basis": _("Basis"),
            "hamlet": _("Hamlet"),
            "head": _("Head"),
            "fits": _("To look at"),
            "state": _("State"),
        },
    }


def _said(pairs: Iterable[tuple[str, Any]]) -> Pairs:
    return tuple((name, str(label)) for name, label in pairs)


def _selects(choices: Mapping[str, Pairs], wanted: Wanted) -> list[Select]:
    labels = _fixed(current_language())["labels"]
    return [
        Select(
            name,
            labels[name],
            options,
            getattr(wanted, name) or "",
            STANDING if name == "state" else "",
        )
        for name, options in choices.items()
    ]


def _active(choices: Mapping[str, Pairs], ways: Ways, wanted: Wanted) -> Iterable[Chip]:
    """The filters that narrow the list now."""
    if wanted.q:
        yield wanted.q, "q", wanted.q
    if ways.space:
        yield ways.space.short_name, "space", wanted.space
    for key in ("commune", "line", "kind", "basis", "hamlet", "fits", "head"):
        value = getattr(wanted, key)
        label = dict(choices.get(key, ())).get(value) if value else None
        if label and key == "head":
            yield f"{_('Head')}: {label}", key, value
        elif label:
            yield label, key, value
    if wanted.state not in STATES:
        yield _("Standing and ended"), "state", wanted.state
    elif wanted.state != STANDING:
        yield str(STATES[wanted.state]), "state", wanted.state


def _line_choices(lines: Mapping[str, Line | None], wanted: Wanted, counts: Counts) -> Pairs:
    """Each organization with how many of its units fit."""
    fitting = [(line, n) for line, kind, n in counts if wanted.kind in ("", kind)]
    of = {name: sum(n for line, n in fitting if line == name) for name in lines}
    return tuple(
        (name, f"{worded(line)} ({number_text(of[name])})") for name, line in lines.items()
    )


def _kind_tabs(wanted: Wanted, counts: Counts) -> list[tuple[str, str, bool, str]]:
    """Each kind with how many units of it fit; none where there is nothing to choose."""
    of = {kind: n for _line, kind, n in counts}
    if len(of) < 2:
        return []
    known = [("", _("All"), sum(of.values()))]
    known += [(k.name, capitalized(k.label), of[k.name]) for k in kinds().values() if k.name in of]
    return [
        (label, with_query({"kind": name or None}), wanted.kind == name, number_text(count))
        for name, label, count in known
    ]
