"""What a reader sees of an event: words instead of names of verbs, and only what rights allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from ..audit import CONSOLE
from ..database import IN_FORCE, db
from ..entering import allowed, reach_by, reaching, registry
from ..guards import guard
from . import queries
from .actions import may_undo
from .models import Event
from .wording import field_words, value_words


@dataclass(frozen=True)
class Entry:
    """One line of the history, ready to print."""

    event: Event
    who: str
    label: Any
    name: str
    space: str
    details: str
    undo: str
    undone: bool

    @property
    def done(self) -> str:
        """What was done, where it stands apart from what it was done to."""
        return alone(self.label)


@dataclass(frozen=True)
class Change:
    """A value before and after."""

    field: str
    before: str
    after: str


def entries_of(events: Sequence[Event]) -> list[Entry]:
    """The events as lines: names of people where the reader may see them, undo where it works."""
    here = g.access.here.id
    details = allowed("history.view_details")
    spaces, undone = queries.spaces_of(events, here), queries.undone_by(events)
    people = _people(events) if details else {}
    return [
        Entry(
            event=event,
            who=_who(event),
            label=label_of(event.verb),
            name=event.subject_name or people.get(event.id, ""),
            space="" if event.space_id == here else spaces.get(event.space_id, ""),
            details=_details(event) if details and event.space_id == here else "",
            undo=_undo(event) if event.space_id == here and event.id not in undone else "",
            undone=event.id in undone,
        )
        for event in events
    ]


def label_of(verb: str) -> Any:
    """The words of a verb; its bare name once no module knows it any more."""
    known = registry().verbs.get(verb)
    return known.label if known else verb


def verb_choices() -> list[tuple[str, str]]:
    """The kinds of event that occur within reach, for the filter."""
    choices = [(verb, alone(label_of(verb))) for verb in queries.verbs_used()]
    return sorted(choices, key=lambda choice: choice[1])


def alone(label: Any) -> str:
    """The words of a verb without the colon that leads on to a name."""
    return str(label).rstrip(":")


def changes_in(verb: str, content: dict[str, Any]) -> list[Change]:
    """The values before and after, field by field, in words.

    A field that begins with an underscore is kept for the undoing alone.
    """
    before, after = content.get("before") or {}, content.get("after") or {}
    fields = [name for name in {**before, **after} if not name.startswith("_")]
    return [
        Change(
            field_words(verb, f),
            value_words(f, before.get(f), verb),
            value_words(f, after.get(f), verb),
        )
        for f in fields
    ]


@guard("history.values_right")
def may_see_values(verb: str) -> bool:
    """Whether this reader may see the values of such events: few may know those of some verbs."""
    known = registry().verbs.get(verb)
    return known is None or known.values_need is None or allowed(known.values_need)


def _people(events: Sequence[Event]) -> dict[int, str]:
    """The names of subjects who are people, read with the right to see them; most have none."""
    if all(event.subject_name for event in events):
        return {}
    if db.session.connection().info[IN_FORCE] == reach_by("history.view_details"):
        return queries.people_named(db.session(), events)
    with reaching("history.view_details") as session:
        return queries.people_named(session, events)


def _who(event: Event) -> str:
    if event.account_id is None and event.account_name == CONSOLE.name:
        return _("the server")
    return event.account_name or _("the system")


def _details(event: Event) -> str:
    return url_for("history.details", event_id=event.id)


def _undo(event: Event) -> str:
    verb = registry().verbs.get(event.verb)
    if verb is None or verb.undo is None or not may_undo(verb) or not allowed("history.undo"):
        return ""
    return url_for("history.undo", event_id=event.id)
