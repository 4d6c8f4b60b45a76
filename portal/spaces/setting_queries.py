"""The settings of a space as its pages show them: value, whence it comes, what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..database import db
from ..entering import registry
from ..errors import NotFound
from ..plugins import Plugin
from ..settings import Setting
from .models import Space, SpaceSetting
from .settings import decisions

GROUPS = {
    "general": _l("General"),
    "accounts": _l("Accounts"),
    "targets": _l("Targets"),
    "numbers": _l("Targets in numbers"),
}
APART = ("modules", "head")
"""Groups with pages of their own."""


@dataclass(frozen=True)
class InForce:
    """A setting as it holds in a space.

    `inherited` is what holds without the space's own decision, `above` the name of the space that
    decided that, or empty where it is the portal's default.
    """

    setting: Setting
    value: Any
    whence: Literal["here", "above", "default"]
    inherited: Any
    above: str
    version: int

    @property
    def text(self) -> str:
        return self.setting.text_of(self.value)

    @property
    def inherited_text(self) -> str:
        return self.setting.text_of(self.inherited)

    @property
    def whence_text(self) -> str:
        """Where the value in force comes from, in words."""
        return _("decided here") if self.whence == "here" else self.source_text

    @property
    def source_text(self) -> str:
        """Where the value comes from that holds without a decision of this space."""
        if self.setting.local:
            undecided = self.setting.default is None
            return _("for this space alone") if undecided else _("usual for such a space")
        if self.above:
            return _("inherited from %(space)s", space=self.above)
        return _("the portal’s default")


@dataclass(frozen=True)
class Group:
    """Settings that belong together, under one heading."""

    label: Any
    settings: list[InForce]


@dataclass(frozen=True)
class ModuleHere:
    """A module as it stands in a space: its switch, and what keeps it off though it is on."""

    plugin: Plugin
    switch: InForce
    lacking: list[Any]
    requires: list[Any]
    needed_by: list[Any]

    @property
    def works(self) -> bool:
        return bool(self.switch.value) and not self.lacking


def settings_in(space_id: int) -> dict[str, InForce]:
    """Every declared setting as it holds in a space, by name."""
    own: dict[str, Any] = {}
    above: dict[str, tuple[Any, str]] = {}
    for each in decisions(db.session(), space_id):
        if each.depth:
            above[each.setting.name] = (each.value, each.space_name)
        else:
            own[each.setting.name] = each.value
    versions = dict(
        db.session.execute(
            sa.select(SpaceSetting.name, SpaceSetting.version).where(
                SpaceSetting.in_space_id == space_id
            )
        )
        .tuples()
        .all()
    )
    found = {}
    for name, setting in registry().settings.items():
        inherited, space = above.get(name, (setting.default, ""))
        found[name] = InForce(
            setting,
            own.get(name, inherited),
            "here" if name in own else "above" if space else "default",
            inherited,
            space,
            versions.get(name, 0),
        )
    return found


def groups_of(space_id: int) -> list[Group]:
    """The settings of a space by group; those with pages of their own are left out."""
    together: dict[str, list[InForce]] = {}
    for each in settings_in(space_id).values():
        if each.setting.group not in APART:
            together.setdefault(each.setting.group, []).append(each)
    known = [name for name in GROUPS if name in together]
    others = sorted(name for name in together if name not in GROUPS)
    return [Group(label_of(name), together[name]) for name in known + others]


def label_of(group: str) -> Any:
    """The heading of a group: its own, or that of the module named so."""
    plugin = registry().plugin(group)
    return GROUPS.get(group) or (plugin.label if plugin else group)


def setting_in(space_id: int, name: str) -> InForce:
    """One setting of the settings page. Raises NotFound on another name."""
    found = settings_in(space_id).get(name)
    if found is None or found.setting.group in APART:
        raise NotFound()
    return found


def modules_in(space_id: int) -> list[ModuleHere]:
    """Every module that can be switched, as it stands in a space, in the order they start."""
    switches = settings_in(space_id)
    plugins = [plugin for plugin in registry().plugins if not plugin.core]
    needs = {p.name: registry().with_requirements(p.name)[1:] for p in plugins}
    return [
        ModuleHere(
            plugin,
            switches[f"modules.{plugin.name}"],
            [
                r.label
                for r in needs[plugin.name]
                if not r.core and not switches[f"modules.{r.name}"].value
            ],
            [r.label for r in needs[plugin.name] if not r.core],
            [p.label for p in plugins if plugin in needs[p.name]],
        )
        for plugin in plugins
    ]


def module_in(space_id: int, name: str) -> ModuleHere:
    """One module of a space. Raises NotFound on a name that no module has."""
    for each in modules_in(space_id):
        if each.plugin.name == name:
            return each
    raise NotFound()


def followers_of(space_id: int, name: str) -> int:
    """How many open spaces below follow what a space decides: they decide nothing themselves."""
    decides = sa.exists().where(
        SpaceSetting.in_space_id == Space.id,
        SpaceSetting.name == name,
        sa.func.jsonb_typeof(SpaceSetting.value) != "null",
    )
    follows = sa.and_(Space.closed_on.is_(None), sa.not_(decides))
    below = sa.select(Space.id).where(Space.parent_id == space_id, follows)
    chain = below.cte("below", recursive=True)
    chain = chain.union_all(sa.select(Space.id).where(Space.parent_id == chain.c.id, follows))
    return db.session.scalar(sa.select(sa.func.count()).select_from(chain)) or 0
