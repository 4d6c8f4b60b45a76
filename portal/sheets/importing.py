"""What a list must offer so that the import service can fill it.

The service keeps the upload, reads it once, shows what it would do, and writes only when the user
agrees: all rows or none. It stores the changes that `apply` returns and hands them to `undo` when
asked. A module gives one Importable for each of its lists; its methods run inside a request or job
that has entered the space with the permission to change the list, and flush but never commit.

Lists of many thousand rows: say `chunk_rows = 2_000` on the class (and `Limits(rows=…)` on the
SheetList). check(), apply() and undo() then come once for each chunk, on one object, in the order
of the file (undo: in the opposite one), within one transaction; lock() still comes once, before.

    class MemberImport:
        chunk_rows = 2_000

        def check(self, rows):   # one query for the chunk; what must be unique in the whole file
            ...                  # is remembered on self (a set of cards), and held against both

        def apply(self, rows):
            ids = new_ids(db.session, MembersMembership, len(new))
            copied(db.session, MembersMembership, ("space_id", "id", …), …)   # portal.copying
            copied(db.session, MembersPerson, ("space_id", "membership_id", …), …)
            return [Change(each, None, {}) for each in ids]

        def undo(self, changes):  # version = 1 tells that an added row is as it was written
            ...

An added row needs no `after` where undo() can tell by something else, such as a version, that
nobody changed it since: its id alone is then kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from portal.sheets.columns import Sheet
from portal.sheets.rows import Errors, PreviewRow


@dataclass(frozen=True)
class Change:
    """What an import did to one row: its id, and its columns before (None: new) and after.

    Both are dicts by column name, with values that JSON can hold after `Column.format`.
    """

    id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


class UndoRefused(ValueError):
    """An import that cannot be undone; str() is one sentence naming what stands in the way."""


class Importable(Protocol):
    """A list that can be filled from a spreadsheet; `chunk_rows` is optional, see above."""

    @property
    def sheet(self) -> Sheet:
        """The columns, the same for export and import."""

    def lock(self) -> None:
        """Let nobody else change the list until the commit: called before rows are written."""

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The present values of rows of this space, by id and column; others are left out.

        Rows of a file that say the same are not written again.
        """

    def check(self, rows: Sequence[PreviewRow]) -> Errors:
        """Find errors that one cell alone does not show: {row number: {column: sentence}}.

        Rows without errors of their own come in, all at once or by chunks: query for all of
        them together. Look for doubles within the file and against the stored rows, for ids
        that are not rows of this space (answer as for unknown ones), for changes the user may
        not make. Reads only.
        """

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write checked rows: those with an id are changed, those without are added.

        Called with every row of the import that changes anything, in one transaction; check()
        has run on the same rows in it, on another object. Columns missing from a row's values are
        left as they are. The import is one event of the history, so no event is recorded here.
        """

    def undo(self, changes: Sequence[Change]) -> None:
        """Take back what apply() did: remove added rows, restore changed ones, all or nothing.

        Raises UndoRefused if a row was changed since (its columns differ from `after`) or if
        something leans on an added row.
        """


@runtime_checkable
class Renewing(Importable, Protocol):
    """A list that each file renews as a whole, so that rows are told by more than an id.

    All rows come in at once: such a list has no `chunk_rows`.
    """

    def recognized(self, rows: Sequence[PreviewRow]) -> Mapping[int, int]:
        """Which stored rows the rows without an id are: id by row number. Reads only."""

    def left_out(self, rows: Sequence[PreviewRow]) -> Mapping[int, str]:
        """The stored rows that the file has no more: what each is called, by id. Reads only."""

    def mark_gone(self, ids: Sequence[int]) -> list[Change]:
        """Mark rows that the file has no more; undo() takes that back with the rest."""


def chunk_of(importable: Importable) -> int | None:
    """How many rows a list takes at a time; None where it wants all of them together."""
    return getattr(importable, "chunk_rows", None)
