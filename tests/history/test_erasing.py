"""The values of an event are erased from the command line, and the chain still holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.history.verifying import verify
from portal.testing.client import Browser

pytestmark = pytest.mark.database


def test_an_event_forgets_a_person_and_its_chain_holds(
    app: Flask, as_: Callable[[str], Browser], owner: sa.Connection
) -> None:
    lan = as_("lan")
    tam = owner.scalar(sa.text("select id from account where username = 'tam'"))
    lan.post(f"/s/xa-sen/people/{tam}/disable", data=lan.tokens("/account"))
    assert "Trần Văn Tám" in lan.get("/s/xa-sen/history").text
    erase = app.test_cli_runner().invoke
    words = ["audit", "erase", "xa-sen", "1", "--yes", "--reason"]
    assert erase(args=[*words, " "]).exit_code == 1
    assert owner.scalar(sa.text("select count(*) from event_payload")) == 1
    done = erase(args=[*words, "Đơn số 7"])
    assert done.exit_code == 0, done.output
    assert "Trần Văn Tám" not in lan.get("/s/xa-sen/history").text
    verbs = list(owner.scalars(sa.text("select verb from event order by seq")))
    assert verbs[0] == "accounts.account_disabled" and len(verbs) == 2
    chains = verify(app.extensions["portal_config"].owner_url, "xa-sen")
    assert [chain.broken for chain in chains] == [None]
    assert erase(args=[*words, "Đơn số 7"]).exit_code == 1
    assert erase(args=["audit", "erase", "xa-sen", "99", "--yes", "--reason", "x"]).exit_code == 1
