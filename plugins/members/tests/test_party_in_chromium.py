"""Party membership in a real browser, wide and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from plugins.units.tests.officer_ground import sitter
from portal.testing.live import PHONE, WIDE, check_look

from .party_ground import HOME, WOMEN, branch, mark, member
from .test_party_list import LIST, party
from .test_register_in_chromium import shoot

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_working_list_looks_right(
    new_page: Callable[..., Page],
    owner: sa.Connection,
    hamlets: dict[str, int],
    size: tuple[int, int],
) -> None:
    page = new_page("lan", size=size, bypass_csp=True)
    page.goto(LIST)
    check_look(page)
    shoot(page, f"party-empty-{size[0]}")
    of = {"unit_id": branch(owner, "xa-sen", "Chi bộ ấp An Tài"), "area_id": hamlets["An Tài"]}
    row = party(owner, "Nguyễn Thị Ánh Tuyết", **of)
    party(owner, "Lê Văn Bé Ba", birth_year=1950, sex="male", exempt=True, **of)
    party(owner, "Trần Thị Cẩm Nhung", birth_year=1999, standing="probationary", **of)
    more = {"linked": True, "introduced_on": "2021-03-12", "category": "exempt_activity", **of}
    linked = party(owner, "Võ Văn Sáu", sex="male", **more)
    for name, address in (
        ("list", ""),
        ("none", "?q=khong-ai&exempt=yes"),
        ("linked", "?part=linked"),
        ("new", "/new"),
        ("row", f"/{row}"),
        ("linked-row", f"/{linked}"),
    ):
        page.goto(LIST + address)
        check_look(page)
        shoot(page, f"party-{name}-{size[0]}")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_marks_of_members_look_right(
    new_page: Callable[..., Page],
    owner: sa.Connection,
    space_ids: dict[str, int],
    size: tuple[int, int],
) -> None:
    unit = branch(owner)
    sitter(owner, space_ids)(WOMEN, unit, "Nguyễn Thị Ánh Tuyết", birth_year=1980)
    ids = [member(owner, name, unit) for name in ("Nguyễn Thị Ánh Tuyết", "Lê Thị Bé Ba")]
    mark(owner, ids[0], yes=True, since="2010-02-03")
    page = new_page("thu", size=size, bypass_csp=True)
    for name, address in (
        ("marks", "/party"),
        ("mark", f"/{ids[0]}/party"),
        ("member", f"/{ids[0]}"),
        ("chosen", f"/party/chosen?member={ids[0]}&member={ids[1]}"),
        ("offices", "/party/offices"),
    ):
        page.goto(HOME + address)
        check_look(page)
        shoot(page, f"party-{name}-{size[0]}")
