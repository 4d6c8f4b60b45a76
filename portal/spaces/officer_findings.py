"""What an overview says about offices: which nobody holds, here and in the spaces below."""

from __future__ import annotations

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..messages import Said
from ..pages import Finding
from .officer_queries import Vacancy, vacancies

SHOWN = 3


def vacant_offices() -> list[Finding]:
    """The vacant standing offices of this space, and how many spaces below have some.

    A space that has recorded no officer at all is asked to record them: nothing is known of it.
    """
    here = g.access.here.id
    found = vacancies(known_beside=here)
    return [*_own([each for each in found if each.space_id == here]), *_below(found, here)]


def vacancies_said(space_id: int) -> Said | None:
    """What a message says of the vacant offices of this space; None of another, or without any."""
    offices = [each.office for each in vacancies() if each.space_id == space_id]
    if space_id != g.access.here.id or not offices:
        return None
    return Said(
        ngettext(
            "%(num)s standing office is vacant (%(offices)s)",
            "%(num)s standing offices are vacant (%(offices)s)",
            len(offices),
            offices=_some(offices),
        )
    )


def _own(vacant: list[Vacancy]) -> list[Finding]:
    if vacant and not vacant[0].recorded:
        return [
            Finding(
                len(vacant),
                _("standing offices: no officer of this space is recorded yet"),
                _some([each.office for each in vacant]),
                _("Add the officers"),
                url_for("spaces.vacancies"),
            )
        ]
    return [
        Finding(
            len(vacant),
            ngettext("standing office is vacant", "standing offices are vacant", len(vacant)),
            _some([each.office for each in vacant]),
            _("See the vacant offices"),
            url_for("spaces.vacancies"),
        )
    ]


def _below(found: list[Vacancy], here: int) -> list[Finding]:
    spaces: dict[str, int] = {}
    for each in found:
        if each.space_id != here:
            spaces[each.space] = spaces.get(each.space, 0) + 1
    return [
        Finding(
            len(spaces),
            ngettext(
                "space below has vacant offices", "spaces below have vacant offices", len(spaces)
            ),
            _some([f"{name} ({count})" for name, count in spaces.items()]),
            _("See the vacant offices"),
            url_for("spaces.vacancies"),
        )
    ]


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
