"""Text that a spreadsheet must not take for a formula.

Excel, LibreOffice and Google Sheets evaluate a cell of a CSV file that begins with = + - @
(also full-width), a tab or a carriage return: a name typed as "=HYPERLINK(…)" would run on the
machine of whoever opens the export. In .xlsx every text is written as a text cell with the
"quote prefix" style, so it is never evaluated, not even after editing, and its value needs no
change. A CSV cell has no type: there an apostrophe is put in front, and taken off when read.
"""

import re

_ACTIVE = re.compile("'*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def is_active(text: str) -> bool:
    """Whether a spreadsheet might evaluate this text (or its neutral form might be confused)."""
    return _ACTIVE.match(text) is not None


def neutral(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet might evaluate."""
    return "'" + text if is_active(text) else text


def bare(text: str) -> str:
    """Take off the apostrophe that neutral() put on; bare(neutral(x)) == x for every x."""
    return text[1:] if text.startswith("'") and is_active(text[1:]) else text
