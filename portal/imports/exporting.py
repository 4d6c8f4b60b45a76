"""Lists as files: for each declared list a route of its own, under the right of the list.

The route is made from the declaration, so none can be forgotten, and the contract tests knock at
it like at any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as WerkzeugResponse

from ..access import reach_of
from ..addressing import address
from ..database import acting_within
from ..entering import allowed, by_grant, module_is_on, registry
from ..errors import NotFound, Refused
from ..guards import guard
from ..jobs import Done, Made, Progress
from ..jobs.actions import enqueue
from ..locale import today
from ..modules import ROUTES
from ..plugins import Registry
from ..sheets import CSV_TYPE, XLSX_TYPE, SheetList, write_csv, write_xlsx
from ..taking import is_asked_here, noting, record_taken
from ..text import slug

FORMATS = {"xlsx": (write_xlsx, XLSX_TYPE), "csv": (write_csv, CSV_TYPE)}
AT_ONCE = 5_000
"""A file of more rows is made by a job, with progress."""
PASSED_OVER = ("page",)
"""What of a list's address its file does not follow: it holds every page."""


def mount(app: Flask, registry: Registry) -> None:
    """Add the export routes of every declared list but those of people: see people_exporting."""
    for listed in registry.sheets.values():
        if listed.names_people:
            continue
        owner = registry.owner_of("sheets", listed)
        for ending in FORMATS:
            endpoint = endpoint_of(listed, owner, ending)
            rule = rule_of(listed, owner, ending)
            app.add_url_rule(rule, endpoint, _view(listed, ending), methods=["GET"])
            ROUTES[endpoint] = listed.needs


def endpoint_of(listed: SheetList, owner: str, ending: str) -> str:
    """The endpoint of a list's export."""
    return f"{owner}.export_{listed.short}_{ending}"


def rule_of(listed: SheetList, owner: str, ending: str) -> str:
    """The rule of a list's export."""
    return f"/s/<space>/{owner}/export/{listed.short}.{ending}"


def url_of_export(name: str, ending: str, args: Any) -> str:
    """The address of a list's file, showing what the list's address shows."""
    return urls_of_exports(name, args)[ending]


def urls_of_exports(name: str, args: Any) -> dict[str, str]:
    """The address of a list's file by its ending."""
    listed, owner = registry().sheets[name], registry().owner[f"sheets {name}"]
    # Never as arguments of url_for: what stands in an address is anybody's (?_external=, ?space=).
    wanted = urlencode(list(kept(args).items(multi=True))) if args else ""
    files = {ending: address(endpoint_of(listed, owner, ending)) for ending in FORMATS}
    return {e: f"{file}?{wanted}" for e, file in files.items()} if wanted else files


def _view(listed: SheetList, ending: str) -> Callable[[], WerkzeugResponse]:
    def export() -> WerkzeugResponse:
        require_role(listed)
        args = kept(request.args)
        if request.method == "HEAD":
            return Response(mimetype=FORMATS[ending][1])
        if not is_asked_here():
            page = urlencode(list(args.items(multi=True)))
            return redirect(f"{url_for(listed.endpoint)}?{page}", 303)
        job_id = _note(listed, ending, args)
        if job_id is not None:
            return redirect(url_for("jobs.show", job_id=job_id), 303)
        return sent(made_file(listed, ending, args), ending)

    return export


def require_role(listed: SheetList) -> None:
    """Refuse a list whose right is held by no role, by a grant to look alone.

    Raises Refused; NotFound in a space whose organization has no such list.
    """
    require_line(listed)
    if may_export(listed) and held_by_role(listed):
        return
    permission = registry().permissions[listed.needs]
    raise Refused(
        _(
            "A grant is for looking: to take a list along you need the right “%(right)s” by a role"
            " in this space.",
            right=permission.label,
        ),
        permission=permission,
    )


@guard("imports.list_of_line", without=None)
def require_line(listed: SheetList) -> None:
    """Only spaces of its organizations have a list. Raises NotFound."""
    if listed.lines and g.standing.space.line not in listed.lines:
        raise NotFound()


@guard("imports.no_file_by_grant")
def held_by_role(listed: SheetList) -> bool:
    """Whether a list is open by more than a grant to look: no file leaves by that."""
    return not by_grant(listed.needs)


def sent(file: Made, ending: str) -> Response:
    """A file as the answer of this request."""
    headers = {"Content-Disposition": f"attachment; filename={file.name}"}
    return Response(file.content, mimetype=FORMATS[ending][1], headers=headers)


def _note(listed: SheetList, ending: str, args: MultiDict[str, str]) -> int | None:
    """Write down who takes how many rows along, before the page's own READ ONLY transaction.

    Gives the job that makes the file, where there are too many rows for a page.
    """
    with noting(listed.needs):
        count = sum(1 for _row in listed.rows(args))
        record_taken(str(listed.label), count, args.to_dict(flat=False))
        if count <= AT_ONCE:
            return None
        wanted = {"list": listed.name, "ending": ending, "args": args.to_dict(flat=False)}
        space_id = g.access.here.id
        return enqueue("imports.export", {**wanted, "rows": count}, space_id=space_id).id


def export_by_job(arguments: dict[str, Any], progress: Progress) -> Done:
    """Make the file of a long list: the work of the job, under the right of the list itself."""
    listed = registry().sheets.get(arguments["list"])
    if listed is None or not may_export(listed):
        raise Refused(_("You may not take this list along."))
    reach = reach_of(g.access, registry().permissions[listed.needs], read_only=True)
    args: MultiDict[str, str] = MultiDict(arguments["args"])
    with acting_within(replace(reach, account_id=g.access.account_id)):
        made = made_file(listed, arguments["ending"], args, progress, arguments["rows"])
    return Done(file=replace(made, needs=listed.needs, within=reach))


@guard("imports.may_export")
def may_export(listed: SheetList) -> bool:
    """Whether the account still holds the right of a list whose module is on."""
    return allowed(listed.needs) and module_is_on(registry().owner_of("sheets", listed))


def made_file(
    listed: SheetList,
    ending: str,
    args: MultiDict[str, str],
    progress: Progress | None = None,
    total: int = 0,
) -> Made:
    """The file of a list, as the address `args` shows it."""

    def told() -> Any:
        for number, row in enumerate(listed.rows(args)):
            if progress is not None and number % 200 == 0:
                progress(number, total)
            yield row

    write, _type = FORMATS[ending]
    name = f"{slug(str(listed.label))}-{g.slug}-{today():%Y-%m-%d}.{ending}"
    return Made(name, write(listed.sheet_for(args), told()))


def kept(args: Any) -> MultiDict[str, str]:
    """The query of a list's address as far as its file follows it."""
    pairs = MultiDict(args).items(multi=True)
    return MultiDict([(key, value) for key, value in pairs if value and key not in PASSED_OVER])


def declared(name: str) -> SheetList:
    """A list by its name. Raises NotFound on one that no module declares here."""
    listed = registry().sheets.get(name)
    if listed is None or not module_is_on(registry().owner_of("sheets", listed)):
        raise NotFound()
    if "standing" in g:
        require_line(listed)
    return listed
