"""Found a unit, correct it, take either back; what the kind, the area and the others allow."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from plugins.units.kinds import kinds

from .conftest import Found, undo_in

PLACE = "/s/phu-nu-xa-sen/units/"
NEW = f"{PLACE}new?kind=women_branch"


def typed(there: dict[str, int], /, **more: Any) -> dict[str, Any]:
    return {
        "name": "Chi hội Phụ nữ ấp An Tài",
        "basis": "residential",
        "stands": "hamlet",
        "hamlets": [str(there["An Tài"])],
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
    undone = thu.send(undo_in(page), {"next": answer.location})
    assert undone.location == "/s/phu-nu-xa-sen/history", "its page went with the unit"
    assert units("id") == []
    assert re.search("Chi hội Phụ nữ ấp An Tài", thu.get("/s/phu-nu-xa-sen/history").text)


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": "  "}, "name", "Tên chi, tổ"),
        ({"name": "x" * 201}, "name", "200"),
        ({"basis": "khong-co"}, "basis", "tính chất"),
        ({"stands": "khong-co"}, "stands", "nơi"),
        ({"hamlets": []}, "hamlets", "ít nhất một khóm, ấp"),
        ({"hamlets": ["999999"]}, "hamlets", "địa bàn"),
        ({"stands": "workplace"}, "workplace", "nơi làm việc"),
        ({"founded_on": ["1", "1", "2199"]}, "founded_on", "hôm nay"),
        ({"founded_on": ["31", "2", "2021"]}, "founded_on", "bằng số"),
        ({"founded_document": "x" * 201}, "founded_document", "200"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    as_: Any, hamlets: Any, units: Any, change: Any, field: str, says: str
) -> None:
    answer = as_("thu").send(NEW, typed(hamlets, **change))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and says in answer.text
    assert "12-QĐ/BTV ngày 08/03/2021" in answer.text or field == "founded_document"
    assert units("id") == []


def test_hamlets_of_another_commune_or_ended_ones_take_no_unit(
    as_: Any, hamlets: Any, units: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    other = typed(hamlets, hamlets=[str(hamlets["An Tài"]), str(hamlets["Bưng Rò"])])
    assert thu.send(NEW, other).status_code == 422
    owner.execute(sa.text("update area set valid_to = '2022-01-01' where name = 'An Tài'"))
    assert thu.send(NEW, typed(hamlets)).status_code == 422
    assert units("id") == []


def test_a_district_organization_founds_in_any_commune_of_its_district(
    as_: Any, hamlets: Any, units: Any
) -> None:
    page = as_("xuan").get("/s/phu-nu-huyen/units/new?kind=women_branch").text
    assert "Ấp Bưng Rò, xã Lúa" in page
    form = typed(hamlets, hamlets=[str(hamlets["Bưng Rò"]), str(hamlets["An Tài"])])
    assert as_("xuan").send("/s/phu-nu-huyen/units/new?kind=women_branch", form).status_code == 303
    assert len(units("id")) == 1


def test_only_the_kinds_of_the_organization_can_be_founded(
    as_: Any, hamlets: Any, units: Any
) -> None:
    thu = as_("thu")
    page = thu.get(f"{PLACE}new").text
    assert "Chi hội phụ nữ" in page and "Chi bộ" not in page and "Chi đoàn" not in page
    for kind in ("party_cell_hamlet", "youth_branch", "khong-co"):
        assert thu.send(f"{PLACE}new?kind={kind}", typed(hamlets)).status_code == 422
    assert units("id") == []


def test_a_kind_that_ended_can_no_longer_be_founded(
    as_: Any, hamlets: Any, units: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = dataclasses.replace(kinds()["women_branch"], valid_to=dt.date(2022, 1, 1))
    monkeypatch.setitem(kinds(), "women_branch", gone)
    assert "Chi hội phụ nữ" not in as_("thu").get(f"{PLACE}new").text
    assert as_("thu").send(NEW, typed(hamlets)).status_code == 422
    assert units("id") == []


def test_a_team_is_part_of_a_standing_branch_of_the_own_space(
    as_: Any, hamlets: Any, found: Found, units: Any
) -> None:
    branch = found("phu-nu-xa-sen", "Chi hội 1", "An Tài")
    ended = found("phu-nu-xa-sen", "Chi hội cũ", ended_on="2022-01-01", ended_how="dissolved")
    club = found("phu-nu-xa-sen", "CLB", kind="club")
    foreign = found("phu-nu-xa-lua", "Chi hội Lúa", "Bưng Rò")
    thu, new = as_("thu"), f"{PLACE}new?kind=women_team"
    for parent in (ended, club, foreign, 999999):
        answer = thu.send(new, typed(hamlets, parent=str(parent)))
        assert answer.status_code == 422 and 'id="parent-error"' in answer.text
    assert thu.send(new, typed(hamlets, parent=str(branch))).status_code == 303
    assert units("parent_id")[-1] == (branch,)
    page = thu.get(f"{PLACE}{branch}").text
    assert "Chi hội Phụ nữ ấp An Tài" in page


def test_households_are_counted_where_the_kind_says_so(
    as_: Any, hamlets: Any, units: Any, owner: sa.Connection
) -> None:
    owner.execute(sa.text("update space set line = 'front' where slug = 'phu-nu-xa-sen'"))
    form = typed(hamlets, households="32", households_on=["1", "6", "2022"])
    new = f"{PLACE}new?kind=self_governing_group"
    assert as_("thu").send(new, {**form, "households": "-1"}).status_code == 422
    assert as_("thu").send(new, {**form, "households": ""}).status_code == 422
    answer = as_("thu").send(new, form)
    assert answer.status_code == 303
    assert units("households", "households_on") == [(32, dt.date(2022, 6, 1))]
    assert "32, thống kê ngày 01/06/2022" in as_("thu").get(answer.location).text


@pytest.fixture(autouse=True)
def front(owner: sa.Connection) -> None:
    """The Front's line, which the cast has not."""
    there = "select 1 from line where name = 'front'"
    if owner.scalar(sa.text(there)) is None:
        owner.execute(sa.text("insert into line values ('front', 'Mặt trận', 'Front', 3)"))


