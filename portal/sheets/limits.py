"""How large a file may be before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of an uploaded workbook; the defaults leave room for the largest commune list."""

    file_bytes: int = 10_000_000
    unpacked_bytes: int = 60_000_000
    style_bytes: int = 4_000_000
    ratio: int = 150
    entries: int = 1_000
    sheets: int = 60
    rows: int = 20_000
    columns: int = 200
    cells: int = 600_000
