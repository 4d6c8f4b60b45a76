"""Sealed values and keyed hashes: what opens, what does not, and what rotation changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import keyfile, sealed
from portal.keyfile import Kind
from portal.keys import (
    CannotUnseal,
    hashes_under_all,
    key_id_of,
    keyed_hash,
    seal,
    unseal,
    unseal_bytes,
)

Rotate = Callable[[Kind], None]
CITIZEN = "087200001234"


@pytest.mark.parametrize("text", ["", CITIZEN, "Nguyễn Thị Lan\n", "x" * 100_000])
def test_what_is_sealed_opens(portal: Flask, text: str) -> None:
    with portal.app_context():
        closed = seal(text, "a.b")
        assert unseal(closed, "a.b") == text
        assert not text or text not in closed
        assert seal(text, "a.b") != closed
        assert unseal_bytes(seal(b"\xff\x00", "a.b"), "a.b") == b"\xff\x00"


def test_it_opens_for_its_purpose_alone(portal: Flask) -> None:
    with portal.app_context():
        closed = seal(CITIZEN, "a.b")
        for wrong in ("a.c", "a"):
            with pytest.raises(CannotUnseal, match="another purpose"):
                unseal(closed, wrong)
        with pytest.raises(ValueError, match="purpose"):
            seal(CITIZEN, "")


def test_no_altered_value_opens(portal: Flask) -> None:
    with portal.app_context():
        closed = seal(CITIZEN, "a.b")
        start = closed.rindex(".") + 1
        for at in range(start, len(closed)):
            other = "A" if closed[at] != "A" else "B"
            changed = closed[:at] + other + closed[at + 1 :]
            try:
                assert unseal(changed, "a.b") == CITIZEN
                assert at == len(closed) - 1, "only unused bits of the last letter may differ"
            except CannotUnseal:
                pass
        for broken in ("", "s1", "s1..", "plain", closed[:-8], closed.replace("s1.", "s2.")):
            with pytest.raises(CannotUnseal):
                unseal(broken, "a.b")


def test_a_hash_finds_the_same_text_and_says_nothing_else(portal: Flask) -> None:
    with portal.app_context():
        first = keyed_hash("Hoàng", "a.b")
        assert keyed_hash("Ho\u0061\u0300ng", "a.b") == first
        assert keyed_hash("Hoàng", "a.c") != first
        assert keyed_hash("Hoang", "a.b") != first


def test_after_a_rotation_old_values_open_and_new_ones_lie_under_the_new_key(
    portal: Flask, rotate: Rotate
) -> None:
    with portal.app_context():
        closed, hashed = seal(CITIZEN, "a.b"), keyed_hash(CITIZEN, "a.b")
        rotate("encryption")
        assert unseal(closed, "a.b") == CITIZEN
        assert key_id_of(seal(CITIZEN, "a.b")) != key_id_of(closed)
        assert keyed_hash(CITIZEN, "a.b") == hashed
        rotate("hash")
        assert keyed_hash(CITIZEN, "a.b") != hashed
        assert hashes_under_all(CITIZEN, "a.b") == [keyed_hash(CITIZEN, "a.b"), hashed]


def test_a_value_whose_key_is_gone_says_which(
    portal: Flask, rotate: Rotate, keys_file: Path
) -> None:
    with portal.app_context():
        closed = seal(CITIZEN, "a.b")
        rotate("encryption")
        ring = keyfile.read(keys_file, production=False).without(key_id_of(closed))
        keyfile.write(keys_file, ring)
        with pytest.raises(CannotUnseal, match=key_id_of(closed)):
            unseal(closed, "a.b")


def fill(owner: sa.Connection, people: sa.Table, count: int) -> None:
    rows = [
        {
            "citizen_id": f"{CITIZEN}{n}",
            "citizen_hash": keyed_hash(f"{CITIZEN}{n}", "person.citizen_id"),
        }
        for n in range(count)
    ]
    owner.execute(sa.insert(people), [*rows, {"citizen_id": None, "citizen_hash": None}])


@pytest.mark.database
def test_a_column_is_sealed_in_the_database_and_read_in_clear(
    app: Flask, owner: sa.Connection, people: sa.Table
) -> None:
    with app.app_context():
        fill(owner, people, 1)
        lies = owner.scalar(sa.text("select citizen_id from sealed_person"))
        assert lies.startswith("s1.")
        assert CITIZEN not in lies
        assert owner.scalars(sa.select(people.c.citizen_id)).all() == [f"{CITIZEN}0", None]
        found = people.c.citizen_hash.in_(hashes_under_all(f"{CITIZEN}0", "person.citizen_id"))
        assert owner.scalar(sa.select(people.c.citizen_id).where(found)) == f"{CITIZEN}0"
        with pytest.raises(sa.exc.StatementError, match="never the text"):
            owner.execute(sa.insert(people), {"citizen_hash": CITIZEN})
    for condition in (
        lambda c: c == CITIZEN,
        lambda c: c.in_([CITIZEN]),
        lambda c: c.like("0%"),
        lambda c: c.startswith("0"),
    ):
        with pytest.raises(TypeError, match="KeyedHash"):
            condition(people.c.citizen_id)
    assert owner.scalar(sa.select(people.c.id).where(people.c.citizen_id.is_(None))) == 2


@pytest.mark.database
def test_resealing_goes_on_where_it_was_stopped_and_frees_the_old_keys(
    app: Flask, owner: sa.Connection, people: sa.Table, rotate: Rotate, monkeypatch
) -> None:
    monkeypatch.setattr(sealed, "BATCH", 4)
    with app.app_context():
        fill(owner, people, 10)
        before = {use.key_id for use in sealed.uses(owner, [people])}
        rotate("encryption")
        rotate("hash")
        walk = sealed.reseal(owner.engine, [people])
        assert next(walk) == ("sealed_person.citizen_id", 0, 10)
        assert next(walk) == ("sealed_person.citizen_id", 4, 10)
        walk.close()
        mixed = [use.values for use in sealed.uses(owner, [people]) if use.kind == "encryption"]
        assert sorted(mixed) == [4, 6]
        steps = list(sealed.reseal(owner.engine, [people]))
        assert steps[0] == ("sealed_person.citizen_id", 0, 6)
        assert steps[-1] == ("sealed_person.citizen_hash", 10, 10)
        after = sealed.uses(owner, [people])
        assert [(use.column, use.values, use.faults) for use in after] == [
            ("sealed_person.citizen_id", 10, 0),
            ("sealed_person.citizen_hash", 10, 0),
        ]
        assert not before & {use.key_id for use in after}
        read = owner.execute(sa.select(people).where(people.c.id < 11).order_by(people.c.id)).all()
        for n, row in enumerate(read):
            assert row.citizen_id == f"{CITIZEN}{n}"
            assert row.citizen_hash == keyed_hash(row.citizen_id, "person.citizen_id")


@pytest.mark.database
def test_values_that_do_not_open_are_counted_and_stop_the_walk(
    app: Flask, owner: sa.Connection, people: sa.Table, rotate: Rotate
) -> None:
    with app.app_context():
        fill(owner, people, 3)
        owner.exec_driver_sql(
            "update sealed_person set citizen_id = citizen_id || 'AAAA' where id = 2"
        )
        assert [use.faults for use in sealed.uses(owner, [people])] == [1, 0]
        rotate("encryption")
        with pytest.raises(CannotUnseal):
            list(sealed.reseal(owner.engine, [people]))
