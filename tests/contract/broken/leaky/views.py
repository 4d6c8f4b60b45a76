from __future__ import annotations

import sqlalchemy as sa

from portal.access import MEMBER
from portal.accounts.models import Account
from portal.database import db, map_session, on_the_map
from portal.errors import NotFound
from portal.modules import Module

from .models import Leaky

module = Module("leaky", __name__)


@module.get("/", needs="leaky.view")
def index() -> str:
    return str(db.session.scalars(sa.select(Leaky.label)).all())


@module.get("/whose/<int:somebody>", needs="leaky.view")
def whose(somebody: int) -> str:
    with on_the_map():
        account = db.session.get(Account, somebody)
    if account is None:
        raise NotFound
    return account.display_name


@module.get("/thing/<int:thing>", needs="leaky.view")
def thing(thing: int) -> str:
    return str(thing)


@module.get("/noted", needs=MEMBER)
def noted() -> str:
    with map_session(write=True) as session:
        session.execute(sa.update(Account).values(version=Account.version + 1))
    return ""


@module.get("/hidden", needs="leaky.view")
def hidden() -> str:
    raise NotFound


@module.get("/late", needs="leaky.view")
def late() -> str:
    return str(1 / 0)