@pytest.mark.parametrize("name", ["CHI HOI 1", "Chi  hội 1"])
def test_one_name_stands_once_in_a_space(
    as_: Any, hamlets: Any, found: Found, units: Any, name: str
) -> None:
    found("phu-nu-xa-sen", "Chi hội 1", "An Tài")
    answer = as_("thu").send(NEW, typed(hamlets, name=name))
    assert answer.status_code == 422 and "Đã có Chi hội 1" in answer.text
    assert len(units("id")) == 1


def test_the_name_of_an_ended_unit_or_of_another_space_is_free(
    as_: Any, hamlets: Any, found: Found
) -> None:
    found("phu-nu-xa-sen", "Chi hội 1", ended_on="2022-01-01", ended_how="dissolved")
    found("phu-nu-xa-lua", "Chi hội 1", "Bưng Rò")
    assert as_("thu").send(NEW, typed(hamlets, name="Chi hội 1")).status_code == 303


def test_two_at_once_found_one_unit_of_a_name(as_: Any, hamlets: Any, units: Any) -> None:
    browsers = [as_("thu") for _ in range(4)]
    forms = [{**each.tokens(), **typed(hamlets)} for each in browsers]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda each: each[0].post(NEW, data=each[1]).status_code,
                zip(browsers, forms, strict=True),
            )
        )
    assert sorted(answers) == [303, 422, 422, 422]
    assert len(units("id")) == 1


def edited(there: Any, /, **more: Any) -> dict[str, Any]:
    return typed(there, version="1", **more)


def test_a_correction_is_kept_in_the_history_and_taken_back(
    as_: Any, hamlets: Any, found: Found, units: Any, owner: sa.Connection
) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", "An Tài", founded_on="2020-05-05")
    thu, page = as_("thu"), f"{PLACE}{unit}"
    assert 'value="Chi hội 1"' in thu.get(f"{page}/edit").text
    form = edited(hamlets, name="Chi hội Một", hamlets=[str(hamlets["Chiến Thắng"])])
    assert thu.send(f"{page}/edit", form).status_code == 303
    shown = thu.get(page).text
    assert "Chi hội Một" in shown and "Ấp Chiến Thắng" in shown
    assert owner.scalars(sa.text("select unit_id from event")).all() == [unit]
    assert thu.send(undo_in(shown)).status_code == 303
    assert units("name", "founded_on", "version") == [("Chi hội 1", dt.date(2020, 5, 5), 3)]
    places = owner.scalars(sa.text("select area_id from units_place")).all()
    assert places == [hamlets["An Tài"]]


def test_a_correction_of_an_old_form_is_refused_with_both_names(
    as_: Any, hamlets: Any, found: Found, units: Any
) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", "An Tài", version=2)
    answer = as_("thu").send(f"{PLACE}{unit}/edit", edited(hamlets, name="Chi hội Hai"))
    assert answer.status_code == 409
    assert "Chi hội 1" in answer.text and "Chi hội Hai" in answer.text
    assert units("name") == [("Chi hội 1",)]
    assert 'href=""' in answer.text


