"""What has served its time goes; what somebody may still need stays."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.testing.client import Browser

pytestmark = pytest.mark.database
AGED = {
    "used_form_key": ("at", "interval '3 days'"),
    "account_session": ("expires_at", "interval '366 days'"),
}


def count(owner: sa.Connection, table: str) -> int:
    found: int = owner.scalar(sa.text(f"select count(*) from {table}"))
    return found


@pytest.mark.parametrize("table", AGED)
def test_old_rows_go_and_young_ones_stay(app: Flask, as_, owner: sa.Connection, table: str) -> None:
    browser: Browser = as_("lan")
    sent = browser.send("/theme", {"theme": "dark", "next": "/"})
    assert sent.status_code in (302, 303)
    before = count(owner, table)
    assert before
    assert f"{table}: 0 rows" in app.test_cli_runner().invoke(args=["sweep"]).output
    assert count(owner, table) == before
    column, age = AGED[table]
    owner.exec_driver_sql(f"update {table} set {column} = now() - {age}")
    assert f"{table}: {before} rows" in app.test_cli_runner().invoke(args=["sweep"]).output
    assert count(owner, table) == 0


def test_every_table_that_grows_is_swept(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["sweep"]).output
    tables = [line.partition(":")[0] for line in said.splitlines()]
    assert tables == ["job", "used_form_key", "notice", "one_time_code", "account_session"]
