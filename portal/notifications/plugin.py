"""What notifications offer: the pages of notices, and the work of mailing them."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import SIGNED_IN
from ..jobs import Job
from ..modules import hookimpl
from . import actions, sending
from .views import module

LABEL = _l("Notices")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


@hookimpl
def register_jobs() -> Iterable[Job]:
    return [
        Job(
            actions.MAIL,
            _l("Mail of a notice"),
            SIGNED_IN,
            sending.send_mail,
            retries=sending.RETRIES,
        )
    ]
