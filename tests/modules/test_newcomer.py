"""Whoever follows plugins/README.md, and nothing else, has a working module in a pip package."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from .conftest import ROOT, Workshop

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
NAMED = re.compile(r"(?:#|\{#-) ((?:plugins|portal-visits)/[\w./-]+)(?: -#\})?\n")
USE = """
import json, re
from portal import create_app
from portal.testing.client import Browser

app = create_app()
app.test_client_class = Browser
as_ = lambda name: app.test_client().sign_in_as(name)
place = "/s/xa-sen/visits/"
lan = as_("lan")
day = ["5", "7", "2026"]
said = {
    "origin": app.extensions["portal"].plugin("visits").origin,
    "added": lan.send(place, {"name": "Thăm bà Sáu", "day": day}).status_code,
    "refused": lan.send(place, {"name": "", "day": day}).status_code,
    "list": lan.get(place + "?q=ba+sau&sort=name").text,
    "above": as_("hoa").get(place).text,
    "beside": as_("minh").get(place).status_code,
    "reader": as_("tam").send(place, {"name": "Không", "day": day}).status_code,
    "history": lan.get("/s/xa-sen/history").text,
    "english": lan.get(place, headers={"Cookie": ""}).status_code,
}
print(json.dumps(said))
"""


def blocks() -> list[tuple[str, str]]:
    """The steps in order: (path, text) of each file, ("", text) of each script."""
    found = []
    for kind, text in BLOCK.findall((ROOT / "plugins" / "README.md").read_text(encoding="utf-8")):
        named = NAMED.match(text)
        assert named or kind == "sh", (
            f"A block says neither its file nor that it is a script: {text}"
        )
        found.append((named.group(1), text[named.end() :]) if named else ("", text))
    return found


@pytest.fixture(scope="module")
def packed(workshop: Workshop) -> Workshop:
    """The workshop after every step of the README."""
    for path, text in blocks():
        if not path:
            workshop.run(text)
            continue
        file = workshop.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return workshop


def test_there_are_nine_steps() -> None:
    text = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\d)\.", text, re.M) == list("123456789")


def test_the_module_comes_from_its_package_and_works(packed: Workshop) -> None:
    assert not (packed.folder / "plugins" / "visits").exists()
    (listed,) = json.loads(packed.run("flask plugins list --json"))
    assert listed == {
        "name": "visits",
        "version": "1.0",
        "origin": "portal-visits",
        "requires": [],
        "on": True,
        "tables": ["visits_entry"],
        "spaces": 7,
    }
    said = json.loads(packed.python(USE).splitlines()[-1])
    assert said["origin"] == "portal-visits"
    assert (said["added"], said["refused"]) == (303, 422)
    assert "Thăm bà Sáu" in said["list"] and "05/07/2026" in said["list"]
    assert "Thăm lại trước ngày" in said["list"], "the package brings its Vietnamese"
    assert "Thăm bà Sáu" in said["above"] and "Thêm dòng" not in said["above"]
    assert (said["beside"], said["reader"]) == (404, 403)
    assert "Thăm bà Sáu" in said["history"]


def test_what_the_steps_write_is_in_the_style_of_the_house(packed: Workshop) -> None:
    config = f"--config {ROOT / 'pyproject.toml'}"
    package = Path("portal-visits") / "portal_visits"
    packed.run(f"ruff check {config} --no-cache {package}")
    packed.run(f"ruff format {config} --no-cache --check {package}")


def test_removal_refuses_while_rows_exist_and_then_leaves_nothing(packed: Workshop) -> None:
    engine = sa.create_engine(packed.database, poolclass=sa.NullPool)
    with engine.begin() as owner:
        space = owner.scalar(sa.text("select id from space where slug = 'xa-lua'"))
        owner.execute(
            sa.text(
                "insert into space_setting (in_space_id, name, value)"
                " values (:space, 'modules.visits', 'false')"
            ),
            {"space": space},
        )
        owner.execute(
            sa.text(
                "insert into visits_entry (space_id, name, folded, day)"
                " values (:space, 'x', 'x', '2026-07-05')"
            ),
            {"space": space},
        )
    (listed,) = json.loads(packed.run("flask plugins list --json"))
    assert listed["spaces"] == 5, "off in a space is off in the one below it"
    said = packed.run("flask plugins remove visits", works=False)
    assert "visits: there are rows in visits_entry." in said
    with engine.begin() as owner:
        assert owner.scalar(sa.text("select count(*) from visits_entry")), "off deletes nothing"
        owner.execute(sa.text("delete from visits_entry"))
    said = packed.run("flask plugins remove visits")
    assert "pip uninstall portal-visits" in said
    with engine.begin() as owner:
        left = owner.scalars(sa.text("select tablename from pg_tables where tablename ~ 'visits'"))
        assert left.all() == []
        settings = owner.scalars(sa.text("select name from space_setting where name ~ 'visits'"))
        assert settings.all() == []
    engine.dispose()
