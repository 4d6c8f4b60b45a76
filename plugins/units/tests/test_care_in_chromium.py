"""Surveys, remedies, focus areas and the table by place in a real browser, wide and on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from plugins.units.models import UnitsFocus, UnitsPlace, UnitsRemedy
from portal.locale import today
from portal.testing.live import PHONE, check_look

from .care_ground import add_office, add_round, add_unit, insert

pytestmark = pytest.mark.browser
UNITS = "/s/phu-nu-xa-sen/units"
SIZES = pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])


@pytest.fixture
def laid(
    owner: sa.Connection, space_ids: dict[str, int], hamlets: dict[str, int]
) -> dict[str, Any]:
    """Units of Sen with two rounds, remedy sheets and focus areas."""
    union, party = space_ids["phu-nu-xa-sen"], space_ids["xa-sen"]
    units = [add_unit(owner, union, f"Chi hội phụ nữ số {n}") for n in range(1, 8)]
    for number, unit in enumerate(units):
        near = hamlets["An Tài" if number % 3 else "Chiến Thắng"]
        insert(owner, UnitsPlace, space_id=union, unit_id=unit, area_id=near)
        if number % 2:
            add_office(owner, union, unit, party_member=number == 1)
    cell = add_unit(owner, party, "Chi bộ ấp An Tài", kind="party_cell_hamlet")
    insert(owner, UnitsPlace, space_id=party, unit_id=cell, area_id=hamlets["An Tài"])
    words = ("strong", "strong", "fair", "average", "weak", "inactive")
    before = add_round(owner, union, dt.date(2025, 1, 5), dict(zip(units, words, strict=False)))
    words = ("strong", "fair", "fair", "fair", "average", "weak", "inactive")
    after = add_round(owner, union, dt.date(2026, 1, 5), dict(zip(units, words, strict=True)))
    texts = {
        "cause": "Hội viên đi làm ăn xa, sinh hoạt không đều; chi hội trưởng mới nhận việc.",
        "measure": "Cử uỷ viên Ban Thường vụ dự sinh hoạt hằng quý, lập nhóm Zalo của chi hội.",
        "helper": "Bùi Thị Thu, Phó Chủ tịch Hội",
    }
    open_, closed = (
        insert(
            owner,
            UnitsRemedy,
            space_id=union,
            unit_id=unit,
            opened_on=dt.date(2026, 1, 10),
            recheck_on=dt.date(2026, 4, 10),
            **texts,
            **more,
        )
        for unit, more in (
            (units[5], {}),
            (units[4], {"closed_on": today(), "outcome": "same", "finding": "Chưa đều."}),
        )
    )
    focus = [
        insert(
            owner,
            UnitsFocus,
            space_id=space,
            area_id=hamlets[name],
            year=today().year,
            director=who,
            task="Củng cố chi hội, nâng tỉ lệ sinh hoạt",
        )
        for space, name, who in (
            (union, "An Tài", "Bùi Thị Thu, Phó Chủ tịch"),
            (union, "Chiến Thắng", "Lê Thị Mận, Uỷ viên Ban Thường vụ"),
            (party, "An Tài", "Nguyễn Thị Lan, Phó Bí thư"),
        )
    ]
    return {
        "unit": units[5],
        "bare": units[6],
        "before": before,
        "after": after,
        "open": open_,
        "closed": closed,
        "focus": focus[0],
    }


PAGES = (
    ("thu", f"{UNITS}/surveys"),
    ("thu", f"{UNITS}/surveys/new"),
    ("thu", f"{UNITS}/surveys/{{after}}?with={{before}}"),
    ("thu", f"{UNITS}/surveys/{{after}}/edit"),
    ("thu", f"{UNITS}/surveys/{{after}}/mark"),
    ("thu", f"{UNITS}/remedies?state=all"),
    ("thu", f"{UNITS}/remedies/{{closed}}"),
    ("thu", f"{UNITS}/remedies/{{open}}/edit"),
    ("thu", f"{UNITS}/remedies/{{open}}/close"),
    ("thu", f"{UNITS}/{{bare}}/remedies/new"),
    ("thu", f"{UNITS}/{{unit}}"),
    ("thu", f"{UNITS}/focus"),
    ("thu", f"{UNITS}/focus?year=2019"),
    ("thu", f"{UNITS}/focus/new"),
    ("thu", f"{UNITS}/focus/{{focus}}/edit"),
    ("hoa", "/s/huyen/units/surveys"),
    ("hoa", "/s/huyen/units/focus"),
    ("hoa", "/s/huyen/units/matrix?figure=without_head"),
    ("lan", "/s/xa-sen/units/matrix"),
    ("minh", "/s/xa-lua/units/surveys"),
    ("minh", "/s/xa-lua/units/remedies"),
)


@SIZES
def test_every_page_is_accessible_and_narrow_enough(
    new_page: Callable[..., Page], laid: dict[str, Any], size: tuple[int, int]
) -> None:
    pages = {who: new_page(who, size=size, bypass_csp=True) for who, _path in PAGES}
    for who, path in PAGES:
        answer = pages[who].goto(path.format(**laid))
        assert answer is not None and answer.ok, path
        check_look(pages[who])


def test_units_are_marked_without_scripts_and_by_keyboard(
    new_page: Callable[..., Page], laid: dict[str, Any]
) -> None:
    page = new_page("thu", size=PHONE, java_script_enabled=False)
    page.goto(f"{UNITS}/surveys/{laid['before']}/mark")
    unit = laid["bare"]
    number = page.locator(f"#unit{unit}-attending")
    number.fill("mười")
    page.locator("main .btn.pri").press("Enter")
    expect(page.locator(".errs")).to_contain_text("số nguyên")
    expect(number).to_have_value("mười")
    number.fill("10")
    page.locator(f"#unit{unit}-mark").select_option("weak")
    page.locator("main .btn.pri").press("Enter")
    expect(page.locator(".note.ok")).to_contain_text("1 chi, tổ")
    row = page.locator("tr", has_text="Chi hội phụ nữ số 7")
    expect(row).to_contain_text("yếu")
    page.get_by_role("button", name="Hoàn tác").press("Enter")
    page.goto(f"{UNITS}/surveys/{laid['before']}")
    expect(row).to_contain_text("chưa khảo sát")


def test_a_page_of_marks_that_was_sent_back_is_accessible(
    new_page: Callable[..., Page], laid: dict[str, Any]
) -> None:
    page = new_page("thu", size=PHONE, bypass_csp=True)
    page.goto(f"{UNITS}/surveys/{laid['before']}/mark")
    page.locator(f"#unit{laid['bare']}-attending").fill("4")
    page.locator("main .btn.pri").click()
    expect(page.locator(".errs")).to_be_focused()
    check_look(page)
