"""flask keys, as whoever runs the server types it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import keyfile
from portal.cli import keys as commands


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["keys", *words])
    return result.exit_code, result.output


@pytest.fixture
def with_people(people: sa.Table, monkeypatch: pytest.MonkeyPatch) -> sa.Table:
    """As if a module had brought the table."""
    monkeypatch.setattr(commands, "_tables", lambda: [people])
    return people


def test_keys_are_made_once(app: Flask, keys_file: Path) -> None:
    code, said = run(app, "make")
    assert (code, "there already" in said) == (1, True)
    keys_file.unlink()
    code, said = run(app, "make")
    assert code == 0
    assert "Keep a copy" in said
    assert keyfile.read(keys_file, production=True)


@pytest.mark.usefixtures("keys_file")
def test_without_sealed_columns_an_old_key_may_go(app: Flask, keys_file: Path) -> None:
    old = keyfile.read(keys_file, production=False).encryption[0].id
    assert run(app, "retire", old) == (
        1,
        f"Error: {old} is the encryption key in use; rotate first.\n",
    )
    assert run(app, "retire", "nothing")[0] == 1
    assert run(app, "rotate")[0] == 0
    code, said = run(app, "check")
    assert code == 0
    assert f"encryption key {old}: retirable." in said
    assert run(app, "retire", old)[0] == 0
    assert old not in keys_file.read_text()


def test_a_key_goes_only_when_no_value_needs_it(
    app: Flask, keys_file: Path, with_people: sa.Table, owner: sa.Connection
) -> None:
    old = keyfile.read(keys_file, production=False).encryption[0].id
    with app.app_context():
        owner.execute(sa.insert(with_people), {"citizen_id": "0872", "citizen_hash": None})
    run(app, "rotate", "--kind", "encryption")
    code, said = run(app, "check")
    assert (code, f"encryption key {old}: still needed." in said) == (0, True)
    code, said = run(app, "retire", old)
    assert (code, said) == (1, f"Error: 1 values lie under {old}; run `flask keys reseal`.\n")
    code, said = run(app, "reseal")
    assert (code, "sealed_person.citizen_id: 1 of 1" in said) == (0, True)
    assert run(app, "retire", old)[0] == 0
    with app.app_context():
        assert owner.scalar(sa.select(with_people.c.citizen_id)) == "0872"
