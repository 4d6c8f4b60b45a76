"""Imports of a space, and what an open one would do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from .. import listing
from ..access import reach_of
from ..database import acting_within, db
from ..entering import allowed, registry
from ..errors import NotFound, Refused, Stale
from ..guards import guard
from ..jobs.models import QueuedJob
from ..listing import Page, Sorts, View
from ..sheets import Importable, SheetList
from .exporting import declared
from .models import WAITING, SheetImport, SheetImportFile
from .outcomes import Outcome

SORTS = Sorts({"sent": (SheetImport.sent_at,)}, last=SheetImport.id, default="-sent")


def fillable(name: str) -> tuple[SheetList, Importable]:
    """A list that can be filled, and what fills it.

    Raises NotFound on one that cannot, Refused without the right to.
    """
    listed = declared(name)
    if listed.importable is None:
        raise NotFound()
    if not may_fill(listed):
        permission = registry().permissions[str(listed.needs_import)]
        raise Refused(
            _("You need the right “%(right)s” in this space.", right=permission.label),
            permission=permission,
        )
    return listed, listed.importable()


@guard("imports.may_fill")
def may_fill(listed: SheetList) -> bool:
    """Whether the account may fill a list: it needs the right to change the list itself."""
    return listed.needs_import is not None and allowed(listed.needs_import)


@contextmanager
def filling(listed: SheetList, *, read_only: bool) -> Iterator[None]:
    """Stand within the reach of whoever changes the list, inside the running transaction."""
    permission = registry().permissions[str(listed.needs_import)]
    with acting_within(reach_of(g.access, permission, read_only=read_only)):
        yield


def imports_of(space_id: int, view: View) -> Page[SheetImport]:
    """The imports of a space, the newest first."""
    query = sa.select(SheetImport).where(SheetImport.space_id == space_id)
    return listing.page_of(db.session, query, SORTS, view)


def import_in(space_id: int, import_id: int, *, lock: bool = False) -> SheetImport:
    """One import of a space. Raises NotFound on one of another."""
    found = db.session.get(
        SheetImport, (space_id, import_id), with_for_update=lock or None, populate_existing=lock
    )
    if found is None:
        raise NotFound()
    return found


def file_of(kept: SheetImport) -> SheetImportFile:
    """The file and the changes of an import. Raises Stale once both were cleared away."""
    found = db.session.scalar(
        sa.select(SheetImportFile).where(
            SheetImportFile.space_id == kept.space_id, SheetImportFile.import_id == kept.id
        )
    )
    if found is None:
        raise Stale(_("What this import kept was cleared away. Send the file again."))
    return found


def open_import(import_id: int, *, lock: bool = False) -> SheetImport:
    """An import of this space that waits for whoever sent it, read already or not.

    Raises NotFound on any other, Stale on one that was written or dropped already.
    """
    kept = import_in(g.access.here.id, import_id, lock=lock)
    if not is_own(kept):
        raise NotFound()
    if kept.state not in WAITING:
        raise Stale(_("This import is over already: look at its result."))
    return kept


@guard("imports.own_file")
def is_own(kept: SheetImport) -> bool:
    """Whether the account sent the file: only its sender sees the rows before they are written."""
    return bool(kept.account_id == g.access.account_id)


def outcome_of(file: SheetImportFile) -> Outcome:
    """What the rows of a file would do, as they were read. Raises Stale before they were."""
    if file.outcome is None:
        raise Stale(_("The rows of this file have not been read yet."))
    return Outcome.of(file.outcome)


def job_of(kept: SheetImport) -> QueuedJob | None:
    """The work in the queue for an import; its sender's alone."""
    return db.session.get(QueuedJob, kept.job_id) if kept.job_id is not None else None
