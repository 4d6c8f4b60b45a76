"""What a reader sees of the offices of a unit: names only where the reader may see names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import g, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from portal.addressing import address
from portal.entering import allowed, reaching
from portal.history.queries import history_of
from portal.history.showing import Entry, entries_of
from portal.locale import today

from .kinds import Office, kind_named
from .measures import AHEAD
from .models import UnitsHolder, UnitsOffice, UnitsUnit
from .officer_queries import holders_of, office_in, offices_of, other_offices
from .queries import unit_in

NAMES = "units.view_names"


@dataclass(frozen=True)
class Line:
    """An office as a page shows it; `holder` is None where the reader may not see names."""

    office: UnitsOffice
    label: str
    state: str
    holder: UnitsHolder | None = None
    also: list[str] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether the term is over and nobody followed."""
        ends = self.office.term_ends_on
        return self.state == "held" and ends is not None and ends < today()


@dataclass(frozen=True)
class Officers:
    """The offices of a unit: held and to come, introduced for, held in the past, without anybody.

    `names` says whether the reader may see names, `lacking` which offices lack a holder: the head,
    and the deputy where there is none.
    """

    unit: UnitsUnit
    present: list[Line]
    introduced: list[Line]
    former: list[Line]
    lacking: list[Office]
    names: bool
    keeps: bool

    @property
    def congress_near(self) -> bool:
        """Whether the congress of the unit is due within 60 days or overdue."""
        due = self.unit.congress_due_on
        return due is not None and due <= today() + AHEAD and self.unit.stands_on(today())


def officers_of(unit: UnitsUnit) -> Officers:
    """The offices of a unit as this reader sees them, whatever the right of the page."""
    if not allowed(NAMES):
        return _officers(unit, names=False)
    with reaching(NAMES):
        return _officers(unit, names=True)


def panel_with_names(unit: UnitsUnit) -> str:
    """The officers on the page of a unit, by the right to see names."""
    return _panel(_officers(unit, names=True))


def panel_without_names(unit: UnitsUnit) -> str:
    """The offices on the page of a unit for who may not see names; nothing for who may."""
    return "" if allowed(NAMES) else _panel(_officers(unit, names=False))


def _panel(officers: Officers) -> str:
    return Markup(render_template("units/_officers.html", officers=officers, day=today()))


def _officers(unit: UnitsUnit, *, names: bool) -> Officers:
    offices = offices_of(unit)
    holders, also = _people(unit) if names else ({}, {})
    lines = [
        Line(
            each,
            _label(unit, each),
            each.state_on(today()),
            holders.get(each.id),
            also.get(each.id, []),
        )
        for each in offices
    ]
    lines.sort(key=lambda line: (_place(unit, line.office), getattr(line.holder, "sort_key", "")))
    former = [each for each in lines if each.state == "former"]
    former.sort(key=lambda line: line.office.ended_on or today(), reverse=True)
    present = [each for each in lines if each.state in ("held", "coming")]
    return Officers(
        unit,
        present=present,
        introduced=[each for each in lines if each.state == "introduced"],
        former=former,
        lacking=_lacking(unit, present) if unit.stands_on(today()) else [],
        names=names,
        keeps=allowed("units.keep_officers") and unit.stands_on(today()),
    )


def line_of(office: UnitsOffice) -> Line:
    """One office as this reader sees it."""
    officers = officers_of(unit_in(office.space_id, office.unit_id))
    lines = (*officers.present, *officers.introduced, *officers.former)
    return next(each for each in lines if each.office.id == office.id)


def office_page(office_id: int) -> dict[str, object]:
    """One office with its unit, its holder where the reader may see names, and what happened."""
    office = office_in(g.access.here.id, office_id)
    line = line_of(office)
    entries: list[Entry] = []
    if line.holder is not None and allowed("history.view"):
        entries = entries_of(history_of(line.holder))
    unit = unit_in(office.space_id, office.unit_id)
    return {
        "unit": unit,
        "line": line,
        "entries": entries,
        "keeps": allowed("units.keep_officers"),
        "stands": unit.stands_on(today()),
    }


def office_to_fill(unit: UnitsUnit) -> str:
    """The office that the form for a new one begins with: the head's, while nobody holds it."""
    lacking = officers_of(unit).lacking
    return (lacking or kind_named(unit.kind).offices)[0].name


def introduced_for(office: UnitsOffice) -> list[Line]:
    """Those introduced for an office of a unit and not yet elected."""
    unit = unit_in(office.space_id, office.unit_id)
    return [each for each in officers_of(unit).introduced if each.office.office == office.office]


def _people(unit: UnitsUnit) -> tuple[dict[int, UnitsHolder], dict[int, list[str]]]:
    """The holders of a unit's offices by office, and what else each holds in the space."""
    holders = holders_of(unit)
    others = other_offices(holders)
    also: dict[int, list[str]] = {}
    for holder in holders:
        for row in others:
            same = (row.sort_key, row.birth_year) == (holder.sort_key, holder.birth_year)
            if same and row.office_id != holder.office_id:
                office = kind_named(row.kind).office(row.office)
                words = f"{office.label if office else row.office}, {row.unit}"
                also.setdefault(holder.office_id, []).append(words)
    return {each.office_id: each for each in holders}, also


def _lacking(unit: UnitsUnit, present: Sequence[Line]) -> list[Office]:
    """The first office of the head's and of the deputy's rank where nobody holds one of it."""
    ranks = {each.office.rank for each in present if each.state == "held"}
    offices = kind_named(unit.kind).offices
    firsts = (
        next((office for office in offices if office.rank == rank), None)
        for rank in ("head", "deputy")
        if rank not in ranks
    )
    return [office for office in firsts if office is not None]


def _label(unit: UnitsUnit, office: UnitsOffice) -> str:
    known = kind_named(unit.kind).office(office.office)
    return known.label if known else office.office


def _place(unit: UnitsUnit, office: UnitsOffice) -> int:
    """The place of an office among those of the unit's kind; unknown ones come last."""
    names = [each.name for each in kind_named(unit.kind).offices]
    return names.index(office.office) if office.office in names else len(names)


def way_to_congress(unit: UnitsUnit) -> str:
    """The button on the page of a unit that leads to its congress; none where it holds none."""
    holds = unit.kind_of.term_months is not None and unit.stands_on(today())
    return _way(_("Record the congress"), url_for("units.congress", unit_id=unit.id), holds)


def way_to_vacancies() -> str:
    """The button that leads to the units without a head or deputy."""
    return _way(_("Units without a head or deputy"), address("units.vacancies"))


def _way(text: str, url: str, shown: bool = True) -> str:
    return Markup(f'<a class="btn" href="{escape(url)}">{escape(text)}</a>') if shown else ""
