"""`flask audit verify` names the first broken row, whatever was done to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import db
from portal.errors import Invalid, Stale
from portal.history.actions import erase_payload
from portal.history.models import Event
from tests.history.conftest import make_body

Writing = Callable[..., object]


@pytest.fixture
def chain(writing: Writing) -> None:
    """Five events in xa-sen, two in xa-lua."""
    for name in "ABCDE":
        with writing("xa-sen") as (space,):
            make_body(space, name)
    for name in "FG":
        with writing("xa-lua") as (space,):
            make_body(space, name)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["audit", "verify", *words])
    return result.exit_code, result.output


@pytest.mark.usefixtures("chain")
def test_whole_chains_hold(app: Flask) -> None:
    assert run(app) == (0, "2 chains, 7 events: all hold.\n")
    assert run(app, "--space", "xa-lua") == (0, "1 chains, 2 events: all hold.\n")
    assert run(app, "--space", "huyen")[0] == 0
    code, said = run(app, "--space", "nowhere")
    assert code == 1
    assert "There is no space nowhere." in said


THIRD = "space_id = (select id from space where slug = 'xa-sen') and seq = 3"
OF_THIRD = f"event_id = (select id from event where {THIRD})"
NO_KEYS = "alter table event_payload drop constraint fk_event_payload_space_id_event_id"
DROP = f"delete from event_payload where {OF_THIRD}; delete from event where {THIRD}"
FORGED = (
    "drop index uq_event_space_seq; insert into event select space_id, id + 1000, seq, at,"
    " account_id, account_name, verb, subject_type, subject_id, 'forged', unit_id, undoes_id,"
    f" payload_hash, prev_hash, hash from event where {THIRD}"
)
SWAPPED = (
    "drop index uq_event_space_seq;"
    " update event set seq = 7 - seq where seq in (3, 4)"
    " and space_id = (select id from space where slug = 'xa-sen')"
)
ADDED = (
    "insert into event select space_id, id + 1000, 6, at, account_id, account_name, verb,"
    " subject_type, subject_id, 'forged', unit_id, undoes_id, payload_hash, hash, repeat('0', 64)"
    " from event where seq = 5"
)


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize(
    ("tampering", "seq", "why"),
    [
        (f"update event set subject_name = 'Z' where {THIRD}", 3, "altered"),
        (f"update event set account_name = 'Z' where {THIRD}", 3, "altered"),
        (f"update event set at = at - interval '1 day' where {THIRD}", 3, "altered"),
        (f"update event set id = 999 where {THIRD}", 3, "gone"),
        (f"update event set prev_hash = repeat('0', 64) where {THIRD}", 3, "follow"),
        (f"update event set hash = repeat('0', 64) where {THIRD}", 3, "altered"),
        (f"update event set seq = 9 where {THIRD}", 3, "missing"),
        (DROP, 3, "missing"),
        (SWAPPED, 3, "does not follow"),
        (ADDED, 6, "altered"),
        (FORGED, 3, "twice"),
        (f"update event_payload set salt = 'x' where {OF_THIRD}", 3, "before and after"),
        (
            'update event_payload set content = \'{"before":{},"after":{"name":"Z"}}\''
            f" where {OF_THIRD}",
            3,
            "before and after were altered",
        ),
        (f"delete from event_payload where {OF_THIRD}", 3, "nobody erased"),
        (
            "delete from event_payload where event_id in (select id from event where seq = 5);"
            "delete from event where seq = 5",
            6 - 1,
            "missing",
        ),
        ("update event_head set hash = repeat('0', 64) where seq = 5", 5, "head"),
        ("update event_head set seq = 4 where seq = 5", 5, "head"),
        ("update event_head set seq = 6 where seq = 5", 6, "missing"),
        ("delete from event_head where seq = 5", 5, "0 heads"),
    ],
)
def test_tampering_is_named(
    app: Flask, owner: sa.Connection, tampering: str, seq: int, why: str
) -> None:
    owner.exec_driver_sql(NO_KEYS)
    owner.exec_driver_sql(tampering)
    code, said = run(app)
    assert code == 1
    first, last = said.splitlines()
    assert first.startswith(f"xa-sen: event {seq}: ")
    assert why in first
    assert last == "Error: 1 of 2 chains are broken."


@pytest.mark.usefixtures("chain")
def test_erased_values_verify_and_leave_an_event(
    app: Flask, writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen"):
        event = db.session.scalars(sa.select(Event).where(Event.seq == 3)).one()
        erase_payload(event, "  Asked by the person  ")
    with writing("xa-sen"), pytest.raises(Stale):
        erase_payload(event, "Again")
    with writing("xa-sen"), pytest.raises(Invalid):
        erase_payload(event, "   ")
    assert run(app) == (0, "2 chains, 8 events: all hold.\n")
    told = owner.execute(
        sa.text(
            "select e.verb, e.subject_id, p.content from event e"
            " join event_payload p on p.event_id = e.id where e.seq = 6"
        )
    ).one()
    assert told.verb == "history.payload_erased"
    assert told.subject_id == event.id
    assert told.content["after"] == {"reason": "Asked by the person"}


@pytest.mark.usefixtures("chain")
def test_the_serving_role_cannot_alter_the_chain(app: Flask, writing: Writing) -> None:
    for statement in ("update event set verb = 'x'", "delete from event", "truncate event"):
        refused = pytest.raises(sa.exc.ProgrammingError, match="permission denied")
        with refused, writing("xa-sen"):
            db.session.execute(sa.text(statement))
