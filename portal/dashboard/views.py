"""The first pages: my spaces, and the overview of a space."""

from __future__ import annotations

from flask import Response, g, render_template, request
from flask_login import current_user

from .. import entering, layout
from ..access import MEMBER, SIGNED_IN
from ..figures import figures_here
from ..locale import today
from ..modules import Module, Page
from ..sheets import XLSX_TYPE
from ..spaces.letterheads import letterhead_of
from . import actions, queries, standing, tiles
from .bars import bars
from .exporting import figures_xlsx
from .forms import asked_from, years

module = Module("dashboard", __name__, at="/")


@module.get("/", needs=SIGNED_IN)
def my_spaces() -> str:
    wanted = request.args.get("q", "")
    return render_template(
        "dashboard/my_spaces.html",
        spaces=queries.my_spaces(current_user.id, wanted),
        roles=entering.registry().roles,
        wanted=wanted,
    )


@module.get("/s/<space>/", needs=MEMBER)
def overview() -> Page:
    asked = asked_from(request.args)
    findings, unread = actions.findings()
    found = figures_here(asked.period)
    offered, figure = standing.chosen(found.figures, asked.figure)
    measured = standing.measured(found.figures)
    names = {node.id: node.short_name for node in found.tree.rows}
    page = render_template(
        "dashboard/overview.html",
        asked=asked,
        letterhead=letterhead_of(g.standing, g.settings),
        today=today(),
        on_paper=True,
        findings=findings,
        unread=[*unread, *found.unread],
        found=found,
        strip=standing.strip(found.figures),
        whole_area=standing.whole_area(found),
        offered=offered,
        figure=figure,
        map=tiles.tile_map(found, figure) if figure else None,
        measured=len(measured),
        bars=bars(measured if asked.all_bars else measured[: standing.BARS], names),
        table=standing.table_of(found, asked, queries.line_names() if asked.by_line else {}),
        events=actions.last_events(),
        years=years(),
        ways=() if found.figures else layout.menu(),
    )
    return (page, 422) if asked.error else page


@module.get("/s/<space>/figures.xlsx", needs="dashboard.view_figures")
def download_figures() -> Response:
    asked = asked_from(request.args)
    content = figures_xlsx(figures_here(asked.period), asked.sort)
    name = f"so-lieu-{g.slug}-{asked.period.end.isoformat()}.xlsx"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=XLSX_TYPE, headers=headers)
