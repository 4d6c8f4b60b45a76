"""What the commands print for those who try the portal, and for machines that check it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cli import db as cli_db
from portal.demo.accounts import WITHOUT
from portal.embedded.demo_settings import read_for_shells, write_for_shells

ROOT = Path(__file__).resolve().parents[1]


def objects(app: Flask, *words: str) -> list[dict[str, object]]:
    done = app.test_cli_runner().invoke(args=[*words, "--json"])
    assert done.exit_code == 0, done.output
    found: list[dict[str, object]] = json.loads(done.output)
    return found


def test_every_route_is_printed_with_what_it_needs(portal: Flask) -> None:
    found = objects(portal, "access", "routes")
    assert len(found) == len(list(portal.url_map.iter_rules()))
    assert all(set(each) == {"rule", "methods", "module", "needs"} for each in found)
    needs = {each["rule"]: each["needs"] for each in found}
    assert needs["/static/<path:filename>"] == needs["/sign-in"] == "PUBLIC"
    assert needs["/"] == "SIGNED_IN"
    assert needs["/s/<space>/"] == "MEMBER"
    assert needs["/s/<space>/history"] == "history.view"
    assert any(str(each["needs"]).startswith("TOKEN(") for each in found)
    assert "NOTHING" not in needs.values()


def test_the_demo_accounts_work_in_many_spaces(portal: Flask) -> None:
    found = objects(portal, "demo", "accounts")
    assert all(set(each) == {"username", "password", "space", "role"} for each in found)
    assert len({(each["username"], each["space"]) for each in found}) == len(found)
    assert len({each["space"] for each in found}) >= 15


def test_the_demo_accounts_open_their_spaces(app: Flask) -> None:
    loaded = app.test_cli_runner().invoke(args=["demo", "load", "--module", "units"])
    assert loaded.exit_code == 0, loaded.output
    for each in objects(app, "demo", "accounts")[::9]:
        browser = app.test_client()
        name = {"name": each["username"], "password": each["password"]}
        data = {**browser.tokens("/sign-in"), **name}  # type: ignore[attr-defined]
        assert browser.post("/sign-in", data=data).status_code in (302, 303)
        page = browser.get(f"/s/{each['space']}/")
        assert page.status_code == 200, each


def test_nearly_every_space_of_the_demo_has_an_administrator(
    app: Flask, owner: sa.Connection
) -> None:
    loaded = app.test_cli_runner().invoke(args=["demo", "load", "--module", "units"])
    assert loaded.exit_code == 0, loaded.output
    without = owner.scalars(
        sa.text(
            "select s.slug from space s join oversight o on o.space_id = s.id join space top"
            " on top.id = o.overseer_id and top.slug = 'huyen-uy-tan-hong' except select slug"
            " from space join space_membership on in_space_id = space.id"
            " where role = 'administrator'"
        )
    )
    assert set(without) == {*WITHOUT, "trung-tam-chinh-tri-tan-hong"}


def test_a_second_load_adds_nothing(app: Flask) -> None:
    runner = app.test_cli_runner()
    first, second = (runner.invoke(args=["demo", "load", "--module", "units"]) for _ in range(2))
    assert first.exit_code == second.exit_code == 0
    assert " 0 new accounts" in second.output


def test_a_checkout_speaks_of_its_demo(tmp_path: Path) -> None:
    write_for_shells(tmp_path, {"A": "one", "B": "two 'words' = x"})
    assert read_for_shells(tmp_path) == {"A": "one", "B": "two 'words' = x"}
    assert read_for_shells(tmp_path / "never") == {}


def test_without_settings_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    named = ("DATABASE_", "PORTAL_", "FLASK_")
    bare = {k: v for k, v in os.environ.items() if not k.startswith(named)}
    (tmp_path / "wsgi.py").write_text((ROOT / "wsgi.py").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "flask", "access", "routes"],
        cwd=tmp_path,
        env={**bare, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "make demo" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_is_never_an_argument_that_the_list_of_processes_shows(
    portal: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[str | None] = []
    monkeypatch.setattr(cli_db, "make_roles", lambda _url, password: put.append(password))
    runner = portal.test_cli_runner()
    assert runner.invoke(args=["db", "roles", "--password", "bí mật"]).exit_code == 2
    asked = runner.invoke(args=["db", "roles", "--ask"], input="một hai\nmột hai\n")
    assert "một hai" not in asked.output
    monkeypatch.setenv("PORTAL_APP_PASSWORD", "ba bốn")
    runner.invoke(args=["db", "roles"])
    assert put == ["một hai", "ba bốn"]
