"""The demo shows a grant in force with its looks, one that is asked for, and one withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from .conftest import As, looks


def test_the_demo_lets_one_look_and_is_loaded_once(
    app: Flask, owner: sa.Connection, as_: As
) -> None:
    for _time in range(2):
        done = app.test_cli_runner().invoke(args=["demo", "load", "--module", "units"])
        assert done.exit_code == 0, done.output
    states = list(owner.scalars(sa.text("select state from look_grant order by id")))
    assert states == ["granted", "asked", "withdrawn"]
    assert len(looks(owner)) == 7
    above = as_("phunuhuyen")
    assert above.get("/s/hoi-lhpn-tan-ho-co/imports").status_code == 200
    assert above.get("/s/hoi-lhpn-an-phuoc/imports").status_code == 403
    head = as_("hoi-lhpn-tan-ho-co")
    assert "8 lượt xem" in head.get("/s/hoi-lhpn-tan-ho-co/looks").text
