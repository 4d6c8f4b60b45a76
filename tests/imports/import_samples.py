"""Files for imports, and the steps of one as a browser takes them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from werkzeug.test import TestResponse

from portal.testing.client import Browser

HEADINGS = ("Họ và tên", "Chức vụ", "Ban, bộ phận", "Số điện thoại", "Từ ngày", "Đến hết ngày")
NEW = "/s/xa-sen/imports/new/spaces.officers"
FILE = "/s/xa-sen/spaces/export/officers.xlsx"


def book(rows: Iterable[tuple[Any, ...]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A workbook as an office makes it: headings, then rows."""
    made = Workbook()
    made.active.append(headings)  # type: ignore[union-attr]
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def officer(
    name: str, office: str = "Uỷ viên", body: str = "Ban Thường vụ", **more: Any
) -> tuple[Any, ...]:
    """A row of that workbook."""
    return (
        name,
        office,
        body,
        more.get("phone"),
        more.get("first", "05/01/2021"),
        more.get("last"),
    )


def send_in(
    browser: Browser, content: bytes, name: str = "can-bo.xlsx", url: str = NEW
) -> TestResponse:
    """Send a file in, as the form does."""
    data = {**browser.tokens(), "file": (io.BytesIO(content), name)}
    return browser.post(url, data=data, content_type="multipart/form-data")


def agree(browser: Browser, address: str) -> TestResponse:
    """Press the button that imports, on the page that shows the rows."""
    page = browser.get(address).text
    seen = re.search(r'name="seen" value="([\d-]+)"', page)
    assert seen, page
    return browser.send(f"{address}/agree", {"seen": seen[1]})
