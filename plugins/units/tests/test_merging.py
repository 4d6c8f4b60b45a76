"""Units become one, one becomes several: hamlets, sub-units, officers, households, the past."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from .changing_ground import (
    AGREE,
    DECIDED,
    HERE,
    done,
    errors,
    everything,
    looked,
    offices,
    stood_on,
    units,
    verbs,
)
from .conftest import undo_in

SPACE = "phu-nu-xa-sen"


@pytest.fixture
def three(found: Any, head: Any) -> tuple[int, int, int]:
    """Two branches with heads, and a team under the second."""
    first = found(SPACE, "Chi hội 1", hamlet="An Tài")
    second = found(SPACE, "Chi hội 2", hamlet="Chiến Thắng")
    below = found(SPACE, "Tổ 1", hamlet="Chiến Thắng", kind="women_team", parent_id=second)
    head(SPACE, first)
    head(SPACE, second)
    return first, second, below


def test_units_go_into_one_of_them(as_: Any, three: Any, owner: sa.Connection) -> None:
    thu, (first, second, _below) = as_("thu"), three
    before = everything(owner)
    typed = {"others": [str(second)], "new": "", "name": "", "officers": "stay"}
    page = looked(thu, f"/{first}/merge", **typed)
    assert page.status_code == 200 and "Ấp Chiến Thắng" in page.text and "Tổ 1" in page.text
    assert everything(owner) == before
    answer = done(thu, f"/{first}/merge", **typed)
    assert answer.location == f"{HERE}/{first}"
    assert units(owner) == {
        "Chi hội 1": (None, None, None, ["An Tài", "Chiến Thắng"]),
        "Chi hội 2": ("merged", "2024-07-05", None, ["Chiến Thắng"]),
        "Tổ 1": (None, None, "Chi hội 1", ["Chiến Thắng"]),
    }
    assert [office[1] for office in offices(owner)] == [None, "2024-07-05"]
    assert stood_on(owner, "2024-07-04") == ["Chi hội 1", "Chi hội 2", "Tổ 1"]
    assert stood_on(owner, "2024-07-05") == ["Chi hội 1", "Tổ 1"]
    assert verbs(owner) == [
        ("units.merged", "Chi hội 1"),
        ("units.went_into", "Chi hội 2"),
        ("units.moved_along", "Tổ 1"),
    ]
    shown = thu.get(f"{HERE}/{first}").text
    assert "Chi hội 1" in thu.get(f"{HERE}/{second}").text
    thu.send(undo_in(shown))
    assert everything(owner) == before


def test_units_go_into_a_new_one_and_all_their_officers_end(
    as_: Any, three: Any, owner: sa.Connection
) -> None:
    thu, (first, second, _below) = as_("thu"), three
    before = everything(owner)
    typed = {"others": [str(second)], "new": "new", "name": "Chi hội Liên ấp"}
    answer = done(thu, f"/{first}/merge", **typed)
    made = int(answer.location.rpartition("/")[2])
    assert made not in three
    assert units(owner)["Chi hội Liên ấp"] == (None, None, None, ["An Tài", "Chiến Thắng"])
    assert units(owner)["Chi hội 1"][:2] == ("merged", "2024-07-05")
    assert units(owner)["Tổ 1"][2] == "Chi hội Liên ấp"
    assert {office[1] for office in offices(owner)} == {"2024-07-05"}
    facts = "select founded_on::text, founded_document, kind from units_unit where id = :id"
    row = owner.execute(sa.text(facts), {"id": made}).one()
    assert tuple(row) == ("2024-07-05", "QĐ 7", "women_branch")
    thu.send(undo_in(thu.get(f"{HERE}/{made}").text))
    assert everything(owner) == before
    assert ("units.taken_away", "Chi hội Liên ấp") in verbs(owner)


def test_the_merged_unit_may_get_another_name_also_one_that_becomes_free(
    as_: Any, three: Any, owner: sa.Connection
) -> None:
    thu, (first, second, _below) = as_("thu"), three
    done(thu, f"/{first}/merge", others=[str(second)], new="", name="Chi hội 2", officers="end")
    names = owner.execute(
        sa.text("select name, ended_how from units_unit where kind = 'women_branch' order by id")
    )
    assert [tuple(row) for row in names] == [("Chi hội 2", None), ("Chi hội 2", "merged")]
    assert {office[1] for office in offices(owner)} == {"2024-07-05"}


def test_households_are_added_up_only_where_each_was_counted(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    lan = as_("lan")
    ids = [
        found("xa-sen", f"Tổ {n}", kind="self_governing_group", households=n or None)
        for n in (0, 20, 30)
    ]

    def merge(unit: int, *others: int) -> None:
        address = f"/s/xa-sen/units/{unit}/merge"
        typed = {**DECIDED, "others": [str(n) for n in others], "new": "", "officers": "stay"}
        mark = AGREE.search(lan.send(address, typed).text)
        assert mark is not None
        assert lan.send(address, {**typed, "agree": mark[1]}).status_code == 303

    count = sa.text("select households from units_unit where id = :id")
    merge(ids[1], ids[2])
    assert owner.scalar(count, {"id": ids[1]}) == 50
    merge(ids[1], ids[0])
    assert owner.scalar(count, {"id": ids[1]}) is None


@pytest.mark.parametrize("wrong", ["none", "itself", "team", "foreign", "unknown", "ended"])
def test_only_standing_units_of_the_kind_and_space_become_one(
    as_: Any, three: Any, found: Any, owner: sa.Connection, wrong: str
) -> None:
    thu, (first, second, below) = as_("thu"), three
    ended = found(SPACE, "Cũ", ended_on="2023-01-01", ended_how="dissolved")
    chosen = {
        "none": [],
        "itself": [first],
        "team": [second, below],
        "foreign": [second, found("phu-nu-xa-lua", "Chi hội lạ")],
        "unknown": [second, 987654],
        "ended": [second, ended],
    }[wrong]
    typed = {"others": [str(n) for n in chosen], "new": "", "officers": "stay"}
    page = looked(thu, f"/{first}/merge", **typed)
    assert page.status_code == 422 and len(errors(page)) == 1
    assert verbs(owner) == []


def test_a_new_unit_needs_a_name_and_one_unit_above(
    as_: Any, three: Any, found: Any, owner: sa.Connection
) -> None:
    thu, (first, second, below) = as_("thu"), three
    page = looked(thu, f"/{first}/merge", others=[str(second)], new="new", name="")
    assert page.status_code == 422 and 'href="#name"' in page.text
    team = found(SPACE, "Tổ 2", kind="women_team", parent_id=first)
    page = looked(thu, f"/{below}/merge", others=[str(team)], new="new", name="Tổ 3")
    assert page.status_code == 422 and 'href="#new-0"' in page.text


@pytest.mark.database
def test_of_two_mergers_at_once_one_is_done_and_the_other_told(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    ids = [found(SPACE, f"Chi hội {n}") for n in (1, 2)]
    browsers = [as_("thu"), as_("thu")]
    forms = []
    for browser, unit, other in zip(browsers, ids, reversed(ids), strict=True):
        typed = {"others": [str(other)], "new": "", "name": "", "officers": "stay"}
        page = looked(browser, f"/{unit}/merge", **typed)
        mark = AGREE.search(page.text)
        assert mark is not None
        forms.append({**browser.tokens(), **DECIDED, **typed, "agree": mark[1]})
    ready, statuses = threading.Barrier(2), [0, 0]

    def send(number: int) -> None:
        ready.wait()
        address = f"{HERE}/{ids[number]}/merge"
        statuses[number] = browsers[number].post(address, data=forms[number]).status_code

    threads = [threading.Thread(target=send, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409]
    assert owner.scalar(sa.text("select count(*) from units_unit where ended_on is null")) == 1
    assert owner.scalar(sa.text("select count(*) from units_succession")) == 1


def part(number: int, name: str, *hamlets: int) -> dict[str, Any]:
    return {f"name_{number}": name, f"hamlets_{number}": [str(n) for n in hamlets]}


def test_a_unit_is_split_and_ends(
    as_: Any, three: Any, hamlets: dict[str, int], owner: sa.Connection
) -> None:
    thu, (first, second, _below) = as_("thu"), three
    done(thu, f"/{second}/merge", others=[str(first)], new="", name="", officers="stay")
    before = everything(owner)
    typed = {
        **part(1, "Chi hội A", hamlets["An Tài"]),
        **part(2, "Chi hội B", hamlets["Chiến Thắng"]),
    }
    answer = done(thu, f"/{second}/split", **typed)
    assert answer.location == f"{HERE}/{second}"
    state = units(owner)
    assert state["Chi hội A"] == (None, None, None, ["An Tài"])
    assert state["Chi hội B"] == (None, None, None, ["Chiến Thắng"])
    assert state["Chi hội 2"] == ("split", "2024-07-05", None, ["An Tài", "Chiến Thắng"])
    assert state["Tổ 1"][2] == "Chi hội B"
    assert {office[1] for office in offices(owner)} == {"2024-07-05"}
    assert verbs(owner)[-4:] == [
        ("units.split", "Chi hội 2"),
        ("units.split_off", "Chi hội A"),
        ("units.split_off", "Chi hội B"),
        ("units.moved_along", "Tổ 1"),
    ]
    thu.send(undo_in(thu.get(f"{HERE}/{second}").text))
    assert everything(owner) == before


def test_a_unit_goes_on_as_the_first_of_its_parts(
    as_: Any, three: Any, hamlets: dict[str, int], owner: sa.Connection
) -> None:
    thu, (first, second, _below) = as_("thu"), three
    done(thu, f"/{second}/merge", others=[str(first)], new="", name="", officers="stay")
    before = everything(owner)
    typed = {
        **part(1, "Chi hội 2", hamlets["Chiến Thắng"]),
        **part(2, "Chi hội A", hamlets["An Tài"]),
        **part(3, "Chi hội B", hamlets["An Tài"], hamlets["Chiến Thắng"]),
    }
    done(thu, f"/{second}/split?parts=3", **typed, goes_on="y")
    state = units(owner)
    assert state["Chi hội 2"] == (None, None, None, ["Chiến Thắng"])
    assert state["Chi hội B"][3] == ["An Tài", "Chiến Thắng"]
    assert state["Tổ 1"][2] == "Chi hội 2"
    assert [o[1] for o in offices(owner) if o[0] == "Chi hội 2"] == [None]
    thu.send(undo_in(thu.get(f"{HERE}/{second}").text))
    assert everything(owner) == before


def test_parts_that_cannot_be_are_refused_beside_their_field(
    as_: Any, three: Any, hamlets: dict[str, int], owner: sa.Connection
) -> None:
    thu, (first, second, _below) = as_("thu"), three
    own, foreign = hamlets["An Tài"], hamlets["Chiến Thắng"]
    for typed, field in (
        ({**part(1, "A", own), **part(2, "", own)}, "name_2"),
        ({**part(1, "A", own), **part(2, "a", own)}, "name_2"),
        ({**part(1, "A", own), **part(2, "Chi hội 2", own)}, "name_2"),
        ({**part(1, "A", own), **part(2, "B")}, "hamlets_2-0"),
        ({**part(1, "A", own), **part(2, "B", foreign)}, "hamlets_2-0"),
    ):
        page = looked(thu, f"/{first}/split", **typed)
        assert page.status_code == 422 and f'href="#{field}"' in page.text, field
    done(thu, f"/{first}/merge", others=[str(second)], new="", name="", officers="stay")
    page = looked(thu, f"/{first}/split", **part(1, "A", own), **part(2, "B", own))
    assert page.status_code == 422 and "Ấp Chiến Thắng" in str(errors(page))
