"""What the register of members offers: rights, kinds of event, menu, search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.offering import MenuItem, Permission, SearchSource, Verb

from . import queries, register_actions
from .lines import AWAY, OCCUPATIONS, SEXES, lines

KEEP = "members.keep"
LABEL = _l("Members")
READERS = ("administrator", "leader", "officer", "clerk", "viewer", "branch_head")
KEEPERS = ("administrator", "officer", "clerk")
DECIDERS = ("administrator", "officer")
PERMISSIONS = [
    Permission(
        "members.view",
        _l("See how many members there are"),
        roles=READERS,
        descends=True,
        narrows=True,
    ),
    Permission(
        "members.view_names", _l("See members by name"), roles=READERS, personal=True, narrows=True
    ),
    Permission(
        "members.prepare",
        _l("See the forms by which members are kept"),
        roles=KEEPERS,
        personal=True,
        own_only=True,
    ),
    Permission(
        "members.keep",
        _l("Add and correct members, propose movements"),
        does="changes",
        roles=KEEPERS,
        personal=True,
    ),
    Permission(
        "members.decide",
        _l("Decide on movements of members"),
        does="changes",
        roles=DECIDERS,
        personal=True,
    ),
    Permission(
        "members.view_figures",
        _l("See figures of members"),
        roles=tuple(role for role in READERS if role != "branch_head"),
        descends=True,
        narrows=True,
    ),
]
FIELDS = {
    "address": _l("Home address"),
    "away_how": _l("Whereabouts"),
    "away_since": _l("Away since"),
    "birth_date": _l("Date of birth"),
    "birth_year": _l("Year of birth"),
    "card": _l("Number of the member's card"),
    "citizen_id": _l("Citizen id"),
    "hamlet": _l("Lives in"),
    "joined_on": _l("Joined on"),
    "kind": _l("Kind of member"),
    "name": _l("Full name"),
    "occupation": _l("Occupation"),
    "sex": _l("Sex"),
    "traits": _l("Further marks"),
}


def _kind_words(name: str) -> str:
    found = (line.kind(name) for line in lines().values())
    return next((kind.label for kind in found if kind is not None), name)


def _trait_words(kept: dict[str, Any]) -> str:
    """What an organization keeps beyond the common fields, as its form says it."""
    known = {trait.name: trait for line in lines().values() for trait in line.traits}
    said = []
    for name, value in kept.items():
        trait = known.get(name)
        choices = {choice.name: choice.label for choice in trait.choices} if trait else {}
        word = _("yes") if value is True else choices.get(value, str(value))
        said.append(f"{trait.label if trait else name}: {word}")
    return "; ".join(said)


VALUES: dict[str, Callable[[Any], Any]] = {
    "away_how": lambda name: AWAY.get(name, name),
    "kind": _kind_words,
    "occupation": lambda name: OCCUPATIONS.get(name, name),
    "sex": lambda name: SEXES.get(name, name),
    "traits": _trait_words,
}
VERBS = [
    Verb(
        "members.added",
        _l("entered the member"),
        register_actions.remove_added,
        KEEP,
        FIELDS,
        VALUES,
    ),
    Verb(
        "members.corrected",
        _l("corrected the member"),
        register_actions.correct_back,
        KEEP,
        FIELDS,
        VALUES,
    ),
    Verb("members.removed", _l("took back the entry of"), fields=FIELDS, values=VALUES),
]
SEARCH = [
    SearchSource(
        "members.members",
        LABEL,
        "members.view_names",
        queries.members_named,
        "members.show",
        "membership_id",
        order=45,
    )
]
MENU = [
    MenuItem(
        "members.index",
        LABEL,
        needs="members.view",
        group="organization",
        icon="users-group",
        order=45,
    )
]
