"""What the tests of lists in Excel share: files made, sent in, agreed to, taken along."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from portal.testing.client import Browser

SPACE = "phu-nu-xa-sen"


def book(rows: Iterable[tuple[Any, ...]], headings: tuple[str, ...]) -> bytes:
    """A file with a row of headings."""
    made = Workbook()
    for row in (headings, *rows):
        made.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def sent(browser: Browser, content: bytes, url: str) -> TestResponse:
    """Send a file in for the list of an address."""
    data = {**browser.tokens(), "file": (io.BytesIO(content), "chi-to.xlsx")}
    return browser.post(url, data=data, content_type="multipart/form-data")


def agreed(browser: Browser, content: bytes, url: str) -> str:
    """Send a file in and agree to what it does; gives the address of the import."""
    address = sent(browser, content, url).location
    page = browser.get(address).text
    seen = re.search(r'name="seen" value="([\d-]+)"', page)
    assert seen, re.findall(r'Lỗi: </span>([^<]*)<|class="err">.*?</span>([^<]*)<', page)
    assert browser.send(f"{address}/agree", {"seen": seen[1]}).status_code == 303
    return str(address)


def exported(browser: Browser, query: str = "", name: str = "list", space: str = SPACE) -> bytes:
    """The file of a list, showing what a query shows."""
    answer = browser.get(f"/s/{space}/units/export/{name}.xlsx{query}")
    assert answer.status_code == 200
    return bytes(answer.data)


def cells(content: bytes) -> list[list[Any]]:
    """What a file shows, row by row."""
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    return [list(row) for row in rows]


def mended(content: bytes, old: str, new: Any) -> bytes:
    """The file with one cell written over."""
    file = load_workbook(io.BytesIO(content))
    cell = next(c for row in file.active.iter_rows() for c in row if c.value == old)  # type: ignore[union-attr]
    cell.value = new
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()
