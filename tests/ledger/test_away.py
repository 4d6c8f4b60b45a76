"""While the database is away, every page says so and asks to come back soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal import create_app
from portal.away import is_away
from portal.database import db
from portal.testing.client import Browser

SignIn = Callable[[str], Browser]
PAGE = "dashboard.my_spaces"


def is_resting(answer: TestResponse) -> bool:
    return (
        answer.status_code == 503
        and int(answer.headers["Retry-After"]) > 0
        and "Cổng đang tạm nghỉ" in answer.text
        and answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    )


@pytest.mark.parametrize("path", ["/", "/sign-in", "/s/xa-sen/history", "/s/xa-sen/"])
def test_a_visitor_and_a_member_are_told_so(app: Flask, as_: SignIn, path: str) -> None:
    cookie = as_("lan").get_cookie("session")
    assert cookie is not None
    settings = app.extensions["portal_config"]
    nowhere = "postgresql+psycopg://portal_app@/portal?host=/nowhere"
    away = create_app(replace(settings, database_url=nowhere))
    assert is_resting(away.test_client().get(path))
    member = away.test_client()
    member.set_cookie("session", cookie.value)
    assert is_resting(member.get(path))
    assert member.get("/static/portal.css").status_code == 200


def end_sessions_of_the_app(owner: sa.Connection) -> None:
    owner.exec_driver_sql(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where usename = 'portal_app' and datname = current_database()"
    )


@pytest.mark.database
def test_connections_that_died_between_two_pages_are_not_noticed(
    as_: SignIn, owner: sa.Connection
) -> None:
    lan = as_("lan")
    assert lan.get("/").status_code == 200
    end_sessions_of_the_app(owner)
    assert lan.get("/").status_code == 200


@pytest.mark.database
@pytest.mark.parametrize("ask_again", [True, False], ids=["in the view", "at the commit"])
def test_a_connection_that_dies_within_a_page_changes_nothing(
    app: Flask, as_: SignIn, owner: sa.Connection, monkeypatch: pytest.MonkeyPatch, ask_again: bool
) -> None:
    def dying() -> str:
        db.session.scalar(sa.text("select 1"))
        end_sessions_of_the_app(owner)
        if ask_again:
            db.session.scalar(sa.text("select 1"))
        return "well"

    lan = as_("lan")
    with monkeypatch.context() as patch:
        patch.setitem(app.view_functions, PAGE, dying)
        patch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        answer = lan.get("/")
    assert is_resting(answer), answer.text
    assert lan.get("/").status_code == 200


@pytest.mark.database
def test_a_fault_of_a_statement_is_ours_and_no_absence(owner: sa.Connection) -> None:
    for statement, values in (
        ("select 1/0", {}),
        ("select * from nowhere", {}),
        ("select %(text)s::text", {"text": "a\0b"}),
    ):
        with pytest.raises(sa.exc.DBAPIError) as found:
            owner.exec_driver_sql(statement, values)
        assert not is_away(found.value)
