"""Verbs on settings: decide one here, give it back to inheritance, take either back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from ..audit import record
from ..database import db, on_the_map
from ..entering import registry
from ..errors import Invalid, NotFound, Stale
from ..guards import guard
from ..history.models import Event
from ..settings import Setting
from .models import SpaceSetting
from .setting_queries import module_in, setting_in

INHERITED = None
"""What a row holds whose setting was given back to inheritance."""


def decide_setting(name: str, typed: Any, version: int) -> Event | None:
    """Decide a setting for this space, whatever those above decided; None when it stood so already.

    Raises NotFound on an unknown name, Invalid on a value that does not fit, Stale.
    """
    setting = setting_in(g.access.here.id, name).setting
    value = _read(setting, typed)
    before = put({setting: value}, version)
    return _recorded("spaces.setting_decided", setting, before, value)


def inherit_setting(name: str, version: int) -> Event | None:
    """Give a setting back: what those above decide holds again. Raises NotFound, Stale."""
    setting = setting_in(g.access.here.id, name).setting
    before = put({setting: INHERITED}, version)
    return _recorded("spaces.setting_inherited", setting, before, INHERITED)


def switch_module(name: str, on: bool | None, version: int) -> Event | None:
    """Switch a module on or off here and for all below that follow; None follows those above.

    Off never deletes. Raises NotFound on an unknown module, Invalid when it would lack another
    that is off, Stale.
    """
    module = module_in(g.access.here.id, name)
    setting = module.switch.setting
    if on and module.lacking:
        missing = ", ".join(str(label) for label in module.lacking)
        raise Invalid(_("First switch on what it needs: %(modules)s.", modules=missing))
    before = put({setting: on}, version)
    verb = {True: "switched_on", False: "switched_off", None: "setting_inherited"}[on]
    return _recorded(f"spaces.{verb}", setting, before, on)


def take_back(event: Event, payload: dict[str, Any]) -> None:
    """Put settings back to what they were before an event. Raises Stale when one changed since."""
    declared = registry().settings
    if not all(name in declared for name in payload["after"]):
        raise Stale(_("The module of this setting is no longer installed."))
    before, after = (
        {declared[name]: value for name, value in payload[side].items()}
        for side in ("before", "after")
    )
    with on_the_map(write=True):
        for setting in after:
            row = _locked(setting)
            check_unchanged(setting, row, after[setting])
            row.value, row.version = before[setting], row.version + 1
    record(
        "spaces.setting_restored",
        event.subject_name,
        space_id=g.access.here.id,
        before=payload["after"],
        after=payload["before"],
        undoes=event.id,
    )


@guard("spaces.setting_unchanged", without=None)
def check_unchanged(setting: Setting, row: SpaceSetting, value: Any) -> None:
    """Raise Stale with both values when a setting no longer is what an event made it."""
    if row.value != value:
        raise Stale(theirs=setting.text_of(row.value), yours=setting.text_of(value))


def put(values: Mapping[Setting, Any], version: int) -> dict[Setting, Any] | None:
    """Write what this space decides of some settings, seen at a version: the sum of theirs.

    Gives the values that stood before and are others now, None if all stood so. Raises Stale.
    """
    with on_the_map(write=True):
        rows = {each: _locked(each) for each in sorted(values, key=lambda each: each.name)}
        changed = [each for each in rows if rows[each].value != values[each]]
        if sum(row.version for row in rows.values()) != version:
            raise_stale(rows, values, changed)
        before = {each: rows[each].value for each in changed}
        for each in changed:
            rows[each].value, rows[each].version = values[each], rows[each].version + 1
    return before or None


@guard("spaces.settings_version", without=None)
def raise_stale(
    rows: Mapping[Setting, SpaceSetting], values: Mapping[Setting, Any], changed: list[Setting]
) -> None:
    """Raise Stale with both values: somebody decided since the form was opened."""
    theirs = ", ".join(each.text_of(rows[each].value) for each in changed)
    raise Stale(theirs=theirs, yours=", ".join(each.text_of(values[each]) for each in changed))


def _locked(setting: Setting) -> SpaceSetting:
    """The row of this space for a setting, locked; one that decides nothing if there was none."""
    key = {"in_space_id": g.access.here.id, "name": setting.name}
    missing = insert(SpaceSetting).values(**key, value=sa.JSON.NULL, version=0)
    db.session.execute(missing.on_conflict_do_nothing())
    row = db.session.get(SpaceSetting, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound()
    return row


def _recorded(
    verb: str, setting: Setting, before: dict[Setting, Any] | None, value: Any
) -> Event | None:
    if before is None:
        return None
    # The chain speaks Vietnamese, whatever language its writer reads.
    with force_locale("vi"):
        subject = str(setting.label)
    return record(
        verb,
        subject,
        space_id=g.access.here.id,
        before={setting.name: before[setting]},
        after={setting.name: value},
    )


def _read(setting: Setting, typed: Any) -> Any:
    try:
        return setting.read(typed)
    except ValueError as error:
        raise Invalid(error.args[0], "value") from None
