"""What is told of looks: a question to the space, its answer, every month how many there were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import lazy_gettext as _l

from ..accounts.granting import permission_named
from ..accounts.models import SpaceMembership
from ..accounts.queries import in_force
from ..database import db
from ..locale import date_text
from ..notifications import NoticeKind
from ..notifications.actions import notify
from .models import LookGrant
from .queries import Candidate
from .reasons import reason_words


def tell_of_question(asked: LookGrant, by: Candidate) -> None:
    """Tell who may grant that somebody above asks for a look. The map must be open."""
    here = g.access.here
    url = url_for("looks.grant_page", grant_id=asked.id)
    facts = {"name": by.name, "from": by.space, "space": here.name}
    notify(deciders(here.id), "looks.asked", facts, space_id=here.id, url=url)


def tell_of_answer(given: LookGrant) -> None:
    """Tell who asked, or was chosen, what was decided."""
    here = g.access.here
    facts = {"space": here.name, "day": given.valid_to, "why": given.answer or given.reason}
    kind = f"looks.{given.state}"
    notify([given.account_id], kind, facts, space_id=here.id, url=url_for("looks.asking"))


def deciders(space_id: int) -> list[int]:
    """The accounts that administer or lead a whole space today. The map must be open."""
    m = SpaceMembership
    return list(
        db.session.scalars(
            sa.select(m.account_id)
            .where(
                m.in_space_id == space_id,
                m.role.in_(permission_named("looks.grant").roles),
                m.unit_ids.is_(None),
                m.body_ids.is_(None),
                in_force(m),
            )
            .distinct()
        )
    )


def notices() -> list[NoticeKind]:
    """What is told of looks."""
    shown = {"day": _day, "why": reason_words}
    return [
        NoticeKind(
            "looks.asked",
            _l("Somebody above asks to look at the people of your space"),
            _l("%(name)s of %(from)s asks to look at the people of %(space)s. Grant or refuse it."),
        ),
        NoticeKind(
            "looks.granted",
            _l("A look at the people of a space was granted to you"),
            _l("%(space)s lets you look at its people until %(day)s (%(why)s)."),
            shown,
        ),
        NoticeKind(
            "looks.refused",
            _l("A look at the people of a space was refused"),
            _l("%(space)s does not let you look at its people: %(why)s"),
            shown,
        ),
        NoticeKind(
            "looks.withdrawn",
            _l("A grant to look at the people of a space was withdrawn"),
            _l("%(space)s has withdrawn its grant: you no longer see its people."),
            mailed=False,
        ),
        NoticeKind(
            "looks.month",
            _l("The looks from above at the people of your space, last month"),
            _l(
                "In month %(month)s the people of %(space)s were looked at from above"
                " %(looks)s times, by %(people)s persons."
            ),
        ),
    ]


def _day(text: Any) -> str:
    return date_text(dt.date.fromisoformat(text)) if text else ""
