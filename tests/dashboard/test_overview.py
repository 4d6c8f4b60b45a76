"""The overview of a space: figures, the table below, its order, pages, period and file."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.testing.client import Browser

pytestmark = pytest.mark.database
NAMES = re.compile(r'<th role="rowheader" scope="row" class="who">(?:<a[^>]*>)?([^<]+)')
As = Callable[[str], Browser]


def rows_of(page: str) -> list[str]:
    return NAMES.findall(page.partition("<tfoot")[0])


def test_one_page_serves_every_level(as_: As) -> None:
    district = as_("hoa").get("/s/huyen/")
    assert district.status_code == 200
    assert {"Đảng uỷ xã Sen", "Đảng uỷ xã Lúa", "Hội LHPN huyện Đồng Sen"} == set(
        rows_of(district.text)
    )
    assert "Tổng cộng" in district.text
    union = as_("xuan").get("/s/phu-nu-huyen/")
    assert set(rows_of(union.text)) == {"Hội LHPN xã Sen", "Hội LHPN xã Lúa"}
    leaf = as_("thu").get("/s/phu-nu-xa-sen/")
    assert leaf.status_code == 200
    assert "Tình hình" in leaf.text
    assert "Chi tiết từng đơn vị" not in leaf.text


def test_who_may_see_no_figure_sees_the_page_without(as_: As) -> None:
    page = as_("sau").get("/s/xa-sen/")
    assert page.status_code == 200
    assert "Cần xử lý trước" in page.text
    assert "Tình hình" not in page.text
    assert "Hoạt động gần đây" not in page.text
    ways = page.text.partition("Các trang của đơn vị</h2>")[2].partition("</ul>")[0]
    assert 'href="/s/xa-sen/units/"' in ways
    assert 'href="/s/xa-sen/people"' not in ways
    assert "Các trang của đơn vị" not in as_("tam").get("/s/xa-sen/").text


def test_the_last_events_are_shown_with_the_right_only(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    for slug in ("xa-sen", "phu-nu-xa-sen"):
        owner.execute(
            sa.text(
                "insert into event (space_id, seq, at, verb, subject_type, subject_name,"
                " payload_hash, prev_hash, hash) values"
                " (:s, 1, now(), 'spaces.renamed', 'space', :n, '', '', '')"
            ),
            {"s": space_ids[slug], "n": f"sự kiện ở {slug}"},
        )
    page = as_("lan").get("/s/xa-sen/").text
    assert "sự kiện ở xa-sen" in page
    assert "sự kiện ở phu-nu-xa-sen" not in page, "only its own"
    assert "sự kiện ở xa-sen" not in as_("tam").get("/s/xa-sen/").text


def test_the_worst_stand_first_and_a_column_sorts_by_address(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, valid_from) select"
            " (select id from account where username = 'an'), :s, 'administrator', '2020-01-01'"
        ),
        {"s": space_ids["phu-nu-xa-sen"]},
    )
    hoa = as_("hoa")
    worst = rows_of(hoa.get("/s/huyen/").text)
    assert worst == ["Hội LHPN huyện Đồng Sen", "Đảng uỷ xã Lúa", "Đảng uỷ xã Sen"]
    assert rows_of(hoa.get("/s/huyen/?sort=accounts.without_administrator").text) == worst[::-1]
    names = ["Đảng uỷ xã Lúa", "Đảng uỷ xã Sen", "Hội LHPN huyện Đồng Sen"]
    assert rows_of(hoa.get("/s/huyen/?sort=name").text) == names
    assert rows_of(hoa.get("/s/huyen/?sort=-name").text) == names[::-1]
    assert rows_of(hoa.get("/s/huyen/?sort=nonsense").text) == worst


def test_spaces_without_the_figure_come_last_whatever_the_order(as_: As) -> None:
    for order in ("", "-"):
        page = as_("hoa").get(f"/s/huyen/?sort={order}spaces.vacant_bodies").text
        assert "chưa có số liệu" in page
        assert len(rows_of(page)) == 3


def test_the_table_by_organization(as_: As) -> None:
    page = as_("hoa").get("/s/huyen/?by=line").text
    assert rows_of(page) == ["Đảng", "Hội LHPN"]


def test_a_province_is_paged_and_prints_no_more_than_a_page(
    as_: As, more_communes: Callable[[int], None]
) -> None:
    more_communes(99)
    hoa = as_("hoa")
    pages = [rows_of(hoa.get(f"/s/huyen/?page={n}&sort=name").text) for n in range(1, 6)]
    assert [len(rows) for rows in pages] == [25, 25, 25, 25, 2]
    assert len({name for rows in pages for name in rows}) == 102
    assert rows_of(hoa.get("/s/huyen/?page=999&sort=name").text) == pages[-1]
    assert "26–50 trong 102 đơn vị" in hoa.get("/s/huyen/?page=2").text


def test_a_page_asks_as_much_for_102_spaces_as_for_9(
    app: Flask, as_: As, more_communes: Callable[[int], None], counting: Callable[..., int]
) -> None:
    hoa = as_("hoa")
    more_communes(6)
    few = counting(lambda: hoa.get("/s/huyen/"))
    more_communes(93)
    many = counting(lambda: hoa.get("/s/huyen/"))
    assert few == many
    registry = app.extensions["portal"]
    places = (registry.indicators, registry.widgets, registry.inbox, registry.menu)
    assert many < 60 + 8 * sum(len(place) for place in places)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("?year=2024", 200, "Từ 01/01/2024 đến 31/12/2024"),
        ("?as_of=19/7/2023", 200, "Từ 01/01/2023 đến 19/07/2023"),
        ("?as_of=2023-07-19", 200, "Từ 01/01/2023 đến 19/07/2023"),
        ("?as_of=2999-01-01", 422, "Chọn ngày từ 01/01/2000 đến hôm nay."),
        ("?as_of=1999-12-31", 422, "Chọn ngày từ 01/01/2000 đến hôm nay."),
        ("?as_of=31/02/2024", 422, "Chọn ngày từ 01/01/2000 đến hôm nay."),
        ("?year=0", 422, "Chọn ngày từ 01/01/2000 đến hôm nay."),
        ("?year=2999", 422, "Chọn ngày từ 01/01/2000 đến hôm nay."),
        ("?page=x&sort=-&by=nothing", 200, "Tình hình"),
    ],
)
def test_the_period_is_chosen_by_address(as_: As, query: str, status: int, said: str) -> None:
    page = as_("hoa").get(f"/s/huyen/{query}")
    assert page.status_code == status
    assert said in page.text


def test_the_file_for_excel_has_every_figure_and_row(
    as_: As, more_communes: Callable[[int], None], owner: sa.Connection
) -> None:
    more_communes(40)
    owner.execute(sa.text("update space set name = '=1+1' where slug = 'xa-moi-10'"))
    answer = as_("hoa").get("/s/huyen/figures.xlsx?sort=name")
    assert answer.status_code == 200
    assert "so-lieu-huyen-" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    flat: list[Any] = [value for row in rows for value in row]
    assert "'=1+1" in flat or "=1+1" in flat
    assert "Tổng cộng" in flat and "Đảng uỷ xã Mới 40" in flat
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    heads = next(row for row in rows if "Tài khoản" in row)
    total = next(row for row in rows if "Tổng cộng" in row)
    assert total[heads.index("Tài khoản")] == 8
    assert total[heads.index("Ban, bộ phận")] is None, "nobody recorded is not zero"


def test_the_file_needs_the_right(as_: As) -> None:
    assert as_("sau").get("/s/xa-sen/figures.xlsx").status_code == 403
    assert as_("minh").get("/s/xa-sen/figures.xlsx").status_code == 404
    assert as_("tam").get("/s/xa-sen/figures.xlsx").status_code == 200


def test_nothing_of_a_neighbour_stands_on_the_page(as_: As) -> None:
    page = as_("lan").get(f"/s/xa-sen/?as_of={dt.date(2026, 1, 1)}").text
    assert "xã Lúa" not in page and "Đồng Xa" not in page
