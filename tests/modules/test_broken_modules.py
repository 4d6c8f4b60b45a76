"""A broken module is refused by a sentence that names it and the fault, or costs only itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal import containing
from portal.access import MEMBER
from portal.database import db
from portal.pages import Finding, MenuItem, Slot, Widget
from portal.testing.client import Browser
from portal.testing.server import TestServer

from .broken_modules import ALL, Broken

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Trial:
    """What the boots said, by case, and the databases they migrated."""

    said: dict[str, list[str]]
    server: TestServer
    databases: dict[str, str]

    def tables(self, case: str) -> set[str]:
        engine = sa.create_engine(
            self.server.owner_url(self.databases[case]), poolclass=sa.NullPool
        )
        with engine.connect() as connection:
            return set(connection.scalars(sa.text("select tablename from pg_tables")))


def lay_out(folder: Path, case: Broken) -> None:
    for top, files in (("plugins", case.files), ("site", case.site)):
        for name, text in files.items():
            path = folder / top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def trial(
    server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Trial]:
    """All broken modules, booted one by one in a single run."""
    folder, databases = tmp_path_factory.mktemp("broken"), {}
    for number, (name, case) in enumerate(ALL.items()):
        lay_out(folder / name, case)
        if case.migrates:
            databases[name] = f"broken_{os.getpid()}_{number}"
            server.create(databases[name], template)
            (folder / name / "database").write_text(server.owner_url(databases[name]))
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("boot_each.py")), str(folder)],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PORTAL_ENV": "test",
            "PORTAL_SECRET_KEY": "test-only-" + "x" * 40,
            "DATABASE_URL": "postgresql+psycopg://portal_app@/none",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield Trial(json.loads(done.stdout), server, databases)
    for name in databases.values():
        server.drop(name)


@pytest.mark.parametrize("case", ALL)
def test_a_sentence_names_the_module_and_the_fault(trial: Trial, case: str) -> None:
    assert any(ALL[case].says in sentence for sentence in trial.said[case]), trial.said[case]
    assert "\n" not in trial.said[case][0]


def test_a_failing_migration_stops_the_rest_and_leaves_what_came_before(trial: Trial) -> None:
    tables = trial.tables("a_failing_migration")
    assert {"calls", "alembic_version_calls"} <= tables
    assert not tables & {"visits", "alembic_version_visits", "walks", "alembic_version_walks"}


def test_a_table_without_its_policies_is_taken_back(trial: Trial) -> None:
    assert "visits" not in trial.tables("a_table_without_its_policies")


@pytest.fixture
def offering(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, object], None]:
    """`offering(place, thing)` adds to a page as a module of the name dashboard would."""
    registry = app.extensions["portal"]
    monkeypatch.setattr(containing, "_resting", {})

    def add(place: str, thing: object) -> None:
        monkeypatch.setattr(registry, place, [*getattr(registry, place), thing])
        name = getattr(thing, "name", None) or getattr(thing, "endpoint", None) or thing
        monkeypatch.setitem(registry.owner, f"{place} {name}", "dashboard")

    return add


def failing() -> list[Finding]:
    raise ValueError("broken")


def spoiling() -> list[Finding]:
    """Breaks the transaction of whoever does not stand in a savepoint."""
    db.session.execute(sa.text("select 1 / 0"))
    return []


def fine() -> list[Finding]:
    return [Finding(7, "điều vẫn thấy được")]


@pytest.mark.parametrize("find", [failing, spoiling, lambda: "no list of findings", lambda: [3]])
def test_a_raising_widget_costs_one_line(
    as_: Callable[[str], Browser], offering: Callable[..., None], find: Callable[[], object]
) -> None:
    offering("widgets", Widget("dashboard.bad", "accounts.view_people", find))  # type: ignore[arg-type]
    offering("widgets", Widget("dashboard.good", "accounts.view_people", fine))
    answer = as_("lan").get("/s/xa-sen/")
    assert answer.status_code == 200
    assert "điều vẫn thấy được" in answer.text
    assert "Không đọc được " in answer.text


def test_a_slow_widget_is_left_alone_for_a_while(
    as_: Callable[[str], Browser],
    offering: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def slow() -> list[Finding]:
        asked.append(1)
        time.sleep(0.15)
        return []

    monkeypatch.setattr(containing, "SLOW_SECONDS", 0.1)
    offering("widgets", Widget("dashboard.slow", "accounts.view_people", slow))
    lan = as_("lan")
    assert lan.get("/s/xa-sen/").status_code == 200
    assert "chậm" in lan.get("/s/xa-sen/").text
    assert asked == [1]
    monkeypatch.setattr(containing, "_resting", dict.fromkeys(containing._resting, 0.0))
    lan.get("/s/xa-sen/")
    assert asked == [1, 1]


def test_what_is_slow_in_one_space_is_asked_for_in_another(
    as_: Callable[[str], Browser],
    offering: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def slow() -> list[Finding]:
        asked.append(g.access.here.slug)
        time.sleep(0.15)
        return []

    monkeypatch.setattr(containing, "SLOW_SECONDS", 0.1)
    offering("widgets", Widget("dashboard.slow", "accounts.view_people", slow))
    for who, slug in (("lan", "xa-sen"), ("lan", "xa-sen"), ("minh", "xa-lua")):
        as_(who).get(f"/s/{slug}/")
    assert asked == ["xa-sen", "xa-lua"]


def test_a_slow_statement_is_cut_off(
    as_: Callable[[str], Browser],
    offering: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sleeping() -> list[Finding]:
        db.session.execute(sa.text("select pg_sleep(30)"))
        return []

    monkeypatch.setattr(containing, "STATEMENT_SECONDS", 1)
    offering("widgets", Widget("dashboard.slow", "accounts.view_people", sleeping))
    began = time.monotonic()
    assert "Không đọc được " in as_("lan").get("/s/xa-sen/").text
    assert time.monotonic() - began < 10


def test_a_raising_badge_and_slot_cost_only_themselves(
    as_: Callable[[str], Browser], offering: Callable[..., None]
) -> None:
    offering("menu", MenuItem("dashboard.overview", "Mục hỏng", MEMBER, badge=lambda: 1 // 0))
    offering("slots", Slot("overview", "accounts.view_people", lambda **_: 1 // 0))  # type: ignore[arg-type]
    answer = as_("lan").get("/s/xa-sen/")
    assert answer.status_code == 200
    assert "Mục hỏng" in answer.text
