"""Who knocks at each route, and which door should open: the rules of access, said once more.

Written from the rules (design, section 4), not from `portal.access`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from werkzeug.routing import Rule

from ...access import MEMBER, SIGNED_IN, Door, Needs, Permission
from ..cast import CAST, KINDS, SPACES, UNIT_ONE
from . import subjects

Answer = Literal["sign-in", "nothing", "refused", "in"]
OWN, ABOVE, BESIDE, CLOSED = "xa-sen", "huyen", "xa-lua", "phu-nu-xa-lua"
POWERLESS = "contract_powerless"
"""A role that no module registers: its holder is a member and holds no right."""
HOLDS = {"D": {"A", "B"}}
"""The areas of the cast that lie within others."""


@dataclass(frozen=True)
class Held:
    """One role somebody holds: where, and whether narrowed to a unit or to a body."""

    space: str
    role: str
    narrowed: bool = False
    ended: bool = False
    in_body: bool = False

    @property
    def descends(self) -> bool:
        """Whether it says anything of the spaces below: only a role that nothing narrows."""
        return not self.narrowed and not self.in_body


@dataclass(frozen=True)
class Someone:
    """A person at the door; without a username, a visitor."""

    username: str
    held: tuple[Held, ...] = ()
    looks: frozenset[str] = frozenset()
    """The spaces that grant a look today, as one of the space above."""
    looked: frozenset[str] = frozenset()
    """Those whose grant is over, or withdrawn."""


VISITOR = Someone("")


def everyone() -> list[Someone]:
    """The cast, and for each registered role its holders here, above, beside, narrowed, ended."""
    found = [VISITOR]
    for person in CAST.values():
        held = tuple(
            Held(space, role, units is not None, person.ended)
            for space, role, units in person.roles
        )
        found.append(Someone(person.username, held))
    return found + made_for_roles()


def made_for_roles() -> list[Someone]:
    """The persons that the contract tests add to the cast."""
    found = []
    for role in (*subjects.registry().roles, POWERLESS):
        word = role.replace("_", "-")
        found += [
            Someone(f"own-{word}", (Held(OWN, role),)),
            Someone(f"above-{word}", (Held(ABOVE, role),)),
            Someone(f"unit-{word}", (Held(OWN, role, narrowed=True),)),
            Someone(f"closed-{word}", (Held(CLOSED, role),)),
            Someone(f"look-{word}", (Held(ABOVE, role),), looks=frozenset({OWN, CLOSED})),
            Someone(f"looked-{word}", (Held(ABOVE, role),), looked=frozenset({OWN})),
        ]
    every = tuple(subjects.registry().roles)
    return [
        *found,
        Someone("ended", (Held(OWN, "administrator", ended=True), Held(BESIDE, "administrator"))),
        Someone("unit-above", tuple(Held(ABOVE, role, narrowed=True) for role in every)),
        Someone(
            "look-unit",
            tuple(Held(ABOVE, role, narrowed=True) for role in every),
            looks=frozenset({OWN}),
        ),
        Someone(
            "look-beside",
            (*(Held(ABOVE, role) for role in every), Held(BESIDE, POWERLESS)),
            looks=frozenset({BESIDE}),
        ),
        *(
            Someone(
                f"body-{word}",
                tuple(Held(slug, role, in_body=True) for role in every),
            )
            for word, slug in (("own", OWN), ("above", ABOVE))
        ),
    ]


Standing = tuple[str, bool, bool, bool]
WHOLE: Standing = ("here", False, False, False)
"""A whole role in the space itself."""


def standing(someone: Someone, slug: str) -> frozenset[Standing]:
    """How somebody stands to a space, whatever the roles are called."""
    over = above(slug)
    grants = {"granted"} if slug in someone.looks else {"over"} if slug in someone.looked else set()
    return frozenset((word, False, False, False) for word in grants) | frozenset(
        (
            "here" if held.space == slug else "above" if held.space in over else "elsewhere",
            held.narrowed,
            held.in_body,
            held.ended,
        )
        for held in someone.held
    )


UNITS = [UNIT_ONE]
BODIES = [903]
"""A body to which roles of the contract are narrowed; no row need be of it."""


def above(slug: str) -> set[str]:
    """The spaces that oversee a space: those that lead it, and its own line in wider areas."""
    found: set[str] = set()
    parent = SPACES[slug][1]
    while parent:
        found.add(parent)
        parent = SPACES[parent][1]
    line, area = KINDS[SPACES[slug][0]][0], SPACES[slug][2]
    for other, (kind, _, wider, _) in SPACES.items():
        if KINDS[kind][0] == line and area in HOLDS.get(wider, set()):
            found.add(other)
    return found


def expected(rule: Rule, someone: Someone, slug: str = OWN) -> Answer:
    """The door that a rule opens to somebody, in the space of a slug."""
    needs = subjects.needs_of(rule)
    answer = opens(needs, someone, slug)
    return "in" if answer == "refused" and looks_at(rule, someone, slug) else answer


def looks_at(rule: Rule, someone: Someone, slug: str = OWN) -> bool:
    """Whether a rule opens to somebody by a grant of the space: a page that names people, no file.

    Nothing else is opened by a grant, so opens() knows of none.
    """
    permission = subjects.registry().permissions.get(str(subjects.needs_of(rule)))
    return (
        permission is not None
        and permission.personal
        and permission.does == "views"
        and not permission.own_only
        and slug in someone.looks
        and slug != CLOSED
        and not any(held.space == slug for held in someone.held)
        and rule.endpoint not in subjects.exports()
        and any(
            held.space == ABOVE and held.descends and held.role in permission.roles
            for held in someone.held
        )
    )


def lookers(rule: Rule) -> list[Someone]:
    """Those to whom a rule opens by nothing but a grant of the own space."""
    return [
        one
        for one in made_for_roles()
        if opens(subjects.needs_of(rule), one) == "refused" and looks_at(rule, one)
    ]


def opens(needs: Needs | None, someone: Someone, slug: str = OWN) -> Answer:
    """The door that a need opens to somebody, in the space of a slug."""
    if isinstance(needs, Door) and needs not in (MEMBER, SIGNED_IN):
        return "in"
    if not someone.username:
        return "sign-in"
    if needs == SIGNED_IN:
        return "in"
    over = above(slug)
    present = [
        held
        for held in someone.held
        if not held.ended and (held.space == slug or (held.space in over and held.descends))
    ]
    if not present:
        return "nothing"
    if needs == MEMBER:
        oversees = any(held.space in over for held in present)
        return "in" if oversees or slug != CLOSED else "refused"
    permission = subjects.registry().permissions[str(needs)]
    return "in" if any(_opens(permission, held, slug) for held in present) else "refused"


def _opens(permission: Permission, held: Held, slug: str) -> bool:
    if held.role not in permission.roles:
        return False
    if held.space != slug:
        return permission.descends and held.descends and _open_in(permission, slug)
    return (permission.narrows or not held.narrowed) and slug != CLOSED


def _open_in(permission: Permission, slug: str) -> bool:
    """A closed space is read from above, and changed by nobody."""
    return slug != CLOSED or permission.does == "views"


def holders(rule: Rule) -> list[Someone]:
    """Members of the own space to whom a rule opens, those of one whole role first."""
    inside = [
        one
        for one in everyone()
        if expected(rule, one) == "in" and any(held.space == OWN for held in one.held)
    ]
    return sorted(inside, key=lambda one: any(not held.descends for held in one.held))
