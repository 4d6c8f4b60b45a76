"""Found a unit, correct it, take either back; what the kind, the area and the others allow."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from .conftest import undo_in

PLACE = "/s/phu-nu-xa-sen/units/"
NEW = f"{PLACE}new?kind=women_branch"


def typed(hamlets: dict[str, int], **more: Any) -> dict[str, Any]:
    return {
        "name": "Chi hội Phụ nữ ấp An Tài",
        "basis": "residential",
        "stands": "hamlet",
        "hamlets": [str(hamlets["An Tài"])],
        "workplace": "",
        "founded_on": ["8", "3", "2021"],
        "founded_document": "12-QĐ/BTV ngày 08/03/2021",
        **more,
    }


@pytest.fixture
def units(owner: sa.Connection) -> Any:
    """Columns of every unit in order of id."""

    def look(*columns: str) -> list[tuple[Any, ...]]:
        chosen = ", ".join(columns)
        rows = owner.execute(sa.text(f"select {chosen} from units_unit order by id"))
        return [tuple(row) for row in rows]

    return look


def test_a_unit_is_founded_shown_and_taken_back(as_: Any, hamlets: Any, units: Any) -> None:
    thu = as_("thu")
    answer = thu.send(NEW, typed(hamlets))
    assert answer.status_code == 303
    page = thu.get(answer.location).text
    assert "Chi hội Phụ nữ ấp An Tài" in page and "Ấp An Tài" in page and "08/03/2021" in page
    assert units("name", "stands") == [("Chi hội Phụ nữ ấp An Tài", "hamlet")]
    assert "Chi hội Phụ nữ ấp An Tài" in thu.get(PLACE).text
    assert thu.send(undo_in(page)).status_code == 303
    assert units("id") == []
    assert re.search("Chi hội Phụ nữ ấp An Tài", thu.get("/s/phu-nu-xa-sen/history").text)
