"""What a role opens: where, how far down, how narrow."""

from __future__ import annotations

import pytest

from portal.access import Access, Here, Membership, Permission, can, reach_of

HERE, BELOW, ABOVE, BESIDE = 1, 2, 3, 4
SEE = Permission("visits.view", "See visits", roles=("officer",), descends=True, narrows=True)
NAMES = Permission("visits.names", "See names", roles=("officer",), personal=True)
EDIT = Permission("visits.edit", "Edit", does="changes", roles=("officer",), descends=True)
NOTE = Permission("visits.note", "Note", does="records", roles=("officer",), logs=("look",))


def access(*memberships: Membership, closed: bool = False) -> Access:
    here = Here(HERE, "here", "Here", frozenset({BELOW}), frozenset({ABOVE}), closed)
    below_of = {HERE: frozenset({BELOW}), ABOVE: frozenset({HERE, BELOW})}
    return Access(7, memberships, here, below_of)


def at(space: int, units: set[int] | None = None, bodies: set[int] | None = None) -> Membership:
    return Membership(
        space,
        "officer",
        None if units is None else frozenset(units),
        None if bodies is None else frozenset(bodies),
    )


@pytest.mark.parametrize(
    ("space", "permission", "allowed"),
    [
        (HERE, SEE, True),
        (ABOVE, SEE, True),
        (BELOW, SEE, False),
        (BESIDE, SEE, False),
        (ABOVE, NAMES, False),
        (ABOVE, EDIT, True),
        (ABOVE, NOTE, False),
    ],
)
def test_who_holds_a_permission(space: int, permission: Permission, allowed: bool) -> None:
    assert can(access(at(space)), permission) is allowed


def test_reading_descends_and_writing_stays() -> None:
    reach = reach_of(access(at(HERE)), EDIT, read_only=False)
    assert (reach.spaces, reach.write) == ({HERE, BELOW}, {HERE})
    assert reach_of(access(at(HERE)), EDIT, read_only=True).write == frozenset()


def test_names_open_to_members_only() -> None:
    assert reach_of(access(at(HERE)), NAMES, read_only=True).personal == {HERE}
    assert reach_of(access(at(HERE)), SEE, read_only=True).personal == frozenset()


def test_a_record_adds_to_its_logs_and_changes_nothing() -> None:
    reach = reach_of(access(at(HERE)), NOTE, read_only=False)
    assert (reach.write, reach.log) == (frozenset(), {HERE})
    assert "look" in reach.logs
    assert "*" not in reach.logs
    assert reach_of(access(at(HERE)), NOTE, read_only=True).log == frozenset()


@pytest.mark.parametrize(
    ("held", "units", "bodies"),
    [
        ([at(HERE)], None, None),
        ([at(HERE, {1})], {1}, None),
        ([at(HERE, {1}), at(HERE, {2})], {1, 2}, None),
        ([at(HERE, {1}), at(ABOVE)], None, None),
        ([at(HERE, bodies={5}), at(HERE, bodies={6})], None, {5, 6}),
        ([at(HERE, {1}), at(HERE, bodies={5})], None, {5}),
        ([at(HERE, {1}, {5}), at(HERE, {2}, {6})], {1}, {5}),
    ],
)
def test_roles_narrowed_differently_never_add_up_to_more_than_each(
    held: list[Membership], units: set[int] | None, bodies: set[int] | None
) -> None:
    reach = reach_of(access(*held), SEE, read_only=True)
    assert (reach.units, reach.bodies) == (units, bodies)


def test_a_narrowed_role_reaches_nothing_below() -> None:
    assert reach_of(access(at(HERE, {1})), SEE, read_only=True).spaces == {HERE}
    assert not can(access(at(HERE, {1})), EDIT)


def test_a_closed_space_is_read_from_above_only() -> None:
    assert can(access(at(ABOVE), closed=True), SEE)
    assert not can(access(at(HERE), closed=True), SEE)
    assert not can(access(at(ABOVE), closed=True), EDIT)
