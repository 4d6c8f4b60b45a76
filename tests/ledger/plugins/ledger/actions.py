"""The work behind the form."""

from __future__ import annotations

import time
from typing import Any

from flask import g

from portal.audit import record
from portal.database import db
from portal.jobs import Progress

from .models import LedgerEcho

STEP_SECONDS = 0.02
"""Long enough for a kill to meet the work half-way."""


def echo(arguments: dict[str, Any], _progress: Progress) -> None:
    row = LedgerEcho(space_id=g.access.here.id, name=arguments["value"])
    db.session.add(row)
    db.session.flush()
    time.sleep(STEP_SECONDS)
    record("ledger.echoed", row)
