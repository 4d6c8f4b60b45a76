"""Which standing offices nobody holds: on the page, on the overview, and within whose reach."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from portal.testing.client import Browser

SignIn = Callable[[str], Browser]
VACANT = "/s/xa-sen/officers/vacant"


def vacant(page: str) -> list[str]:
    return re.findall(r'<th role="rowheader"[^>]*>([^<]*)', page)


def test_an_office_is_vacant_until_somebody_holds_it_today(
    as_: SignIn, bodies: Any, sit: Any
) -> None:
    lan = as_("lan")
    everything = ["Bí thư", "Phó Bí thư", "Phụ trách Mặt trận", "Trưởng Khối Vận"]
    assert vacant(lan.get(VACANT).text) == everything
    sit("xa-sen", "A", "Bí thư")
    sit("xa-sen", "B", "Phó Bí thư", valid_to=dt.date(2022, 1, 1))
    sit("xa-sen", "C", "Trưởng Khối Vận", "KV", valid_from=dt.date(2999, 1, 1))
    sit("xa-sen", "D", "Uỷ viên", in_charge_of_front=True)
    sit("xa-lua", "E", "Phó Bí thư")
    page = lan.get(VACANT).text
    assert vacant(page) == ["Phó Bí thư", "Trưởng Khối Vận"]
    assert f"body={bodies['xa-sen', 'KV']}" in page


def test_the_overview_tells_what_is_vacant_here_and_below(
    as_: SignIn, bodies: Any, sit: Any
) -> None:
    lan, hoa = as_("lan"), as_("hoa")
    assert "chưa ghi cán bộ nào của đơn vị này" in lan.get("/s/xa-sen/").text
    assert "đơn vị bên dưới khuyết" not in hoa.get("/s/huyen/").text
    sit("xa-sen", "A", "Bí thư")
    page = lan.get("/s/xa-sen/").text
    assert "chức danh đang khuyết" in page
    assert "Phó Bí thư, Phụ trách Mặt trận, Trưởng Khối Vận" in page
    above = hoa.get("/s/huyen/").text
    assert "đơn vị bên dưới khuyết chức danh" in above
    assert "Đảng uỷ xã Sen (3)" in above
    assert "Đảng uỷ xã Lúa (" not in above


def test_vacancies_stay_within_reach(as_: SignIn, bodies: Any, owner: sa.Connection) -> None:
    assert "Đảng uỷ xã Lúa" not in as_("lan").get(VACANT).text
    owner.exec_driver_sql(
        'update space_kind set offices = \'[{"office": "Thủ trưởng"}]\''
        " where name = 'district_party'"
    )
    assert vacant(as_("hoa").get("/s/huyen/officers/vacant").text)[0] == "Thủ trưởng"
    above = as_("hoa").get("/s/huyen/officers/vacant").text
    assert "Đảng uỷ xã Lúa" in above and "Đảng uỷ xã Sen" in above
    owner.exec_driver_sql("update space set closed_on = '2022-01-01' where slug = 'xa-lua'")
    assert "Đảng uỷ xã Lúa" not in as_("hoa").get("/s/huyen/officers/vacant").text


def test_the_form_of_a_vacant_office_is_filled_in(as_: SignIn, bodies: Any) -> None:
    lan = as_("lan")
    address = re.search(r'href="([^"]*officers/new\?[^"]*front=1[^"]*)"', lan.get(VACANT).text)
    assert address is not None
    page = lan.get(address[1].replace("&amp;", "&")).text
    assert re.search(r'<input [^>]*checked [^>]*name="in_charge_of_front"', page)
    assert re.search(rf'<option selected value="{bodies["xa-sen", "BTV"]}"', page)


def sheet_of(content: bytes) -> list[list[Any]]:
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [list(row) for row in rows]


@pytest.mark.parametrize(("who", "phones"), [("lan", True), ("hoa", True)])
def test_the_list_goes_to_excel_and_the_history_says_who_took_it(
    as_: SignIn, sit: Any, verbs: Any, who: str, phones: bool
) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư", phone="0939214687")
    sit("xa-sen", "=Trần", "Phó Bí thư", valid_to=dt.date(2022, 1, 1))
    answer = as_(who).get("/s/xa-sen/spaces/export/officers.xlsx?q=man")
    assert answer.status_code == 200
    assert "filename=can-bo-xa-sen-" in answer.headers["Content-Disposition"]
    cells = [cell for row in sheet_of(answer.data) for cell in row]
    assert "Lê Thị Mận" in cells and "=Trần" not in cells
    assert ("0939214687" in cells) == phones
    assert verbs() == ["imports.exported"]


def test_who_may_not_take_the_list_along(as_: SignIn, sit: Any, verbs: Any) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư")
    for who, status in (("tam", 403), ("sau", 403), ("minh", 404), ("an", 404)):
        assert as_(who).get("/s/xa-sen/spaces/export/officers.xlsx").status_code == status
    assert verbs() == []


def test_below_goes_to_excel_with_the_name_of_the_space(as_: SignIn, sit: Any) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư")
    sit("xa-lua", "Hồ Văn Tư", "Bí thư")
    answer = as_("hoa").get("/s/huyen/spaces/export/officers.xlsx?where=below")
    cells = [cell for row in sheet_of(answer.data) for cell in row]
    assert {"Đảng uỷ xã Sen", "Đảng uỷ xã Lúa", "Hồ Văn Tư"} <= set(cells)
