"""Rows as read, kept as text until somebody agrees to them: the file is read only once.

JSON knows neither days nor decimals nor tuples: those stand as {letter: text}.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from portal.sheets.grids import CellFault
from portal.sheets.rows import PreviewRow

_MISSING = object()
_ABSENT = {"-": 0}
_PLAIN = frozenset((str, int, float, bool, type(None)))
_PACKING: dict[type, Callable[[Any], dict[str, Any]]] = {
    dt.datetime: lambda value: {"t": value.isoformat()},
    dt.date: lambda value: {"d": value.isoformat()},
    dt.time: lambda value: {"h": value.isoformat()},
    dt.timedelta: lambda value: {"s": value.total_seconds()},
    Decimal: lambda value: {"n": str(value)},
    CellFault: lambda value: {"f": str(value.sentence)},
    tuple: lambda value: {"l": [_packed(each) for each in value]},
    list: lambda value: {"a": [_packed(each) for each in value]},
    dict: lambda value: {"m": [[name, _packed(each)] for name, each in value.items()]},
}
_UNPACKING: dict[str, Callable[[Any], Any]] = {
    "-": lambda _kept: _MISSING,
    "t": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "h": dt.time.fromisoformat,
    "s": lambda kept: dt.timedelta(seconds=kept),
    "n": Decimal,
    "f": CellFault,
    "l": tuple,
    "a": list,
    "m": dict,
}


def rows_kept(rows: Sequence[PreviewRow]) -> str:
    """Write rows as text. Raises TypeError on a value of a kind that no column should make."""
    names = list(dict.fromkeys(name for row in rows for name in (*row.values, *row.errors)))
    return json.dumps([names, [_row(row, names) for row in rows]], ensure_ascii=False)


def rows_from(text: str) -> list[PreviewRow]:
    """Read what rows_kept() wrote, with equal values; cells as typed only of faulty rows."""
    names, rows = json.loads(text, object_hook=_unpacked)
    return [_row_from(row, names) for row in rows]


def _row(row: PreviewRow, names: Sequence[str]) -> list[Any]:
    own = row.values
    values = [_packed(own[name]) if name in own else _ABSENT for name in names]
    kept: list[Any] = [row.number, row.id, values, [*row.notes.items()]]
    if row.errors:
        raw = [[name, _packed(value)] for name, value in row.raw.items()]
        kept += [[*row.errors.items()], raw]
    return kept


def _row_from(kept: Sequence[Any], names: Sequence[str]) -> PreviewRow:
    number, identity, values, notes, *faulty = kept
    errors, raw = faulty or ((), ())
    own = {n: value for n, value in zip(names, values, strict=True) if value is not _MISSING}
    return PreviewRow(number, own, dict(errors), dict(notes), dict(raw), identity)


def _packed(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    pack = _PACKING.get(kind)
    if pack is None:
        raise TypeError(f"An import cannot keep a {kind.__name__} until it is agreed to.")
    return pack(value)


def _unpacked(kept: dict[str, Any]) -> Any:
    ((letter, value),) = kept.items()
    return _UNPACKING[letter](value)
