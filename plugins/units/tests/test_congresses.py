"""The congress of a unit is written down, the next one computed, corrected, taken back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from portal.locale import date_text, today

from .conftest import undo_in
from .officer_ground import HOME, day, sitter

HELD = dt.date(2024, 4, 30)
DAYS = "select congress_on, congress_document, congress_due_on, version from units_unit"


def form(held: dt.date | None, due: dt.date | None = None, **more: Any) -> dict[str, Any]:
    return {"held_on": day(held), "due_on": day(due), "document": "", "version": "1", **more}


def test_the_next_congress_is_due_after_a_term(as_: Any, found: Any, owner: Any) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", congress_on=dt.date(2019, 5, 1))
    thu, place = as_("thu"), f"{HOME}/{unit}/congress"
    assert "Ghi đại hội" in thu.get(f"{HOME}/{unit}").text
    answer = thu.send(place, form(HELD, document="4-BB ngày 30/04/2024"))
    assert answer.status_code == 303
    kept = (HELD, "4-BB ngày 30/04/2024", dt.date(2029, 4, 30), 2)
    assert tuple(owner.execute(sa.text(DAYS)).one()) == kept
    page = thu.get(answer.location).text
    assert "30/04/2029" in page and "30/04/2024 (4-BB ngày 30/04/2024)" in page
    assert thu.send(place, form(HELD)).status_code == 409
    assert thu.send(undo_in(page)).status_code == 303
    assert tuple(owner.execute(sa.text(DAYS)).one()) == (dt.date(2019, 5, 1), None, None, 3)


@pytest.mark.parametrize(
    ("slug", "kind", "held", "due"),
    [
        ("xa-sen", "party_cell_hamlet", dt.date(2023, 8, 31), dt.date(2026, 2, 28)),
        ("phu-nu-xa-sen", "women_branch", dt.date(2024, 2, 29), dt.date(2029, 2, 28)),
        ("phu-nu-xa-sen", "women_branch", None, dt.date(2027, 1, 1)),
    ],
)
def test_a_term_is_counted_in_months_of_the_kind(
    as_: Any, found: Any, owner: Any, slug: str, kind: str, held: dt.date | None, due: dt.date
) -> None:
    unit = found(slug, "Đơn vị mẫu", kind=kind)
    typed = form(held, None if held else due)
    sent = as_("lan" if slug == "xa-sen" else "thu").send(f"/s/{slug}/units/{unit}/congress", typed)
    assert sent.status_code == 303
    assert owner.scalar(sa.text("select congress_due_on from units_unit")) == due


def test_a_day_left_from_the_former_congress_is_computed_anew(
    as_: Any, found: Any, owner: Any
) -> None:
    old, new = dt.date(2024, 5, 6), dt.date(2030, 1, 1)
    unit = found("phu-nu-xa-sen", "Chi hội 1", congress_due_on=old)
    thu, place = as_("thu"), f"{HOME}/{unit}/congress"
    due = sa.text("select congress_due_on from units_unit")
    thu.send(place, form(HELD, old))
    assert owner.scalar(due) == dt.date(2029, 4, 30)
    thu.send(place, form(HELD, new, version="2"))
    assert owner.scalar(due) == new
    thu.send(place, form(HELD, new, version="3", document="4-BB"))
    assert owner.scalar(due) == new


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("held_on", form(None)),
        ("held_on", form(today() + dt.timedelta(days=1))),
        ("held_on", form(dt.date(2021, 3, 7))),
        ("due_on", form(HELD, HELD)),
        ("held_on", form(HELD) | {"held_on": ["31", "2", "2024"]}),
    ],
)
def test_days_that_cannot_be_are_refused(
    as_: Any, found: Any, owner: Any, field: str, typed: dict[str, Any]
) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", founded_on=dt.date(2021, 3, 8))
    answer = as_("thu").send(f"{HOME}/{unit}/congress", typed)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert tuple(owner.execute(sa.text(DAYS)).one()) == (None, None, None, 1)


def test_congresses_near_are_listed_and_told(as_: Any, found: Any) -> None:
    for name, days in (("quá hạn", -1), ("sắp đến", 60), ("còn lâu", 61)):
        due = today() + dt.timedelta(days=days)
        found("phu-nu-xa-sen", f"Chi hội {name}", congress_due_on=due)
    ended = {"ended_on": dt.date(2024, 1, 1), "ended_how": "dissolved"}
    found("phu-nu-xa-sen", "Chi hội đã thôi", congress_due_on=today(), **ended)
    found("phu-nu-xa-lua", "Chi hội láng giềng", congress_due_on=today())
    thu = as_("thu")
    for page in (
        thu.get("/s/phu-nu-xa-sen/inbox?source=units.congresses").text,
        thu.get(f"{HOME}/?fits=congress_near").text,
    ):
        assert "Chi hội quá hạn" in page and "Chi hội sắp đến" in page
        assert not any(name in page for name in ("còn lâu", "đã thôi", "láng giềng"))
    assert "Quá hạn 1 ngày" in thu.get("/s/phu-nu-xa-sen/inbox?source=units.congresses").text


def test_units_without_a_head_and_terms_that_end_are_told(
    as_: Any, found: Any, owner: Any, space_ids: dict[str, int]
) -> None:
    sit, soon = sitter(owner, space_ids), today() + dt.timedelta(days=60)
    lead = found("phu-nu-xa-sen", "Chi hội có trưởng")
    sit("phu-nu-xa-sen", lead, "Lê Thị Mận", term_ends_on=soon)
    sit("phu-nu-xa-sen", lead, "Bùi Thị Na", "deputy", term_ends_on=today())
    late = found("phu-nu-xa-sen", "Chi hội nhiệm kỳ dài")
    sit("phu-nu-xa-sen", late, "Lê Thị Xoài", term_ends_on=soon + dt.timedelta(days=1))
    renewed = found("phu-nu-xa-sen", "Chi hội sắp đại hội", congress_due_on=today())
    sit("phu-nu-xa-sen", renewed, "Lê Thị Ổi", term_ends_on=today())
    waits = found("phu-nu-xa-sen", "Chi hội mới giới thiệu")
    sit("phu-nu-xa-sen", waits, "Lê Thị Bưởi", introduced_on=dt.date(2024, 1, 5))
    past = found("phu-nu-xa-sen", "Chi hội trưởng đã thôi")
    sit("phu-nu-xa-sen", past, "Lê Thị Cam", ended_on=today())
    thu, inbox = as_("thu"), "/s/phu-nu-xa-sen/inbox?source=units."
    headless = thu.get(f"{inbox}headless").text
    assert "Chi hội mới giới thiệu" in headless and "Chi hội trưởng đã thôi" in headless
    assert not any(w in headless for w in ("có trưởng", "nhiệm kỳ dài", "sắp đại hội"))
    ways = re.findall(r'<a class="btn s" href="([^"]+)">([^<]+)', headless)
    assert (f"{HOME}/{waits}/offices/new", "Ghi người đứng đầu") in ways
    assert all(thu.get(address).status_code == 200 for address, _words in ways)
    terms = thu.get(f"{inbox}terms").text
    assert "Chi hội có trưởng" in terms and "trong 1 việc" in terms and "Hạn hôm nay" in terms
    assert "nhiệm kỳ dài" not in terms and "sắp đại hội" not in terms
    page = thu.get(f"{HOME}/{renewed}").text
    leads = f'<a href="{HOME}/{renewed}/congress">Ghi đại hội</a>'
    assert f"Đến hạn đại hội ngày {date_text(today())}. {leads}" in page
    seen_from_above = as_("lan").get(f"{HOME}/{renewed}").text
    assert "Đến hạn đại hội ngày" in seen_from_above and leads not in seen_from_above
    for above in ("lan", "hoa"):
        assert "Chi hội mới giới thiệu" not in as_(above).get("/inbox").text
