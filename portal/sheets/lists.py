"""A list as modules declare it: what goes to Excel, and what may come back from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.sheets.columns import Column, Sheet
from portal.sheets.importing import Importable
from portal.sheets.limits import Limits
from portal.sheets.refusals import Label


def no_columns(args: Any) -> Sequence[Column]:
    """A list whose file has the columns of its sheet and no others."""
    return ()


@dataclass(frozen=True)
class SheetList:
    """A list that goes to Excel, and comes back where it names an `importable`.

    `name` is `module.list`. `needs` opens the export, as it opens the page of the list at
    `endpoint`; the portal adds its routes. `rows(args)` gives the rows, dicts by column name with
    the "id" among them, that the query `args` of the list's address shows: same filters, every
    page, within the reach of `needs`. `also(args)` adds columns to an export, such as the name of
    the space where the list goes down to those below. `needs_import` is the permission, which
    changes, that filling the list takes; `importable()` gives what fills it,
    from files within the `limits`. `lines` names the organizations in whose spaces there is such a
    list; empty: in all of them.
    """

    name: str
    label: Label
    sheet: Sheet
    needs: str
    rows: Callable[[Any], Iterable[Mapping[str, Any]]]
    endpoint: str
    needs_import: str | None = None
    importable: Callable[[], Importable] | None = None
    also: Callable[[Any], Sequence[Column]] = no_columns
    limits: Limits | None = None
    lines: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The name without that of the module."""
        return self.name.partition(".")[2]

    @property
    def names_people(self) -> bool:
        """Whether a column of it is personal: its file is then taken along for a reason only."""
        return any(column.personal for column in self.sheet.columns)

    def sheet_for(self, args: Any) -> Sheet:
        """The columns of an export."""
        more = tuple(self.also(args))
        return Sheet(self.sheet.name, self.sheet.title, (*self.sheet.columns, *more))
