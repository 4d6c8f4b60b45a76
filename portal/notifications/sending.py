"""The work of mailing a notice, done by the job worker as the account that is written to."""

from __future__ import annotations

from typing import Any

from flask import current_app, g

from ..config import current_config
from ..database import db, on_the_map
from ..jobs import Done, Progress
from .mail import letter, send, server_of
from .models import Notice
from .queries import mailboxes

RETRIES = 8
"""With the queue's backoff from 30 seconds on, doubled each time: for about two hours."""


def send_mail(arguments: dict[str, Any], _progress: Progress) -> Done | None:
    """Mail a notice, unless it was seen meanwhile or its account wants no mail any more."""
    config = current_config()
    notice = db.session.get(Notice, arguments["notice"])
    if notice is None or notice.seen_at is not None or config.smtp_url is None:
        return None
    kind = current_app.extensions["portal"].notices.get(notice.kind)
    with on_the_map():
        to = mailboxes([g.access.account_id]).get(g.access.account_id)
    if kind is not None and to is not None:
        send(letter(str(kind.label), to, notice.id, config), server_of(config.smtp_url))
    return None
