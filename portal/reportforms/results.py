"""Put the results of formulas beside them: who opens a file protected or on a phone computes none.

openpyxl writes a formula or a value, never both. Excel computes everything anew when it may.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from fractions import Fraction

from .showing import UNKNOWN

_FORMULA = re.compile(
    r'<c r="(?P<place>[A-Z]+\d+)"(?P<more>[^>]*)><f>(?P<formula>.*?)</f><v ?/></c>'
)
_SHEETS = re.compile(r"xl/worksheets/sheet\d+\.xml")


def with_results(file: bytes, results: Mapping[str, Fraction | None]) -> bytes:
    """The file with the result of each formula by its place; None is not known."""
    read, stream = zipfile.ZipFile(io.BytesIO(file)), io.BytesIO()
    with read, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for part in read.infolist():
            content = read.read(part)
            if _SHEETS.fullmatch(part.filename):
                content = _filled(content.decode("utf-8"), results).encode("utf-8")
            written.writestr(part.filename, content)
    return stream.getvalue()


def _filled(sheet: str, results: Mapping[str, Fraction | None]) -> str:
    def cell(found: re.Match[str]) -> str:
        if found["place"] not in results:
            return found[0]
        value = results[found["place"]]
        kind, text = (' t="str"', UNKNOWN) if value is None else ("", _plain(value))
        opening = f'<c r="{found["place"]}"{found["more"]}{kind}>'
        return f"{opening}<f>{found['formula']}</f><v>{text}</v></c>"

    return _FORMULA.sub(cell, sheet)


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else repr(float(value))
