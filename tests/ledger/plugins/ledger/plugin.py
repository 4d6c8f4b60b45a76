from __future__ import annotations

from portal.access import Permission
from portal.audit import Verb
from portal.jobs import Job
from portal.modules import hookimpl

from . import actions
from .views import module

LABEL = "Ledger"
__all__ = ["module"]


@hookimpl
def register_permissions():
    return [
        Permission("ledger.view", "See the ledger", roles=("officer",)),
        Permission("ledger.add", "Write the ledger", does="changes", roles=("officer",)),
    ]


@hookimpl
def register_verbs():
    return [Verb("ledger.added", "Added"), Verb("ledger.echoed", "Echoed")]


@hookimpl
def register_jobs():
    return [Job("ledger.echo", "Echo", "ledger.add", actions.echo)]
