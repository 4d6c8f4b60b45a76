from __future__ import annotations

import sqlalchemy as sa
from flask import redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.access import MEMBER
from portal.database import db, must_touch
from portal.errors import NotFound
from portal.modules import Module

from .models import Sound, SoundFilter, SoundLook, SoundPerson

module = Module("sound", __name__)


@module.get("/", needs="sound.view")
def index() -> str:
    return str(db.session.scalars(sa.select(Sound.name)).all())


@module.get("/about", needs=MEMBER)
def about() -> str:
    return "sound"


@module.get("/<int:id>", needs="sound.view")
def one(id: int) -> str:
    found = db.session.scalar(sa.select(Sound).where(Sound.id == id))
    if found is None:
        raise NotFound
    return found.name


@module.get("/people/<int:person_id>", needs="sound.names")
def person(person_id: int) -> str:
    found = db.session.scalar(sa.select(SoundPerson).where(SoundPerson.id == person_id))
    if found is None:
        raise NotFound
    return found.person_name


@module.post("/<int:id>", needs="sound.change")
def rename(id: int) -> Response:
    changed = sa.update(Sound).where(Sound.id == id).values(name="x")
    must_touch(db.session.execute(changed))
    return redirect(url_for(".index"))


@module.post("/look", needs="sound.look")
def look() -> Response:
    from flask import g

    added = sa.insert(SoundLook).values(space_id=g.access.here.id, reason="vì", unit_id=None)
    db.session.execute(added.inline())
    db.session.add(SoundFilter(account_id=current_user.id, words="x"))
    return redirect(url_for(".about"))
