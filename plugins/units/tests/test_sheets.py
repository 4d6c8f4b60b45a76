"""The list of units to Excel and back: filters, rules, all or nothing, undo, nobody else's rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.testing.client import Browser

from . import sheet_ground
from .changing_ground import units
from .conftest import insert
from .sheet_ground import SPACE, cells, exported, mended

Counting = Callable[[Callable[[], Any]], int]
NEW = f"/s/{SPACE}/imports/new/units.list"
HEADINGS = ("Tên chi, tổ", "Loại", "Khóm, ấp (cách nhau bằng dấu chấm phẩy)", "Trực thuộc")
BRANCH, TEAM = "chi hội phụ nữ", "tổ phụ nữ"


def book(rows: Iterable[tuple[Any, ...]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    return sheet_ground.book(rows, headings)


def sent(browser: Browser, content: bytes) -> TestResponse:
    return sheet_ground.sent(browser, content, NEW)


def agreed(browser: Browser, content: bytes) -> str:
    return sheet_ground.agreed(browser, content, NEW)


def whole(owner: sa.Connection) -> list[Any]:
    """Every unit with its hamlets, versions left out."""
    rows = owner.execute(
        sa.text(
            "select to_jsonb(u) - 'version' || jsonb_build_object('at', array(select area_id from"
            " units_place p where p.unit_id = u.id order by 1)) from units_unit u order by u.id"
        )
    )
    return [row[0] for row in rows]


def test_a_file_founds_units_also_under_each_other_and_is_undone(
    as_: Any, hamlets: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    rows = [
        ("Tổ 1", TEAM, "An Tài", "chi hoi 1"),
        ("Chi hội 1", BRANCH, "Ấp An Tài; Chiến Thắng", None),
    ]
    address = agreed(thu, book(rows))
    assert units(owner) == {
        "Tổ 1": (None, None, "Chi hội 1", ["An Tài"]),
        "Chi hội 1": (None, None, None, ["An Tài", "Chiến Thắng"]),
    }
    assert thu.send(f"{address}/undo").status_code == 303
    assert units(owner) == {}


def test_what_goes_out_comes_back_and_changes_nothing(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    first = found(SPACE, "Chi hội 1", hamlet="An Tài", founded_on="2020-01-05")
    found(SPACE, "Tổ 1", hamlet="Chiến Thắng", kind="women_team", parent_id=first)
    found(SPACE, "CLB", kind="club", basis="interest", stands="commune", founded_document="QĐ 1")
    found(SPACE, "Chợ", stands="workplace", basis="occupational", workplace="Chợ xã")
    found(SPACE, "Cũ", hamlet="An Tài", ended_on="2023-01-01", ended_how="dissolved")
    found(SPACE, "Tổ cũ", kind="women_team", hamlet="An Tài", congress_due_on="2027-01-01")
    before = whole(owner)
    file = exported(thu, "?state=all")
    assert {row[1] for row in cells(file)} >= {"Chi hội 1", "Tổ 1", "CLB", "Chợ", "Cũ"}
    page = thu.get(sent(thu, file).location).text
    assert 'name="seen"' not in page and "Lỗi" not in page
    assert whole(owner) == before


def test_a_changed_cell_changes_its_unit_and_the_undo_brings_it_back(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    unit = found(SPACE, "Chi hội 1", hamlet="An Tài", workplace=None)
    found(SPACE, "Chi hội 2", hamlet="Chiến Thắng")
    before = whole(owner)
    file = mended(exported(thu), "Ấp An Tài", "chien thang; An Tài")
    file = mended(file, "Chi hội 1", "Chi hội Một")
    address = agreed(thu, file)
    assert units(owner)["Chi hội Một"][3] == ["An Tài", "Chiến Thắng"]
    version = owner.scalar(sa.text("select version from units_unit where id = :id"), {"id": unit})
    assert version == 2
    thu.send(f"{address}/undo")
    assert whole(owner) == before


def test_a_file_without_a_column_leaves_it_as_it_is(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    unit = found(SPACE, "Chi hội 1", hamlet="An Tài", founded_document="QĐ 1")
    headings = tuple(cells(exported(thu))[1][:3])
    agreed(thu, book([(unit, "Chi hội Một", BRANCH)], headings))
    assert units(owner)["Chi hội Một"][3] == ["An Tài"]
    kept = owner.scalar(sa.text("select founded_document from units_unit"))
    assert kept == "QĐ 1"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("Chi hội 9", BRANCH, "Bưng Rò", None), "Bưng Rò"),
        (("Chi hội 9", BRANCH, None, None), "khóm, ấp"),
        (("chi hoi 1", BRANCH, "An Tài", None), "Chi hội 1"),
        (("Chi hội 9", BRANCH, "An Tài", "Chi hội 1"), "chi hội phụ nữ"),
        (("Tổ 9", TEAM, "An Tài", "Không có"), "tổ phụ nữ"),
        (("Chi đoàn", "chi đoàn", "An Tài", None), "tổ chức"),
        (("Chi hội 9", "ban lạ", "An Tài", None), "Ghi một trong"),
    ],
)
def test_a_faulty_row_is_named_beside_its_cell_and_nothing_is_written(
    as_: Any, found: Any, owner: sa.Connection, row: Any, sentence: str
) -> None:
    thu = as_("thu")
    found(SPACE, "Chi hội 1", hamlet="An Tài")
    address = sent(thu, book([row, ("Chi hội 8", BRANCH, "An Tài", None)])).location
    page = thu.get(address).text
    assert 'name="seen"' not in page and sentence in page
    thu.send(f"{address}/agree", {"seen": "1-0-0-1"})
    assert list(units(owner)) == ["Chi hội 1"]


def test_rows_of_elsewhere_are_answered_as_unknown_and_kinds_stay(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    own, foreign = found(SPACE, "Chi hội 1", hamlet="An Tài"), found("phu-nu-xa-lua", "Chi hội lạ")
    headings, before = tuple(cells(exported(thu))[1][:3]), whole(owner)
    pages = []
    for number in (foreign, 987654):
        made = book([(number, "Chi hội X", BRANCH)], headings)
        page = thu.get(sent(thu, made).location).text
        assert 'name="seen"' not in page
        pages.append(re.findall(r"không còn trong danh sách[^<]*", page))
    assert pages[0] == pages[1] != []
    page = thu.get(sent(thu, book([(own, "Chi hội 1", TEAM)], headings)).location).text
    assert 'name="seen"' not in page
    assert whole(owner) == before


def test_an_import_that_was_built_upon_stays(as_: Any, hamlets: Any, owner: sa.Connection) -> None:
    thu = as_("thu")
    address = agreed(thu, book([("Chi hội 1", BRANCH, "An Tài", None)]))
    unit = owner.execute(sa.text("select space_id, id from units_unit")).one()
    row = {"space_id": unit.space_id, "unit_id": unit.id, "office": "head", "rank": "head"}
    office = insert(owner, "units_office", row)
    thu.send(f"{address}/undo")
    assert list(units(owner)) == ["Chi hội 1"]
    owner.execute(sa.text("delete from units_office where id = :id"), {"id": office})
    owner.execute(sa.text("update units_unit set households = 3"))
    thu.send(f"{address}/undo")
    assert list(units(owner)) == ["Chi hội 1"]


def test_the_file_follows_the_filter_and_goes_down_with_the_spaces_names(
    as_: Any, found: Any
) -> None:
    found(SPACE, "Chi hội 1", hamlet="An Tài")
    found("phu-nu-xa-lua", "Chi hội Lúa", hamlet="Bưng Rò")
    xuan = as_("xuan")
    text = str(cells(exported(xuan, space="phu-nu-huyen")))
    assert "Chi hội 1" in text and "Chi hội Lúa" in text and "Hội LHPN xã Lúa" in text
    text = str(cells(exported(xuan, "?q=lua", space="phu-nu-huyen")))
    assert "Chi hội 1" not in text and "Chi hội Lúa" in text
    assert "Chi hội Lúa" not in str(cells(exported(as_("thu"))))


def test_names_leave_only_with_the_right_to_names_and_never_with_the_party(
    as_: Any, found: Any, head: Any, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    unit = found(SPACE, "Chi hội 1", hamlet="An Tài")
    office = head(SPACE, unit, party_member=True, elected_on="2024-02-01")
    holder = {
        "space_id": space_ids[SPACE],
        "unit_id": unit,
        "office_id": office,
        "person_name": "Lê Thị Mận",
        "sort_key": "man",
        "folded": "le thi man",
        "birth_year": 1980,
        "phone": "0939214687",
    }
    insert(owner, "units_holder", holder)
    text = str(cells(exported(as_("thu"), name="officers")))
    assert "Lê Thị Mận" in text and "1980" in text and "0939214687" in text
    assert "ảng viên" not in text
    assert "Lê Thị Mận" not in str(cells(exported(as_("thu"))))
    xuan = as_("xuan")
    assert "Lê Thị Mận" not in str(cells(exported(xuan, space="phu-nu-huyen", name="officers")))
    assert xuan.get(f"/s/{SPACE}/units/export/officers.xlsx").status_code == 403
    assert as_("minh").get(f"/s/{SPACE}/units/export/officers.xlsx").status_code == 404


def test_as_many_statements_for_three_hundred_rows_as_for_three(
    as_: Callable[[str], Browser], hamlets: Any, owner: sa.Connection, counting: Counting
) -> None:
    thu, counts = as_("thu"), []
    for number in (3, 300):
        rows = [
            (f"Chi hội {number}.{n}", BRANCH, "An Tài; Chiến Thắng", None) for n in range(number)
        ]
        counts.append(counting(partial(agreed, thu, book(rows))))
    assert owner.scalar(sa.text("select count(*) from units_unit")) == 303
    assert owner.scalar(sa.text("select count(*) from units_place")) == 606
    assert counts[1] <= counts[0] + 4, counts
