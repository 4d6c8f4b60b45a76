from __future__ import annotations

import sqlalchemy as sa

from portal.access import MEMBER, SIGNED_IN, Permission, Role
from portal.database import db
from portal.indicators import Indicator
from portal.jobs import Job
from portal.modules import hookimpl
from portal.pages import Finding, InboxSource, MenuItem, SearchSource, Widget

from .models import Sound
from .views import module

LABEL = "Sound"
STAFF = ("administrator", "officer")
ALL = ("administrator", "leader", "officer", "branch_head")
__all__ = ["module"]


@hookimpl
def register_roles():
    return [Role("sound_keeper", "Keeper")]


@hookimpl
def register_permissions():
    return [
        Permission("sound.view", "See", roles=ALL, descends=True, narrows=True),
        Permission("sound.names", "See names", roles=(*STAFF, "sound_keeper"), personal=True),
        Permission("sound.change", "Change", does="changes", roles=STAFF),
        Permission("sound.look", "Look", does="records", roles=ALL, logs=("sound_look",)),
    ]


@hookimpl
def register_menu():
    return [
        MenuItem("sound.index", "Sound", needs="sound.view"),
        MenuItem("sound.about", "About", needs=MEMBER),
    ]


@hookimpl
def register_widgets():
    def find():
        count = db.session.scalar(sa.select(sa.func.count()).select_from(Sound)) or 0
        return [Finding(count, "sounds")]

    return [Widget("sound.widget", needs="sound.view", find=find)]


@hookimpl
def register_inbox():
    def todo():
        return sa.select(Sound.space_id, Sound.id, Sound.name, sa.null())

    return [InboxSource("sound.inbox", "Sounds", "sound.view", todo, "sound.one")]


@hookimpl
def register_search():
    def found(folded):
        return sa.select(Sound.space_id, Sound.id, Sound.name, sa.null())

    return [SearchSource("sound.search", "Sounds", "sound.view", found, "sound.one")]


@hookimpl
def register_jobs():
    def nothing(_arguments, _progress):
        return None

    return [
        Job("sound.rename", "Rename", "sound.change", nothing),
        Job("sound.print", "Print", "sound.view", nothing),
        Job("sound.greet", "Greet", MEMBER, nothing),
        Job("sound.mail", "Mail", SIGNED_IN, nothing),
    ]


@hookimpl
def register_indicators():
    def count(_period):
        return sa.select(Sound.space_id, sa.func.count()).group_by(Sound.space_id)

    return [Indicator("sound.count", "Sounds", "sound.view", count)]
