"""The way back in on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from werkzeug.test import TestResponse

from portal.testing.client import Browser

from .conftest import OTHER

ADDRESS = re.compile(r"Address: \S+?(/first/\S+)")


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *words])


def enter(client: Browser, send: Callable[..., TestResponse], said: Result) -> None:
    assert said.exit_code == 0, said.output
    page = ADDRESS.search(said.output)
    assert page is not None
    assert send(client, page[1], page=page[1], password=OTHER, again=OTHER).status_code == 303


def test_a_space_without_administrator_gets_a_new_one(
    app: Flask,
    client: Browser,
    send: Callable[..., TestResponse],
    events: Callable[[str], list[str]],
) -> None:
    said = run(app, "rescue", "phu-nu-xa-lua", "mannt", "--name", "Nguyễn Thị Mận")
    enter(client, send, said)
    assert client.get("/s/phu-nu-xa-lua/people/new").status_code == 200
    assert client.get("/s/xa-lua/people").status_code == 404
    assert events("phu-nu-xa-lua") == ["accounts.administrator_rescued", "accounts.password_chosen"]


def test_the_last_administrator_comes_back(
    app: Flask, client: Browser, send: Callable[..., TestResponse], owner: sa.Connection
) -> None:
    owner.execute(sa.text("update account set disabled_at = now() where username = 'lan'"))
    owner.execute(sa.text("update space_membership set valid_to = '2021-01-01'"))
    enter(client, send, run(app, "rescue", "xa-sen", "lan"))
    assert client.get("/s/xa-sen/people/new").status_code == 200
    run(app, "rescue", "xa-sen", "lan")
    present = sa.text("select count(*) from space_membership where valid_to is null")
    assert owner.scalar(present) == 1


def test_a_code_for_anybody(app: Flask, client: Browser, send: Callable[..., TestResponse]) -> None:
    enter(client, send, run(app, "code", "hoa"))
    assert client.get("/s/huyen/people").status_code == 200


def test_what_does_not_exist_is_said_in_one_sentence(app: Flask) -> None:
    for words in (("rescue", "khong-co", "lan"), ("rescue", "xa-sen", "!"), ("code", "nobody")):
        said = run(app, *words)
        assert said.exit_code == 1
        assert len(said.output.strip().splitlines()) == 1
