"""What a list must offer so that the import service can fill it.

The service keeps the upload, shows its preview, and writes only when the user agrees: all rows
or none. It stores the changes that `apply` returns and hands them to `undo` when asked.
A module gives one Importable for each of its lists; its methods run inside a request or job that
has entered the space with the permission to change the list, and flush but never commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from portal.sheets.columns import Sheet
from portal.sheets.preview import Errors, Preview, PreviewRow


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
    """A list that can be filled from a spreadsheet."""

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

        Rows without errors of their own come in, several hundred at once: query for all of
        them together. Look for doubles within the file and against the stored rows, for ids
        that are not rows of this space (answer as for unknown ones), for changes the user may
        not make. Reads only.
        """

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write checked rows: those with an id are changed, those without are added.

        Called once, with every row of the import that changes anything, in one transaction;
        check() has run on the same rows in it. Columns missing from a row's values are left as
        they are. The import is one event of the history, so no event is recorded here.
        """

    def undo(self, changes: Sequence[Change]) -> None:
        """Take back what apply() did: remove added rows, restore changed ones, all or nothing.

        Raises UndoRefused if a row was changed since (its columns differ from `after`) or if
        something leans on an added row.
        """


def checked(preview: Preview, importable: Importable) -> Preview:
    """Add the errors that the list itself finds to a preview."""
    return preview.with_errors(importable.check(preview.good))