def test_a_correction_of_an_old_form_shows_the_fields_that_differ(
    as_: Any, hamlets: Any, found: Found
) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", "An Tài", version=2, founded_document="01-QĐ")
    form = edited(hamlets, name="Chi hội 1", founded_document="02-QĐ")
    answer = as_("thu").send(f"{PLACE}{unit}/edit", form)
    assert answer.status_code == 409
    assert "Văn bản quyết định: 01-QĐ" in answer.text
    assert "Văn bản quyết định: 02-QĐ" in answer.text
    assert "Chi hội 1" not in answer.text, "both have that name"


def test_two_who_correct_alike_do_not_meet(as_: Any, hamlets: Any, found: Found) -> None:
    unit, thu = found("phu-nu-xa-sen", "Chi hội", "An Tài"), as_("thu")
    form = edited(hamlets, name="Chi hội 1")
    assert thu.send(f"{PLACE}{unit}/edit", form).status_code == 303
    assert thu.send(f"{PLACE}{unit}/edit", form).status_code == 303


def test_nothing_changed_leaves_no_trace(
    as_: Any, hamlets: Any, found: Found, owner: sa.Connection
) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", "An Tài")
    form = edited(hamlets, name="Chi hội 1", founded_on=["", "", ""], founded_document="")
    assert as_("thu").send(f"{PLACE}{unit}/edit", form).status_code == 303
    assert owner.scalar(sa.text("select count(*) from event")) == 0


def test_an_ended_hamlet_stays_with_the_units_that_stood_there(
    as_: Any, hamlets: Any, found: Found, owner: sa.Connection
) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", "An Tài")
    owner.execute(sa.text("update area set valid_to = '2022-01-01' where name = 'An Tài'"))
    assert "Ấp An Tài" in as_("thu").get(f"{PLACE}{unit}/edit").text
    assert as_("thu").send(f"{PLACE}{unit}/edit", edited(hamlets)).status_code == 303


LEANING = {
    "an office": "insert into units_office (space_id, unit_id, office, rank)"
    " select space_id, id, 'head', 'head' from units_unit",
    "a sub-unit": "insert into units_unit"
    " (space_id, parent_id, kind, name, sort_key, folded, basis, stands)"
    " select space_id, id, 'women_team', 'Tổ', 'T', 'to', basis, stands from units_unit",
    "a role": "insert into space_membership (account_id, in_space_id, role, unit_ids, valid_from)"
    " select a.id, u.space_id, 'branch_head', array[u.id], '2021-01-01'"
    " from units_unit u, account a where a.username = 'tam'",
    "a change": "update units_unit set name = 'Khác'",
}


@pytest.mark.parametrize("leaning", LEANING)
def test_a_founding_that_something_leans_on_is_not_taken_back(
    as_: Any, hamlets: Any, units: Any, owner: sa.Connection, leaning: str
) -> None:
    thu = as_("thu")
    page = thu.get(thu.send(NEW, typed(hamlets)).location).text
    owner.execute(sa.text(LEANING[leaning]))
    assert thu.send(undo_in(page)).status_code == 409
    assert len(units("id")) >= 1
    assert owner.scalar(sa.text("select count(*) from units_place")) == 1


@pytest.mark.parametrize(("who", "code"), [("tam", 403), ("hoa", 403), ("minh", 404), ("an", 404)])
def test_only_officers_and_clerks_of_the_space_found_units(
    as_: Any, hamlets: Any, units: Any, who: str, code: int
) -> None:
    new = "/s/xa-sen/units/new?kind=party_cell_hamlet"
    assert as_(who).get(new).status_code == code
    assert as_(who).send(new, typed(hamlets)).status_code == code
    assert units("id") == []


def test_no_kind_is_part_of_itself_by_any_way() -> None:
    """A unit's kind stays, so units cannot go round in circles as long as their kinds do not."""

    def above(name: str) -> set[str]:
        under = kinds()[name].under
        return set(under).union(*map(above, under))

    assert all(name not in above(name) for name in kinds())


def test_the_history_tells_kinds_and_places_in_words(as_: Any, hamlets: Any) -> None:
    thu = as_("thu")
    thu.send(NEW, typed(hamlets))
    history = thu.get("/s/phu-nu-xa-sen/history").text
    page = thu.get(re.search(r"/s/phu-nu-xa-sen/history/\d+", history)[0]).text
    for words in ("chi hội phụ nữ", "một hoặc nhiều khóm, ấp", "Ấp An Tài", "08/03/2021"):
        assert words in page
    assert "women_branch" not in page
