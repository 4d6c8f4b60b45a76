"""How cells of a written file look: a document in black, errors in crimson."""

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

FONT_NAME = "Times New Roman"

_THIN = Side(style="thin", color="FF808080")
_GRID = Border(_THIN, _THIN, _THIN, _THIN)

_FONT = Font(FONT_NAME, 12)
_BOLD = Font(FONT_NAME, 12, bold=True)
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_CENTRED = Alignment("center", "center", wrap_text=True)

STYLES: dict[str, dict[str, Any]] = {
    "plain": {"font": _FONT, "border": _GRID, "alignment": _TOP},
    "wrapped": {"font": _FONT, "border": _GRID, "alignment": _WRAPPED},
    "fault": {
        "font": _FONT,
        "border": _GRID,
        "alignment": _WRAPPED,
        "fill": PatternFill("solid", "FFFBE9EF"),
    },
    "sentence": {
        "font": Font(FONT_NAME, 12, italic=True, color="FFA61E4D"),
        "border": _GRID,
        "alignment": _WRAPPED,
    },
    "header": {
        "font": _BOLD,
        "border": _GRID,
        "alignment": _CENTRED,
        "fill": PatternFill("solid", "FFE9EFEF"),
        "protection": Protection(locked=True),
    },
    "body_name": {"font": _FONT, "alignment": _CENTRED},
    "issuer": {"font": _BOLD, "alignment": _CENTRED},
    "title": {"font": Font(FONT_NAME, 14, bold=True), "alignment": _CENTRED},
}
