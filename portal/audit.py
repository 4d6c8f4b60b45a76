"""record(): write down what happened, in the same transaction as the change itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from .database import db
from .history import chain
from .history.models import Event as Event
from .locale import now
from .reach import current_reach
from .text import clean

NAMES = ("history_name", "name", "title", "display_name", "person_name")
"""Where a subject keeps what the history calls it."""


@dataclass(frozen=True)
class Verb:
    """A kind of event: `name` is `module.past_participle`, `label` what the history shows.

    `undo(event, payload)` takes the act back where that is possible, and raises Stale where the
    row has changed since; payload holds `before` and `after`. It runs within the reach of `needs`,
    the permission of the act itself. `fields` words the names in `before` and `after` for readers,
    `values` the values of a field that is kept as a code. `values_need` is a right without which
    readers of the history do not see the values, for what few may know.
    """

    name: str
    label: Any
    undo: Callable[[Event, dict[str, Any]], None] | None = None
    needs: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    values_need: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts; copied into every event."""

    account_id: int | None
    name: str | None


CONSOLE = Actor(None, "console")
"""Whoever sits at the command line; the history calls it the server."""


def record(
    verb: str,
    subject: Any,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    space_id: int | None = None,
    undoes: int | None = None,
) -> Event:
    """Write an event about `subject` into the chain of its space, at commit.

    subject is a row with an id, or a text when nothing has a row. The name of a person (a row of a
    Personal table, an account) is kept with the values, where it can be erased. Raises LookupError
    on a verb that no module registered.
    """
    if verb not in current_app.extensions["portal"].verbs:
        raise LookupError(f"No module registered the verb {verb}.")
    reach = current_reach()
    actor = db.session.info.get("actor") or Actor(reach.account_id if reach else None, None)
    name, personal = clean(name_of(subject)), names_a_person(subject)
    content: dict[str, Any] = {"before": plain(before or {}), "after": plain(after or {})}
    if personal:
        content["name"] = name
    event = Event(
        space_id=space_id or subject.space_id,
        at=now(),
        account_id=actor.account_id,
        account_name=clean(actor.name),
        verb=verb,
        subject_type=getattr(type(subject), "__tablename__", "text"),
        subject_id=None,
        subject_name="" if personal else name,
        unit_id=getattr(subject, "unit_id", None),
        undoes_id=undoes,
    )
    chain.wait_for_commit(db.session(), event, subject, content)
    return event


def name_of(subject: Any) -> str:
    """What the history calls the subject."""
    if isinstance(subject, str):
        return subject
    values = (getattr(subject, attribute, None) for attribute in NAMES)
    return str(next((value for value in values if value), type(subject).__name__))


def called(event: Event) -> str:
    """What an event recorded in this transaction calls its subject, for who just acted on it."""
    return event.subject_name or chain.waiting_name(db.session(), event)


def names_a_person(subject: Any) -> bool:
    """Whether the subject's name may only be read with a personal permission."""
    kind = getattr(type(subject), "__kind__", None)
    if getattr(type(subject), "__person__", False):
        return True
    return kind is not None and kind.name.startswith("personal")


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them. Raises ValueError on a number that JSON does not have."""
    text = json.dumps(values, default=str, ensure_ascii=False, allow_nan=False)
    kept: dict[str, Any] = json.loads(text)
    return kept
