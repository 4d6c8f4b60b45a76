"""The chain of events of a space: how events join it at commit, and what its hashes cover.

Events wait in the session until the commit, when the heads of their chains are locked in order of
space: locking them when record() is called was measured seven times slower, and locking them in no
order deadlocks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, SessionTransaction

from ..database import IN_FORCE, PortalSession, apply
from ..reach import Reach
from .models import Event, EventHead, EventPayload

START = "0" * 64
"""What the first event of a space follows."""
LINKED = (
    "space_id",
    "seq",
    "at",
    "account_id",
    "account_name",
    "verb",
    "subject_type",
    "subject_id",
    "subject_name",
    "unit_id",
    "undoes_id",
    "payload_hash",
    "prev_hash",
)
"""The columns that an event's hash covers, in this order."""
WAITING = "events"


@dataclass
class Waiting:
    """An event that joins its chain when its transaction commits."""

    event: Event
    subject: Any
    content: dict[str, Any]
    transaction: SessionTransaction | None

    def lies_within(self, transaction: SessionTransaction) -> bool:
        """Whether the event was recorded inside this transaction or a savepoint of it."""
        own = self.transaction
        while own is not None and own is not transaction:
            own = own.parent
        return own is not None


def wait_for_commit(session: Session, event: Event, subject: Any, content: dict[str, Any]) -> None:
    """Keep the event until the commit; undoing the savepoint it lies in forgets it."""
    transaction = session.get_nested_transaction() or session.get_transaction()
    waiting = Waiting(event, subject, content, transaction)
    session.info.setdefault(WAITING, []).append(waiting)


def waiting_events(session: Session) -> list[Event]:
    """The events recorded so far in the running transaction."""
    return [waiting.event for waiting in session.info.get(WAITING, ())]


def ids_removed(session: Session) -> set[int | None]:
    """The ids of the rows that the running transaction recorded an event about, and removed."""
    session.flush()
    told = [each.subject for each in session.info.get(WAITING, ())]
    states = [(subject, inspect(subject, raiseerr=False)) for subject in told]
    return {identity_of(subject) for subject, state in states if state and state.deleted}


def waiting_name(session: Session, event: Event) -> str:
    """The name of a person that a waiting event keeps beside the chain; empty without one."""
    waiting = session.info.get(WAITING, ())
    return next((str(w.content.get("name", "")) for w in waiting if w.event is event), "")


def identify(session: Session, event: Event) -> int:
    """Give a waiting event its id before the commit, for a link to it."""
    if event.id is None:
        event.id = _new_ids(session, 1)[0]
    return event.id


def payload_digest(salt: str, content: Any) -> str:
    """The hash of a payload that the chain holds."""
    return hashlib.sha256(f"{salt}{canonical(content)}".encode()).hexdigest()


