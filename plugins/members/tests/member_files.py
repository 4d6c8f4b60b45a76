"""What the tests of the list in Excel share: files made, sent in, agreed to, taken along."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook, load_workbook

from portal.testing.client import Browser

from .register_ground import SLUG

URL = f"/s/{SLUG}/imports/new/members.list"
NUMBER = "087179000123"


def book(rows: Iterable[tuple[Any, ...]], *headings: tuple[Any, ...]) -> bytes:
    """A file with one or more rows of headings."""
    made = Workbook()
    for row in (*headings, *rows):
        made.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def sent(browser: Browser, content: bytes) -> str:
    """Send a file in; say that its columns mean what the portal takes them for, where it asks."""
    data = {**browser.tokens(), "file": (io.BytesIO(content), "hoi-vien.xlsx")}
    answer = browser.post(URL, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text[-3000:]
    address = answer.location
    page = browser.get(address)
    if page.status_code == 303 or "/match" in address:
        address = settled(browser, address if "/match" in address else page.location)
    return str(address)


def settled(browser: Browser, address: str) -> str:
    """Agree to what the portal takes the headings for."""
    page = browser.get(address).text
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        form[name] = chosen[1] if chosen else ""
    answer = browser.send(address, form)
    assert answer.status_code == 303, answer.text[-3000:]
    return str(answer.location)


def agreed(browser: Browser, content: bytes) -> str:
    """Send a file in and agree to what it does; gives the address of the import."""
    address = sent(browser, content)
    page = browser.get(address).text
    seen = re.search(r'name="seen" value="([\d-]+)"', page)
    assert seen, errors(page)
    assert browser.send(f"{address}/agree", {"seen": seen[1]}).status_code == 303
    return address


def errors(page: str) -> list[str]:
    """What a page says is wrong with rows."""
    found = re.findall(r'Lỗi: </span>([^<]*)<|class="err">.*?</span>([^<]*)<', page)
    return [one or other for one, other in found]


def exported(browser: Browser, query: str = "", ending: str = "xlsx") -> bytes:
    """The file of the list, showing what a query shows, for a reason."""
    place = f"/s/{SLUG}/members/export/list.{ending}{query}"
    answer = browser.send(place, {"reason": "report", "note": ""})
    assert answer.status_code == 200, answer.text[-2000:]
    return bytes(answer.data)


def cells(content: bytes) -> list[list[Any]]:
    """What a file shows, row by row."""
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    return [list(row) for row in rows]
