"""Pages of report forms: which there are, one filled in, its file, who sees what."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.locale import today
from portal.plugins import Registry
from portal.reportforms import FormPeriod, Measure, read_form
from portal.testing.client import Browser

from .report_ground import entry, member, unit

pytestmark = pytest.mark.database
SEN = "/s/phu-nu-xa-sen/members/forms"
As = Callable[[str], Browser]
D = dt.date


@pytest.fixture
def books(owner: Any, space_ids: dict[str, int]) -> dict[str, int]:
    """Two branches of Sen with five members, of whom one came and one went in 2023; one of Lúa."""
    sen, lua = space_ids["phu-nu-xa-sen"], space_ids["phu-nu-xa-lua"]
    first, second = unit(owner, sen, "Chi hội ấp 1"), unit(owner, sen, "Chi hội ấp 2")
    for year in (1990, 1980, 1950):
        entry(owner, sen, first, member(owner, sen, first, birth_year=year), D(2021, 5, 1))
    gone = member(owner, sen, second, birth_year=1940)
    entry(owner, sen, second, gone, D(2021, 5, 1))
    entry(owner, sen, second, gone, D(2023, 2, 1), -1, "decease")
    entry(owner, sen, second, member(owner, sen, second, birth_year=2001), D(2023, 8, 1))
    other = unit(owner, lua, "Chi hội ấp 9")
    entry(owner, lua, other, member(owner, lua, other), D(2021, 5, 1))
    return {"sen": sen, "lua": lua, "first": first, "second": second}


def test_a_space_has_the_forms_of_its_line_and_of_those_below(
    as_: As, books: dict[str, int]
) -> None:
    page = as_("thu").get(SEN).text
    assert "Biến động đoàn viên, hội viên" in page and "theo độ tuổi" in page
    assert "Báo cáo thực lực Hội" not in page
    assert "forms/ages_women" in page and "forms/ages_farmers" not in page
    for someone, space in (("xuan", "phu-nu-huyen"), ("hoa", "huyen"), ("lan", "xa-sen")):
        assert "forms/movements" in as_(someone).get(f"/s/{space}/members/forms").text


def figures(page: str, name: str) -> list[str]:
    """The figures of a row of the first form on a page."""
    row = next(r for r in re.findall(r"<tr>(?:(?!</tr>).)*</tr>", page, re.S) if f">{name}<" in r)
    cells = re.findall(r"<td class=\"num[^\"]*\">(.*?)</td>", row, re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def test_movements_are_counted_by_branch_and_add_up(as_: As, books: dict[str, int]) -> None:
    page = as_("thu").get(f"{SEN}/movements?period=2023&rows=units").text
    first, second = figures(page, "Chi hội ấp 1"), figures(page, "Chi hội ấp 2")
    total = figures(page, "Tổng cộng") if ">Tổng cộng<" in page else figures(page, "Cộng")
    assert first[:5] == ["3", "3", "0", "0", "0"]
    assert second[:5] == ["1", "1", "1", "1", "1"]
    assert total[:3] == ["4", "4", "1"]
    assert "không khớp" not in page


def test_the_district_sees_a_row_for_each_organization_and_no_names_of_units(
    as_: As, books: dict[str, int]
) -> None:
    page = as_("xuan").get("/s/phu-nu-huyen/members/forms/movements?period=2023").text
    assert figures(page, "Hội LHPN xã Sen")[:3] == ["4", "4", "1"]
    assert figures(page, "Hội LHPN xã Lúa")[:3] == ["1", "1", "0"]
    assert "Chi hội ấp" not in page
    assert "/s/phu-nu-xa-sen/members/forms/movements?period=2023" in page
    units = as_("xuan").get("/s/phu-nu-huyen/members/forms/movements?period=2023&rows=units")
    assert "Chi hội ấp" not in units.text


def test_a_neighbour_is_in_no_row(as_: As, books: dict[str, int]) -> None:
    page = as_("thu").get(f"{SEN}/movements?period=2023").text
    assert "Hội LHPN xã Sen" in page and "Lúa" not in page


def test_age_bands_are_of_the_line_and_their_total_is_everybody(
    as_: As, books: dict[str, int]
) -> None:
    page = as_("thu").get(f"{SEN}/ages_women?period=2023").text
    rows = ["Đến 35 tuổi", "Từ 36 đến 55 tuổi", "Từ 56 tuổi trở lên", "Chưa rõ năm sinh"]
    assert [figures(page, row)[0] for row in rows] == ["2", "1", "1", "0"]


def test_what_an_address_cannot_mean_is_as_usual_or_unknown(as_: As, books: dict[str, int]) -> None:
    thu = as_("thu")
    assert thu.get(f"{SEN}/nothing").status_code == 404
    assert thu.get(f"{SEN}/nothing.xlsx").status_code == 404
    for query in ("period=2023-q9", "period=x", "rows=hamlets", "line=farmers"):
        assert thu.get(f"{SEN}/movements?{query}").status_code == 200


def test_a_period_without_a_book_is_unknown_and_not_zero(as_: As, books: dict[str, int]) -> None:
    page = as_("thu").get(f"{SEN}/movements?period=2020").text
    assert figures(page, "Hội LHPN xã Sen")[0].startswith("…")
    assert "Đó không phải là số 0" in page


def test_no_period_is_offered_that_did_not_begin(as_: As, books: dict[str, int]) -> None:
    page = as_("thu").get(f"{SEN}/movements").text
    offered = re.findall(r'<option value="(\d{4}[^"]*)"', page)
    found = [FormPeriod.from_code(code) for code in offered]
    assert len(found) > 20
    assert all(period is not None and period.days.start <= today() for period in found)


def test_the_file_has_the_head_of_the_space_and_its_figures(as_: As, books: dict[str, int]) -> None:
    answer = as_("thu").get(f"{SEN}/movements.xlsx?period=2023&rows=units")
    assert answer.headers["Content-Disposition"].endswith("phu-nu-xa-sen-2023.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("SEN" in text for text in texts[:4])
    assert "BIẾN ĐỘNG ĐOÀN VIÊN, HỘI VIÊN" in texts and "Năm 2023" in texts
    assert "Chi hội ấp 1" in texts and "Chi hội ấp 2" in texts
    assert any(text.startswith("=SUM(") for text in texts)


def test_a_viewer_without_the_right_stays_outside(as_: As, books: dict[str, int]) -> None:
    assert as_("an").get(SEN).status_code == 404
    assert as_("minh").get(f"{SEN}/movements").status_code == 404


@pytest.fixture
def foreign(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Offer a form of one column by a measure of another right: foreign(needs, count)."""

    def offer(needs: str, count: Any) -> None:
        registry: Registry = app.extensions["portal"]
        measure = Measure("members.foreign", "Foreign", needs, count)
        entry = {"title": "Biểu lạ", "source": "thử", "lines": ["women"], "periods": ["year"]}
        entry |= {"rows": ["spaces"], "columns": [{"number": "1", "title": "Một"}]}
        entry["columns"][0]["measure"] = "members.foreign"  # type: ignore[index]
        made = read_form(json.dumps(entry), "members.strange")
        monkeypatch.setitem(registry.measures, "members.foreign", measure)
        monkeypatch.setitem(registry.owner, "measures members.foreign", "members")
        monkeypatch.setitem(registry.report_forms, "members.strange", made)

    return offer


