"""Focus areas: chosen, changed, removed and copied, each to be taken back; and seen from above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

from .conftest import undo_in

pytestmark = pytest.mark.database
AT = "/s/phu-nu-xa-sen/units/focus"
As = Callable[[str], Browser]


def chosen(hamlet: int, year: int = 2023, **given: Any) -> dict[str, Any]:
    """A choice as it is typed."""
    return {
        "area": str(hamlet),
        "year": str(year),
        "director": "Bùi Thị Thu, Chủ tịch",
        "task": "Củng cố chi hội",
        **given,
    }


def rows(owner: sa.Connection) -> list[tuple[Any, ...]]:
    """Every choice: hamlet, year, who directs it."""
    asked = "select area_id, year, director from units_focus order by year, area_id"
    return [tuple(row) for row in owner.execute(sa.text(asked))]


def test_a_hamlet_is_chosen_and_taken_back(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    thu = as_("thu")
    answer = thu.send(f"{AT}/new", chosen(hamlets["An Tài"]))
    assert answer.location.endswith("focus?year=2023")
    page = thu.get(answer.location).text
    assert "Ấp An Tài" in page and "Bùi Thị Thu, Chủ tịch" in page
    assert "Ấp An Tài (2023)" in thu.get("/s/phu-nu-xa-sen/history").text
    thu.send(undo_in(page))
    assert rows(owner) == []


def test_a_choice_is_changed_and_changed_back(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    thu, tai = as_("thu"), hamlets["An Tài"]
    thu.send(f"{AT}/new", chosen(tai))
    number = owner.scalar(sa.text("select id from units_focus"))
    change = chosen(hamlets["Chiến Thắng"], director="Lê Thị Mận", version="1")
    assert thu.send(f"{AT}/{number}/edit", change).status_code == 303
    undo = undo_in(thu.get(f"{AT}?year=2023").text)
    late = thu.send(f"{AT}/{number}/edit", {**change, "director": "Lê Thị Na"})
    assert late.status_code == 409 and "Lê Thị Mận" in late.text
    thu.send(undo)
    assert rows(owner) == [(tai, 2023, "Bùi Thị Thu, Chủ tịch")]


def test_a_choice_is_removed_and_put_back(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    thu, tai = as_("thu"), hamlets["An Tài"]
    thu.send(f"{AT}/new", chosen(tai))
    number = owner.scalar(sa.text("select id from units_focus"))
    thu.send(f"{AT}/{number}/remove")
    assert rows(owner) == []
    undo = undo_in(thu.get(f"{AT}?year=2023").text)
    thu.send(f"{AT}/new", chosen(tai, director="Người khác"))
    assert thu.send(undo).status_code == 409, "chosen again meanwhile"
    again = owner.scalar(sa.text("select id from units_focus"))
    thu.send(f"{AT}/{again}/remove")
    assert thu.send(undo).status_code == 303
    assert rows(owner) == [(tai, 2023, "Bùi Thị Thu, Chủ tịch")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"director": " "}, "Nhập “Người phụ trách”"),
        ({"year": "1999"}, "2000 đến 2100"),
        ({"year": "năm nay"}, ""),
        ({"area": "khong-co"}, ""),
    ],
)
def test_a_faulty_choice_is_sent_back(
    as_: As, owner: sa.Connection, hamlets: dict[str, int], typed: dict[str, str], words: str
) -> None:
    answer = as_("thu").send(f"{AT}/new", chosen(hamlets["An Tài"], **typed))
    assert answer.status_code == 422 and words in answer.text
    assert "Củng cố chi hội" in answer.text and rows(owner) == []


def test_a_hamlet_is_chosen_once_a_year_and_within_the_area(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    thu, tai = as_("thu"), hamlets["An Tài"]
    thu.send(f"{AT}/new", chosen(tai))
    twice = thu.send(f"{AT}/new", chosen(tai))
    assert twice.status_code == 422 and "Ấp An Tài đã được chọn cho năm 2023" in twice.text
    assert thu.send(f"{AT}/new", chosen(tai, 2024)).status_code == 303
    assert thu.send(f"{AT}/new", chosen(hamlets["Bưng Rò"])).status_code == 422
    owner.execute(sa.text("update area set valid_to = '2024-01-01' where name = 'Chiến Thắng'"))
    assert thu.send(f"{AT}/new", chosen(hamlets["Chiến Thắng"])).status_code == 422
    assert len(rows(owner)) == 2


def test_the_district_chooses_in_any_commune(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    at = "/s/phu-nu-huyen/units/focus"
    xuan = as_("xuan")
    assert xuan.send(f"{at}/new", chosen(hamlets["Bưng Rò"])).status_code == 303
    assert "Ấp Bưng Rò, xã Lúa" in xuan.get(f"{at}?year=2023").text


def test_a_year_is_taken_over_once_and_taken_back(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    thu, tai, thang = as_("thu"), hamlets["An Tài"], hamlets["Chiến Thắng"]
    for hamlet in (tai, thang):
        thu.send(f"{AT}/new", chosen(hamlet))
    thu.send(f"{AT}/new", chosen(tai, 2024, director="Lê Thị Mận"))
    thu.send(f"{AT}/copy?year=2024")
    page = thu.get(f"{AT}?year=2024").text
    assert rows(owner)[2:] == [
        (tai, 2024, "Lê Thị Mận"),
        (thang, 2024, "Bùi Thị Thu, Chủ tịch"),
    ]
    undo = undo_in(page)
    thu.send(f"{AT}/copy?year=2024")
    assert len(rows(owner)) == 4 and "không còn" in thu.get(f"{AT}?year=2024").text
    thu.send(undo)
    assert len(rows(owner)) == 3


def test_copies_that_were_changed_stay(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    thu = as_("thu")
    thu.send(f"{AT}/new", chosen(hamlets["An Tài"]))
    thu.send(f"{AT}/copy?year=2024")
    undo = undo_in(thu.get(f"{AT}?year=2024").text)
    number = owner.scalar(sa.text("select id from units_focus where year = 2024"))
    change = chosen(hamlets["An Tài"], 2024, director="Lê Thị Mận", version="1")
    thu.send(f"{AT}/{number}/edit", change)
    assert thu.send(undo).status_code == 409 and len(rows(owner)) == 2


def test_above_sees_hamlet_by_organization(
    as_: As, owner: sa.Connection, hamlets: dict[str, int], space_ids: dict[str, int]
) -> None:
    as_("thu").send(f"{AT}/new", chosen(hamlets["An Tài"]))
    as_("lan").send("/s/xa-sen/units/focus/new", chosen(hamlets["An Tài"], director="Bí thư Lan"))
    page = as_("hoa").get("/s/huyen/units/focus?year=2023").text
    row = page[page.index("Ấp An Tài, xã Sen") :]
    assert row.index("Bí thư Lan") < row.index("Bùi Thị Thu")
    assert "Ấp" not in as_("hoa").get("/s/huyen/units/focus?year=2022").text.split("<main")[1]
    assert as_("minh").get("/s/xa-lua/units/focus?year=2023").text.count("Bùi Thị Thu") == 0


def test_who_may_not_change_is_refused_and_neighbours_learn_nothing(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    as_("lan").send("/s/xa-sen/units/focus/new", chosen(hamlets["An Tài"]))
    number = owner.scalar(sa.text("select id from units_focus"))
    at = f"/s/xa-sen/units/focus/{number}"
    assert as_("tam").send(f"{at}/remove").status_code == 403
    assert as_("hoa").send(f"{at}/remove").status_code == 403
    assert as_("minh").send(f"{at}/remove").status_code == 404
    assert as_("minh").send(f"/s/xa-lua/units/focus/{number}/remove").status_code == 404
    assert as_("minh").get(f"/s/xa-lua/units/focus/{number}/edit").status_code == 404
    assert len(rows(owner)) == 1
