"""Report forms as their pages and files show them: what an address asks for, filled in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.entering import allowed, registry
from portal.errors import NotFound
from portal.locale import today
from portal.reportforms import (
    Filled,
    FilledRow,
    FormPeriod,
    ReportForm,
    fill,
    periods_back,
    shown,
    write_form,
)
from portal.reportforms.periods import LABELS
from portal.reportforms.shape import ROWS, Leaf
from portal.sheets import Head
from portal.spaces.heads import capitalized, worded
from portal.spaces.letterheads import letterhead_of
from portal.spaces.models import Line, Space
from portal.text import slug

from . import report_rows
from .report_books import BooksHere

BACK = {"month": 12, "quarter": 8, "half": 6, "nine_months": 4, "year": 5}
"""How many periods of a kind are offered to choose."""
SOON = dt.timedelta(days=31)
"""A period is proposed from so long before its end on: reports are prepared then."""
NARROWED = _l("Only the branches and groups in your charge are counted.")


@dataclass(frozen=True)
class Offered:
    """A form that may be filled in here, with the organizations it would be about."""

    form: ReportForm
    spaces: Sequence[Space]
    lines: Sequence[Line]

    @property
    def short(self) -> str:
        """Its name in addresses."""
        return self.form.name.partition(".")[2]


@dataclass(frozen=True)
class AskedForm:
    """What an address asks for: the form, the period, the kind of row, one line or all."""

    form: ReportForm
    period: FormPeriod
    by: str
    ways: Sequence[str]
    line: str
    lines: Sequence[Line]
    spaces: Sequence[Space]


def offered_here() -> list[Offered]:
    """The forms that this space or those below it fill in by now, in their order."""
    found = []
    for form in sorted(registry().report_forms.values(), key=lambda form: form.order):
        spaces = [
            space
            for space in report_rows.spaces_of(_lines_of(form), usual_period(form).days)
            if form.is_of(space.line, today())
        ]
        if spaces:
            found.append(Offered(form, spaces, report_rows.lines_of(spaces)))
    return found


def asked_from(short: str, args: Any) -> AskedForm:
    """What an address asks for; what it does not know is as usual. Raises NotFound."""
    form = next(
        (f for f in registry().report_forms.values() if f.name.partition(".")[2] == short), None
    )
    if form is None:
        raise NotFound()
    period = FormPeriod.from_code(args.get("period", ""))
    if period is None or period.kind not in form.periods:
        period = usual_period(form)
    spaces = report_rows.spaces_of(_lines_of(form), period.days)
    lines = report_rows.lines_of(spaces)
    line = _line(args.get("line", ""), [each.name for each in lines])
    chosen = [space for space in spaces if line in ("", space.line)]
    ways = report_rows.ways_to_row(form, chosen)
    by = args.get("rows", "")
    return AskedForm(form, period, by if by in ways else ways[0], ways, line, lines, chosen)


def usual_period(form: ReportForm) -> FormPeriod:
    """The latest period that is over or nearly so."""
    period = FormPeriod.of(form.periods[0], today())
    return period if period.days.end <= today() + SOON else period.previous


def filled(asked: AskedForm) -> Filled:
    """The form with its figures."""
    more = {"form": asked.form.name.partition(".")[2], "period": asked.period.code}
    rows = report_rows.rows_of(asked.by, asked.spaces, asked.period.days, more)
    ids = [space.id for space in asked.spaces]
    return fill(asked.form, BooksHere(), asked.period, asked.by, rows, ids, _("Total"))


def of_page(asked: AskedForm) -> dict[str, Any]:
    """All that the page of a form shows."""
    found, day = filled(asked), today()
    return {
        "asked": asked,
        "report": shown(found, links_of(asked)),
        "rows": len(found.rows),
        "names": ROWS[found.by],
        "choices": choices_of(asked),
        "letterhead": letterhead_of(g.standing, g.settings),
        "today": day,
        "narrowed": NARROWED if report_rows.is_narrowed() else "",
        "goes_on": asked.period.days.end > day,
    }


def links_of(asked: AskedForm) -> Any:
    """Where a figure of the form comes from, as far as there is a page of it."""
    slugs = {space.id: space.slug for space in asked.spaces} if asked.by == "spaces" else {}

    def link(row: FilledRow, leaf: Leaf) -> str:
        space = slugs.get(row.key) if isinstance(row.key, int) else None
        if space is None:
            return ""
        if leaf.typed and allowed("members.view"):
            return url_for("members.numbers", space=space, key=leaf.typed)
        if leaf.measure == "members.units" and allowed("units.view"):
            return url_for("units.index", space=space)
        return ""

    return link


def choices_of(asked: AskedForm) -> dict[str, list[tuple[str, Any]]]:
    """What may be chosen: periods, kinds of row, lines; each where there is a choice."""
    periods = [
        (period.code, capitalized(period.label))
        for kind in asked.form.periods
        for period in periods_back(kind, today(), BACK[kind])
    ]
    if asked.period.code not in dict(periods):
        periods.insert(0, (asked.period.code, capitalized(asked.period.label)))
    rows = [(by, _WAYS[by]()) for by in asked.ways] if len(asked.ways) > 1 else []
    lines = [(line.name, worded(line)) for line in asked.lines] if len(asked.lines) > 1 else []
    return {"period": periods, "rows": rows, "line": lines}


def workbook_of(asked: AskedForm) -> tuple[str, bytes]:
    """The form as a file: its name and its content."""
    letterhead = letterhead_of(g.standing, g.settings)
    lines = [capitalized(asked.period.label)]
    if str(asked.form.of_what):
        lines.append(_("Unit: %(unit)s", unit=asked.form.of_what))
    if report_rows.is_narrowed():
        lines.append(str(NARROWED))
    head = Head(
        left=[letterhead.superior.upper(), letterhead.issuer.upper()],
        right=[letterhead.motto[0].upper(), *letterhead.motto[1:]],
        title=str(asked.form.title).upper(),
        lines=[*lines, letterhead.place_and_day(today())],
    )
    name = f"{slug(asked.form.title.vi)}-{g.slug}-{asked.period.code}.xlsx"
    return name, write_form(filled(asked), head)


def kinds_of_period(form: ReportForm) -> str:
    """The kinds of period that a form is made for: quarter, half-year."""
    return ", ".join(str(LABELS[kind]).lower() for kind in form.periods)


def _line(typed: str, lines: Sequence[str]) -> str:
    """The line asked for; empty for all. By itself the own one, since forms differ by line."""
    if typed in lines:
        return typed
    return "" if typed == "all" or g.standing.space.line not in lines else g.standing.space.line


def _lines_of(form: ReportForm) -> Sequence[str]:
    return form.lines


_WAYS: Mapping[str, Any] = {
    "spaces": lambda: _("by organization"),
    "units": lambda: _("by branch and group"),
    "hamlets": lambda: _("by hamlet"),
    "fixed": lambda: _("as the form says"),
}
