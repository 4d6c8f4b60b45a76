"""The demo's files: the same at each call, and read back as the names that they list."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from plugins.members import demo_files
from plugins.members.demo_files import FILES, Sent, bytes_of, listed_in
from plugins.members.demo_fonts import TCVN3_CAPITALS, typed_in
from plugins.members.list_columns import sheet_of
from plugins.members.people import Invented
from portal.sheets import preview, read_workbook
from portal.text import fold, from_font, nfc


@pytest.fixture(scope="module")
def people() -> list[Invented]:
    """The demo's people, as they are in the files."""
    return demo_files.invented(demo_files._places(), demo_files.DAY)


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times"])
def test_what_is_typed_in_an_old_font_is_read_from_it(font: str) -> None:
    for text in ("Nguyễn Thị Mỹ Hạnh", "Ấp Đuôi Tôm", "Trần Văn Được", "Lê Thị Ngọc Bưởi"):
        typed = typed_in(text, font)
        assert typed != text
        assert fold(from_font(typed, font)) == fold(text)
    assert from_font(typed_in("ĐẢNG UỶ", TCVN3_CAPITALS), TCVN3_CAPITALS) == "ĐẢNG UỶ"


@pytest.mark.parametrize("sent", FILES, ids=lambda sent: sent.name)
def test_a_file_is_the_same_at_each_call_and_holds_its_list(
    portal: Flask, people: list[Invented], sent: Sent
) -> None:
    listed = list(listed_in(sent, people))
    made = bytes_of(sent, people)
    assert made == bytes_of(sent, people)
    assert 100 < len(listed) < 400
    assert len({each.name + str(each.citizen_id) for each in listed}) < len(listed), "doubles"
    table = read_workbook(io.BytesIO(made), sent.name)
    with portal.test_request_context():
        found = preview(table, sheet_of(sent.line))
    names = [fold(str(row.values.get("name") or "")) for row in found.rows]
    missing = {each.name for each in listed if fold(nfc(each.name)) not in names}
    assert missing == set()
    assert len(names) == len(listed), sorted(set(names) - {fold(nfc(e.name)) for e in listed})
    "heads, groups, sums and signatures are no members"
