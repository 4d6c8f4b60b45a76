from __future__ import annotations

import time
from typing import Any

from flask import g

from portal.access import Permission
from portal.audit import Verb, record
from portal.database import db
from portal.jobs import Job, Progress
from portal.modules import hookimpl

from .models import LedgerEcho
from .views import module

LABEL = "Ledger"
STEP_SECONDS = 0.02
"""Long enough for a kill to meet the work half-way."""
__all__ = ["module"]


@hookimpl
def register_permissions():
    return [
        Permission("ledger.view", "See the ledger", roles=("administrator", "officer")),
        Permission(
            "ledger.add", "Write the ledger", does="changes", roles=("administrator", "officer")
        ),
    ]


@hookimpl
def register_verbs():
    return [Verb("ledger.added", "Added"), Verb("ledger.echoed", "Echoed")]


@hookimpl
def register_jobs():
    def echo(arguments: dict[str, Any], _progress: Progress) -> None:
        row = LedgerEcho(space_id=g.access.here.id, name=arguments["value"])
        db.session.add(row)
        db.session.flush()
        time.sleep(STEP_SECONDS)
        record("ledger.echoed", row)

    return [Job("ledger.echo", "Echo", "ledger.add", echo)]
