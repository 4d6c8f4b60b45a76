"""What the page of an open import shows of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ..errors import Stale
from ..sheets import TEXT_AS, PreviewRow, TextAs
from . import parts
from .matching import Matching, matching_of
from .models import SheetImport
from .outcomes import Outcome
from .queries import file_of, fillable, filling, open_import, outcome_of
from .remembering import has_old_fonts, head_of, known_in, suspicion

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


@dataclass(frozen=True)
class Asked:
    """An open import with the head of its file, and the ways in which its text may be read."""

    kept: SheetImport
    matching: Matching
    ways: list[tuple[TextAs, str]]
    """The encodings to choose from; none where nothing looks like an old one."""
    suspected: bool


def asked_of(import_id: int, args: Any) -> Asked:
    """What is asked of an open import's columns, its head read as the address says.

    Raises NotFound, Stale as open_import() does, Stale too where there is nothing to match.
    """
    kept = open_import(import_id)
    listed, _importable = fillable(kept.list_name)
    suspected = suspicion(kept)
    typed = args.get("text")
    text_as = next((way for way in TEXT_AS if way == typed), suspected)
    grids = head_of(kept, text_as)
    if not grids:
        raise Stale(_("The columns of this file are known already."))
    row, height = (args.get(name, 0, type=int) for name in ("row", "height"))
    known = known_in(kept.space_id, kept.list_name)
    sheet_name = args.get("sheet", "")
    matching = matching_of(grids, listed.sheet, known, sheet_name, row, height, text_as)
    looks_old = bool(suspected or typed or has_old_fonts(kept))
    return Asked(kept, matching, _ways() if looks_old else [], bool(suspected))


def _ways() -> list[tuple[TextAs, str]]:
    return [
        ("", _("as the fonts say")),
        ("tcvn3", _("TCVN3 (ABC, fonts .Vn…)")),
        ("vni", _("VNI (fonts VNI-…)")),
        ("unicode", _("Unicode, as it lies")),
    ]


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
