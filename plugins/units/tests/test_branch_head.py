"""The head of a branch sees the own branch, and nothing else of the space."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.testing.cast import UNIT_ONE, UNIT_TWO
from portal.testing.client import Browser
from portal.testing.live import PHONE, check_look

from .conftest import Found
from .test_list import names

As = Callable[[str], Browser]
HERE = "/s/xa-sen/units/"


@pytest.fixture
def branches(found: Found) -> None:
    """The branches that the heads of the cast are narrowed to, and one of nobody."""
    found("xa-sen", "Chi bộ ấp An Tài", "An Tài", id=UNIT_ONE)
    found("xa-sen", "Chi bộ ấp Chiến Thắng", "Chiến Thắng", id=UNIT_TWO)
    found("phu-nu-xa-sen", "Chi hội ấp An Tài", "An Tài")


def test_a_head_sees_the_own_branch_only(as_: As, branches: None) -> None:
    assert names(as_("sau"), HERE) == ["Chi bộ ấp An Tài"]
    assert names(as_("bay"), HERE) == ["Chi bộ ấp Chiến Thắng"]
    assert len(names(as_("lan"), HERE)) == 3
    assert as_("sau").get(f"{HERE}{UNIT_ONE}").status_code == 200
    assert as_("sau").get(f"{HERE}{UNIT_TWO}").status_code == 404
    assert "Chiến Thắng" not in as_("sau").get("/search?q=chi+bo").text


def test_a_head_founds_and_corrects_nothing(as_: As, branches: None, owner: sa.Connection) -> None:
    sau = as_("sau")
    assert sau.get(f"{HERE}new").status_code == 403
    assert sau.send(f"{HERE}{UNIT_ONE}/edit", {"name": "Khác", "version": "1"}).status_code == 403
    kept = owner.scalars(sa.text("select name from units_unit where id = 901")).all()
    assert kept == ["Chi bộ ấp An Tài"]


def test_a_role_can_be_narrowed_to_a_standing_unit(
    as_: As, branches: None, found: Found, owner: sa.Connection
) -> None:
    gone = found("xa-sen", "Chi bộ cũ", ended_on="2022-01-01", ended_how="dissolved")
    tam = owner.scalar(sa.text("select id from account where username = 'tam'"))
    page, lan = f"/s/xa-sen/people/{tam}/roles/new", as_("lan")
    offered = lan.get(page).text
    assert "Chi bộ ấp An Tài" in offered and "Chi hội ấp An Tài" not in offered
    assert "Chi bộ cũ" not in offered
    form: dict[str, Any] = {"role": "branch_head", "valid_from": ["1", "1", "2021"]}
    assert lan.send(page, {**form, "units": [str(gone)]}).status_code == 422
    assert lan.send(page, {**form, "units": [str(UNIT_TWO)]}).status_code == 303
    units = "select unit_ids from space_membership where account_id = :id and role = 'branch_head'"
    assert owner.scalar(sa.text(units), {"id": tam}) == [UNIT_TWO]


@pytest.mark.browser
def test_a_head_reads_the_own_branch_on_a_phone(
    new_page: Callable[..., Page], branches: None
) -> None:
    page = new_page("sau", size=PHONE, bypass_csp=True)
    page.goto(HERE)
    check_look(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Chi bộ ấp An Tài").click()
    expect(page.locator("h1")).to_have_text("Chi bộ ấp An Tài")
    check_look(page)
    expect(page.locator("main")).not_to_contain_text("Chiến Thắng")