def link_digest(event: Any) -> str:
    """The hash of an event and, through `prev_hash`, of everything before it."""
    values = [getattr(event, name) for name in LINKED]
    moment = values[LINKED.index("at")]
    values[LINKED.index("at")] = moment.astimezone(dt.UTC).isoformat()
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def canonical(value: Any) -> str:
    """The one way to write a value as JSON before hashing it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def identity_of(subject: Any) -> int | None:
    """The id of a row, also of one that was deleted or not loaded again since."""
    state = inspect(subject, raiseerr=False)
    if state is not None and getattr(state, "identity", None):
        named = zip(state.mapper.primary_key, state.identity, strict=True)
        return next((value for column, value in named if column.name == "id"), None)
    return getattr(subject, "id", None)


@sa_event.listens_for(PortalSession, "before_commit")
def join_chain(session: PortalSession) -> None:
    """Link the waiting events to the chains of their spaces, in this transaction."""
    waiting: Sequence[Waiting] = session.info.get(WAITING, ())
    if not waiting or session.in_nested_transaction():
        return
    session.flush()
    unnamed = [each.event for each in waiting if each.event.id is None]
    for event, new_id in zip(unnamed, _new_ids(session, len(unnamed)), strict=True):
        event.id = new_id
    spaces = sorted({each.event.space_id for each in waiting})
    _narrow_reach(session.connection(), frozenset(spaces))
    heads = _locked_heads(session, spaces)
    rows, payloads = [], []
    for each in waiting:
        row, payload = _linked(each, *heads[each.event.space_id])
        heads[each.event.space_id] = (row["seq"], row["hash"])
        rows.append(row)
        payloads.append(payload)
    connection = session.connection()
    connection.execute(sa.insert(Event).inline(), rows)
    connection.execute(sa.insert(EventPayload).inline(), payloads)
    _move_heads(connection, {space_id: heads[space_id] for space_id in spaces})
    session.info.pop(WAITING, None)


def _narrow_reach(connection: sa.Connection, spaces: frozenset[int]) -> None:
    """Keep only these spaces of the reach, for what is left of the transaction: moving the heads.

    An UPDATE passes two policies, and PostgreSQL 16 tries every pair of their two arrays: on the
    command line, with the whole country within reach, it took 15 seconds for one row.
    """
    reach: Reach | None = connection.info.get(IN_FORCE)
    if reach is not None and len(reach.log) > len(spaces):
        kept = {name: getattr(reach, name) & spaces for name in ("spaces", "write", "log")}
        apply(connection, replace(reach, personal=reach.personal & spaces, read_only=False, **kept))


def _linked(each: Waiting, seq: int, hash_: str) -> tuple[dict[str, Any], dict[str, Any]]:
    event, salt = each.event, secrets.token_hex(16)
    event.subject_id = identity_of(each.subject)
    event.payload_hash = payload_digest(salt, each.content)
    event.seq, event.prev_hash = seq + 1, hash_
    event.hash = link_digest(event)
    row = {name: getattr(event, name) for name in (*LINKED, "id", "hash")}
    payload = {
        "space_id": event.space_id,
        "event_id": event.id,
        "unit_id": event.unit_id,
        "salt": salt,
        "content": each.content,
    }
    return row, payload


def _new_ids(session: Session, count: int) -> list[int]:
    if not count:
        return []
    numbers = sa.func.generate_series(1, count).table_valued("n")
    taken = sa.select(sa.func.nextval("event_id_seq")).select_from(numbers)
    return list(session.connection().scalars(taken))


def _locked_heads(session: Session, spaces: list[int]) -> dict[int, tuple[int, str]]:
    """Make missing heads before locking any: the other way round deadlocks with a newcomer."""
    connection = session.connection()
    ids = sa.func.unnest(sa.cast(spaces, sa.ARRAY(sa.Integer))).table_valued("id").render_derived()
    known = sa.exists().where(EventHead.space_id == ids.c.id)
    missing = sa.select(ids.c.id, sa.literal(0), sa.literal(START)).where(~known)
    connection.execute(
        insert(EventHead)
        .from_select(["space_id", "seq", "hash"], missing.order_by(ids.c.id))
        .on_conflict_do_nothing(index_elements=["space_id"])
    )
    rows = connection.execute(
        sa.select(EventHead.space_id, EventHead.seq, EventHead.hash)
        .where(EventHead.space_id.in_(spaces))
        .order_by(EventHead.space_id)
        .with_for_update()
    )
    return {space_id: (seq, hash_) for space_id, seq, hash_ in rows}


def _move_heads(connection: sa.Connection, heads: dict[int, tuple[int, str]]) -> None:
    for space_id, (seq, hash_) in heads.items():
        moved = connection.execute(
            sa.update(EventHead)
            .where(EventHead.space_id == space_id)
            .values(seq=seq, hash=hash_)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount != 1:
            raise RuntimeError(f"The head of the chain of space {space_id} did not move.")


@sa_event.listens_for(PortalSession, "after_soft_rollback")
def forget_undone(session: PortalSession, undone: SessionTransaction) -> None:
    """Drop the events of a savepoint or transaction that was undone."""
    kept = [each for each in session.info.get(WAITING, ()) if not each.lies_within(undone)]
    session.info[WAITING] = kept


@sa_event.listens_for(PortalSession, "after_transaction_end")
def forget_all(session: PortalSession, ended: SessionTransaction) -> None:
    """Drop whatever a transaction left behind that ended without a commit."""
    if ended.parent is None:
        session.info.pop(WAITING, None)
