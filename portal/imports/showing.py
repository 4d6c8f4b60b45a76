"""What the page of an open import shows of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ..errors import Stale
from ..sheets import PreviewRow
from . import parts
from .matching import Matching, matching_of
from .models import SheetImport
from .outcomes import Outcome
from .queries import file_of, fillable, filling, open_import, outcome_of
from .remembering import head_of, known_in

PAGE_ROWS = 25
MOST_FAULTY = 5_000
"""So many faulty rows go into one file to be mended."""


@dataclass(frozen=True)
class Shown:
    """An outcome with a page of its faulty rows and the first of those that would be written."""

    outcome: Outcome
    faulty: list[PreviewRow]
    page: int
    pages: int
    new: list[PreviewRow]
    changed: list[PreviewRow]
    before: Mapping[int, Mapping[str, Any]]

    @property
    def first(self) -> int:
        """The place of the first faulty row of the page, from 1."""
        return (self.page - 1) * PAGE_ROWS + 1

    @property
    def last(self) -> int:
        """The place of the last one."""
        return self.first + len(self.faulty) - 1


def shown_of(kept: SheetImport, page: int) -> Shown:
    """What is shown of an open import whose rows were read. Raises Stale before they were."""
    outcome = outcome_of(file_of(kept))
    pages = max(1, -(-outcome.faulty // PAGE_ROWS))
    page = min(page, pages)
    faulty = parts.page_in(kept, parts.FAULTY, (page - 1) * PAGE_ROWS, PAGE_ROWS)
    new, changed = (parts.page_in(kept, kind, 0, PAGE_ROWS) for kind in (parts.NEW, parts.CHANGED))
    return Shown(outcome, faulty, page, pages, new, changed, _before(kept, changed))


def matching_in(import_id: int, args: Any) -> tuple[SheetImport, Matching]:
    """The head of an open import's file, read as the address asks.

    Raises NotFound, Stale as open_import() does, Stale too where there is nothing to match.
    """
    kept = open_import(import_id)
    listed, _importable = fillable(kept.list_name)
    grids = head_of(kept)
    if not grids:
        raise Stale(_("The columns of this file are known already."))
    row, height = (args.get(name, 0, type=int) for name in ("row", "height"))
    known = known_in(kept.space_id, kept.list_name)
    return kept, matching_of(grids, listed.sheet, known, args.get("sheet", ""), row, height)


def faulty_rows(kept: SheetImport) -> list[PreviewRow]:
    """The faulty rows of an open import, the first MOST_FAULTY of them."""
    found: list[PreviewRow] = []
    for chunk in parts.rows_in(kept, parts.FAULTY, parts.PART_ROWS):
        found += chunk
        if len(found) >= MOST_FAULTY:
            break
    return found


def _before(kept: SheetImport, rows: list[PreviewRow]) -> Mapping[int, Mapping[str, Any]]:
    if not rows:
        return {}
    listed, importable = fillable(kept.list_name)
    with filling(listed, read_only=True):
        return importable.stored([row.id for row in rows if row.id is not None])
