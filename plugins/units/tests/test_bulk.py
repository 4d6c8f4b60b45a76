"""Several units chosen on the list: all are changed or none, and one undo takes all back."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from .changing_ground import AGREE, DECIDED, HERE, errors, everything, units, verbs
from .conftest import undo_in

SPACE = "phu-nu-xa-sen"
DUE = {"due_on": ["1", "6", "2027"]}


@pytest.fixture
def pair(found: Any) -> list[int]:
    return [found(SPACE, "Chi hội 1", hamlet="An Tài"), found(SPACE, "Chi hội 2")]


def due(owner: sa.Connection) -> list[Any]:
    return list(owner.scalars(sa.text("select congress_due_on::text from units_unit order by id")))


def test_the_list_leads_to_the_act_with_the_chosen_units(as_: Any, pair: list[int]) -> None:
    thu = as_("thu")
    chosen = thu.send(f"{HERE}/bulk", {"act": "congress", "unit": [str(n) for n in pair]})
    assert chosen.location == f"{HERE}/bulk/congress?unit={pair[0]}&unit={pair[1]}"
    page = thu.get(chosen.location).text
    assert "Chi hội 1" in page and "Chi hội 2" in page
    none = thu.send(f"{HERE}/bulk", {"act": "move"})
    assert none.location == f"{HERE}/"
    assert "ít nhất một" in thu.get(none.location).text
    assert thu.send(f"{HERE}/bulk", {"act": "erase", "unit": "1"}).status_code == 404


def test_the_next_congress_is_set_for_all_and_taken_back_at_once(
    as_: Any, pair: list[int], owner: sa.Connection
) -> None:
    thu, before = as_("thu"), everything(owner)
    done = thu.send(f"{HERE}/bulk/congress", {"unit": pair, **DUE})
    assert done.status_code == 303 and due(owner) == ["2027-06-01"] * 2
    assert verbs(owner) == [
        ("units.congresses_set", "2 chi, tổ"),
        ("units.congress_set", "Chi hội 1"),
        ("units.congress_set", "Chi hội 2"),
    ]
    thu.send(undo_in(thu.get(f"{HERE}/").text))
    assert everything(owner) == before


def test_one_unit_that_cannot_stops_all(
    as_: Any, pair: list[int], found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    club = found(SPACE, "Câu lạc bộ", kind="club", stands="commune", basis="interest")
    page = thu.send(f"{HERE}/bulk/congress", {"unit": [*pair, club], **DUE})
    assert page.status_code == 422 and "Câu lạc bộ" in str(errors(page))
    page = thu.send(f"{HERE}/bulk/congress", {"unit": pair, "due_on": ["1", "6", "2020"]})
    assert page.status_code == 422
    assert due(owner) == [None] * 3 and verbs(owner) == []


def test_units_move_under_one_that_may_stand_above_all(
    as_: Any, pair: list[int], found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    teams = [found(SPACE, f"Tổ {n}", kind="women_team", parent_id=pair[0]) for n in (1, 2)]
    before = everything(owner)
    form = thu.get(f"{HERE}/bulk/move?unit={teams[0]}").text
    assert '<option selected value="">' in form and form.count("<option selected") == 1
    assert thu.send(f"{HERE}/bulk/move", {"unit": teams, "parent": ""}).status_code == 422
    moved = thu.send(f"{HERE}/bulk/move", {"unit": teams, "parent": str(pair[1])})
    assert moved.status_code == 303
    assert {units(owner)[f"Tổ {n}"][2] for n in (1, 2)} == {"Chi hội 2"}
    thu.send(undo_in(thu.get(f"{HERE}/").text))
    assert everything(owner) == before
    assert thu.send(f"{HERE}/bulk/move", {"unit": teams, "parent": "0"}).status_code == 303
    assert {units(owner)[f"Tổ {n}"][2] for n in (1, 2)} == {None}
    wrong = thu.send(f"{HERE}/bulk/move", {"unit": [*teams, pair[0]], "parent": str(pair[1])})
    assert wrong.status_code == 422


def test_units_end_together_after_a_look(
    as_: Any, pair: list[int], found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    found(SPACE, "Tổ 1", kind="women_team", parent_id=pair[0])
    before = everything(owner)
    typed = {"unit": pair, **DECIDED, "reason": "Sáp nhập ấp", "below": "end", "into": ""}
    page = thu.send(f"{HERE}/bulk/dissolve", typed)
    mark = AGREE.search(page.text)
    assert mark is not None and "Tổ 1" in page.text and everything(owner) == before
    assert thu.send(f"{HERE}/bulk/dissolve", {**typed, "agree": mark[1]}).status_code == 303
    assert {state[0] for state in units(owner).values()} == {"dissolved"}
    assert verbs(owner)[0] == ("units.dissolved_together", "2 chi, tổ")
    thu.send(undo_in(thu.get(f"{HERE}/").text))
    assert everything(owner) == before


@pytest.mark.parametrize("act", ["congress", "move", "dissolve"])
def test_ids_of_elsewhere_are_answered_as_unknown_ones(
    as_: Any, pair: list[int], found: Any, owner: sa.Connection, act: str
) -> None:
    thu, foreign = as_("thu"), found("phu-nu-xa-lua", "Chi hội lạ")
    before = everything(owner)
    typed = {**DUE, **DECIDED, "reason": "x", "parent": "0"}
    for number in (foreign, 987654):
        chosen = [pair[0], number]
        query = "&".join(f"unit={n}" for n in chosen)
        assert thu.get(f"{HERE}/bulk/{act}?{query}").status_code == 404
        assert thu.send(f"{HERE}/bulk/{act}", {"unit": chosen, **typed}).status_code == 404
    assert everything(owner) == before


def test_an_overseer_and_a_reader_choose_nothing(as_: Any, found: Any, pair: list[int]) -> None:
    xuan = as_("xuan")
    listed = xuan.get("/s/phu-nu-huyen/units/").text
    assert "Chi hội 1" in listed and 'name="unit"' not in listed
    assert xuan.get(f"{HERE}/bulk/move?unit={pair[0]}").status_code == 403
    found("xa-sen", "Chi bộ 1")
    assert 'name="unit"' not in as_("tam").get("/s/xa-sen/units/").text
