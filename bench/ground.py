"""What everybody is measured on: one database with 1,000 units in one space, and one sign-in."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from babel.messages.mofile import write_mo
from sqlalchemy.orm import Session

from plugins.units.demo_layout import shape_of
from plugins.units.models import UnitsHolder, UnitsOffice, UnitsPlace, UnitsUnit
from portal import create_app
from portal.database import db
from portal.embedded.demo_settings import make_keys
from portal.locale import today
from portal.migrating import make_roles, upgrade
from portal.plugins import find_core, find_plugins, in_order
from portal.spaces.models import Area, Level, Space
from portal.testing import cast
from portal.testing.client import Browser
from portal.testing.generating import Generator
from portal.testing.sending import sent
from portal.testing.server import TestServer
from portal.translating import book_of, compile_checkout, core_book, translated

DATABASE, SLUG, USERNAME = "bench", "phu-nu-xa-sen", "thu"
PAGE = f"/s/{SLUG}/units/?per=50"
UNITS, HAMLETS = 1000, 10


@dataclass(frozen=True)
class Ground:
    """Where the database lies, what a browser sends, and what the page asked the database."""

    settings: dict[str, str]
    app_url: str
    owner_url: str
    cookie: str
    token: str
    recording: Path
    statements: int


def lay(server: TestServer, var: Path) -> Ground:
    """Make the database afresh, sign in, and record what the page asks."""
    server.create(DATABASE)
    app_url, owner_url = server.app_url(DATABASE), server.owner_url(DATABASE)
    make_roles(owner_url)
    plugins = in_order(find_core() + find_plugins(Path("plugins")))
    upgrade(owner_url, plugins)
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    with Session(engine, info={"unguarded": True}) as session, session.begin():
        cast.load(session)
        _fill(session)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")
    engine.dispose()
    make_keys(var / "keys.json")
    settings = {
        "PORTAL_ENV": "demo",
        "PORTAL_VAR": str(var),
        "PORTAL_KEYS_FILE": str(var / "keys.json"),
        "PORTAL_SECRET_KEY": "demo-only-" + "of the bench, which serves nobody".replace(" ", "-"),
        "DATABASE_URL": app_url,
        "DATABASE_OWNER_URL": owner_url,
    }
    compile_checkout([Path("plugins")])
    _translate_for_django(plugins, var)
    return _signed_in(settings, var)


def _fill(session: Session) -> None:
    """The 1,000 branches of one space, over ten hamlets, with heads and deputies."""
    space = session.scalars(sa.select(Space).where(Space.slug == SLUG)).one()
    if session.get(Level, "hamlet") is None:
        session.add(Level(name="hamlet", label="khóm, ấp", label_en="hamlet", rank=9))
        session.flush()
    hamlets = [
        Area(
            level="hamlet",
            kind="Ấp",
            name=str(number),
            parent_id=space.area_id,
            valid_from=cast.FOUNDED,
        )
        for number in range(1, HAMLETS + 1)
    ]
    session.add_all(hamlets)
    session.flush()
    made = Generator(SLUG, today())
    shape = shape_of("women_branch", "women")
    for number in range(1, UNITS + 1):
        unit = made.unit(shape, f"Chi hội phụ nữ số {number}")
        row = UnitsUnit(
            space_id=space.id,
            kind=shape.kind,
            name=unit.name,
            basis="residential",
            stands="hamlet",
            founded_on=unit.founded_on,
            founded_document=unit.founded_document,
            congress_on=unit.congress_on,
            congress_due_on=unit.congress_due_on,
        )
        session.add(row)
        session.flush()
        area = hamlets[number % HAMLETS]
        session.add(UnitsPlace(space_id=space.id, unit_id=row.id, area_id=area.id))
        for each in unit.offices:
            office = UnitsOffice(
                space_id=space.id,
                unit_id=row.id,
                office=each.office,
                rank=each.rank,
                party_member=each.party_member,
                elected_on=each.elected_on,
                started_on=each.elected_on,
                term_ends_on=each.term_ends_on,
                ended_on=each.ended_on,
            )
            session.add(office)
            session.flush()
            named = {"person_name": each.person, "birth_year": each.birth_year}
            session.add(
                UnitsHolder(space_id=space.id, unit_id=row.id, office_id=office.id, **named)
            )


def _translate_for_django(plugins: list[Any], var: Path) -> None:
    """One catalogue with the portal's own words, where Django looks for them."""
    joined, _faults = translated(core_book())
    units = next(plugin for plugin in plugins if plugin.name == "units")
    for message in translated(book_of(units))[0]:
        if message.id and joined.get(message.id) is None:
            joined.add(message.id, message.string)
    folder = var / "locale" / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, joined)


def _signed_in(settings: dict[str, str], var: Path) -> Ground:
    os.environ.update(settings)
    app = create_app()
    app.test_client_class = Browser
    browser: Any = app.test_client()
    browser.sign_in_as(USERNAME)
    for _warm in range(3):
        assert browser.get(PAGE).status_code == 200
    recording = var / "statements.pickle"
    with app.app_context():
        steps = _recorded(db.engine, lambda: browser.get(PAGE))
        db.engine.dispose()
    recording.write_bytes(pickle.dumps(steps))
    with browser.session_transaction() as kept:
        token = kept["_user_id"]
    return Ground(
        settings,
        settings["DATABASE_URL"],
        settings["DATABASE_OWNER_URL"],
        browser.get_cookie("session").value,
        token,
        recording,
        sum(step not in ("COMMIT", "ROLLBACK") for step, _values in steps),
    )


def _recorded(engine: sa.Engine, ask: Any) -> list[tuple[str, Any]]:
    """Every statement that the driver sent meanwhile, and where the transactions ended."""
    ends = {"commit": "COMMIT", "rollback": "ROLLBACK"}
    with sent() as steps:
        noted = {
            end: (lambda _c, word=word: steps.append((word, None))) for end, word in ends.items()
        }
        for end, note in noted.items():
            sa.event.listen(engine, end, note)
        ask()
        for end, note in noted.items():
            sa.event.remove(engine, end, note)
    return steps
