"""Write down each look from above: who, from which space, which page, whose record."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import g, request
from flask_login import current_user

from ..access import Access
from ..database import db
from ..guards import guard
from ..locale import now
from ..reach import Reach, put_in_force
from ..spaces.models import Space
from ..text import clean, fold
from .models import Look

LOG = "look"


def looked_at(subject_type: str, subject_id: int | None, name: str) -> None:
    """Say whose record this page shows: a look from above then enters the log with the name."""
    g.looked_at = {"subject_type": subject_type, "subject_id": subject_id, "subject_name": name}


@guard("looks.noted", without=None)
def note_look(access: Access) -> None:
    """Write the look that a page was into the log of its space, in a transaction of its own.

    After the page was made, since only then it is known whom it shows, and before it is sent:
    where this fails the answer is a fault, and nobody has seen anything.
    """
    assert access.here is not None
    grant, here = access.looked[0], frozenset({access.here.id})
    above = sa.select(Space.name).where(Space.id == grant.from_space_id).scalar_subquery()
    about = g.pop("looked_at", {})
    put_in_force(Reach(spaces=here, log=here, logs=(LOG,), account_id=access.account_id))
    db.session.execute(_added(access, from_name=above, grant_id=grant.id, **about))
    db.session.commit()


def note_sealed(subject: Any, name: str, column: str, reason: str) -> None:
    """Write into the log, within the transaction of the act, that a sealed value was shown.

    The permission of the act must list the log: `logs=("look",)`.
    """
    of = {"subject_type": type(subject).__tablename__, "subject_id": subject.id}
    shown = {"subject_name": name, "sealed": column, "reason": reason}
    db.session.execute(_added(g.access, **of, **shown))


def _added(access: Access, **values: Any) -> sa.Insert:
    """Without RETURNING: who only leaves a trace may not read the log."""
    assert access.here is not None
    who, subject = clean(current_user.display_name), values.get("subject_name")
    return (
        sa.insert(Look.__table__)  # type: ignore[arg-type]
        .values(
            space_id=access.here.id,
            at=now(),
            account_id=access.account_id,
            account_name=who,
            folded=fold(f"{who} {subject or ''}"),
            module=str(request.endpoint).partition(".")[0],
            path=request.path,
            **values,
        )
        .inline()
    )