STRANGE = "/s/xa-sen/members/forms/strange?period=2023"


def test_a_column_of_another_right_is_open_to_its_holders_alone(
    as_: As, books: dict[str, int], foreign: Callable[..., None]
) -> None:
    foreign("members.party", lambda asked: [dict.fromkeys(asked.keys, 77)])
    assert figures(as_("lan").get(STRANGE).text, "Hội LHPN xã Sen") == ["77"]
    assert "77" not in figures(as_("tam").get(STRANGE).text, "Hội LHPN xã Sen")[0]


def test_a_measure_that_fails_costs_its_column_and_nothing_else(
    as_: As, books: dict[str, int], foreign: Callable[..., None]
) -> None:
    foreign("members.party", lambda _asked: 1 / 0)
    answer = as_("lan").get(STRANGE)
    assert answer.status_code == 200
    assert figures(answer.text, "Hội LHPN xã Sen")[0].startswith("…")


def test_a_head_of_branches_sees_those_alone_and_is_told(
    as_: As, owner: Any, space_ids: dict[str, int], books: dict[str, int]
) -> None:
    role = "update space_membership set role = 'branch_head', unit_ids = :units where account_id ="
    of_thu = " (select id from account where username = 'thu')"
    owner.execute(sa.text(role + of_thu), {"units": [books["first"]]})
    page = as_("thu").get(f"{SEN}/movements?period=2023").text
    assert "Chỉ tính các chi, tổ do đồng chí phụ trách" in page
    assert figures(page, "Chi hội ấp 1")[0] == "3"
    assert "Chi hội ấp 2" not in page
