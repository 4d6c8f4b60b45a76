"""What imports and exports offer to spaces."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import MEMBER, Permission
from ..audit import Verb
from ..jobs import Job
from ..modules import hookimpl
from . import actions, exporting, people_exporting, writing
from .views import module

LABEL = _l("Imports and exports")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]
WORKING = ("administrator", "leader", "officer", "clerk")


@hookimpl
def register_permissions() -> Iterable[Permission]:
    return [
        Permission(
            "imports.view",
            _l("See what was imported, and by whom"),
            roles=WORKING,
            personal=True,
        ),
        Permission(
            "imports.add",
            _l("Import lists that one may change"),
            does="changes",
            roles=WORKING,
            personal=True,
        ),
        Permission(
            people_exporting.TAKE,
            _l("Take a list of people along that one may see, for a reason"),
            does="records",
            roles=(*WORKING, "viewer", "branch_head"),
            narrows=True,
        ),
    ]


@hookimpl
def register_verbs() -> Iterable[Verb]:
    return [
        Verb("imports.exported", _l("took a list along as a file:")),
        Verb("imports.written", _l("imported the list"), writing.take_back, "imports.add"),
        Verb("imports.undone", _l("undid the import of")),
    ]


@hookimpl
def register_jobs() -> Iterable[Job]:
    return [
        Job("imports.export", _l("Make the file of a list"), MEMBER, exporting.export_by_job),
        Job("imports.read", _l("Read a file for a list"), "imports.add", actions.read_by_job),
        Job(
            people_exporting.BY_JOB,
            _l("Make the file of a list of people"),
            people_exporting.TAKE,
            people_exporting.people_by_job,
        ),
        Job("imports.write", _l("Import a list"), "imports.add", actions.write_by_job),
        Job("imports.undo", _l("Undo an import"), "imports.add", actions.undo_by_job),
    ]
