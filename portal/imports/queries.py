"""Imports of a space, and what an open one would do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from .. import listing
from ..access import reach_of
from ..database import acting_within, db
from ..entering import allowed, registry
from ..errors import NotFound, Refused, Stale
from ..guards import guard
from ..listing import Page, Sorts, View
from ..sheets import Importable, Preview, PreviewRow, SheetList, checked, preview, read_workbook
from .exporting import declared
from .models import OPEN, SheetImport, SheetImportFile

SORTS = Sorts({"sent": (SheetImport.sent_at,)}, last=SheetImport.id, default="-sent")


@dataclass(frozen=True)
class Outcome:
    """What an import would do: rows to add, rows that change, rows that say what is there."""

    preview: Preview
    new: tuple[PreviewRow, ...]
    changed: tuple[PreviewRow, ...]
    same: int
    before: dict[int, dict[str, Any]]

    @property
    def writes(self) -> tuple[PreviewRow, ...]:
        """The rows that an agreement writes."""
        return (*self.new, *self.changed)

    @property
    def mark(self) -> str:
        """What the user has seen and agrees to, in a few figures."""
        faulty = self.preview.faulty_count
        return f"{len(self.new)}-{len(self.changed)}-{self.same}-{faulty}"


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
    """An import of this space that waits for whoever sent it.

    Raises NotFound on any other, Stale on one that was written or dropped already.
    """
    kept = import_in(g.access.here.id, import_id, lock=lock)
    if not is_own(kept):
        raise NotFound()
    if kept.state != OPEN:
        raise Stale(_("This import is over already: look at its result."))
    return kept


@guard("imports.own_file")
def is_own(kept: SheetImport) -> bool:
    """Whether the account sent the file: only its sender sees the rows before they are written."""
    return bool(kept.account_id == g.access.account_id)


def outcome_of(listed: SheetList, importable: Importable, content: bytes, name: str) -> Outcome:
    """Read a file against a list and the rows that are there. Nothing is written.

    Raises SheetRefused on a file that cannot be read.
    """
    table = read_workbook(io.BytesIO(content), name, listed.limits)
    read = checked(preview(table, listed.sheet), importable)
    ids = [row.id for row in read.good if row.id is not None]
    stored = {key: dict(values) for key, values in importable.stored(ids).items()}
    changed = tuple(
        row for row in read.good if row.id is not None and _differs(row, stored.get(row.id, {}))
    )
    new = tuple(row for row in read.good if row.id is None)
    same = read.ok_count - len(new) - len(changed)
    return Outcome(read, new, changed, same, stored)


def _differs(row: PreviewRow, stored: dict[str, Any]) -> bool:
    return any(stored.get(name) != value for name, value in row.values.items())
