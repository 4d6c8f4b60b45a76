"""The field of a form that takes a file: checked as it is typed, with what is wrong beside it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from ..config import current_config
from ..errors import Invalid
from .actions import MEGABYTE, Checked, checked
from .recognizing import TYPES

ACCEPT = ",".join(f".{ending}" for each in TYPES.values() for ending in each.endings)


class UploadField(FileField):
    """A file to send. After validate() `file` is what may be kept with keep_checked(), or None.

    `accept` narrows what the browser offers to choose from (".jpg,.png"), not what is kept.
    """

    file: Checked | None = None

    def __init__(self, label: Any, validators: Any = (), accept: str = ACCEPT, **options: Any):
        options.setdefault("render_kw", {"accept": accept})
        super().__init__(label, validators, **options)

    @property
    def hint(self) -> str:
        """What may be sent, for who chooses a file."""
        size = current_config().max_upload // MEGABYTE
        return _("PDF, Word, Excel, PowerPoint, text or a picture, up to %(size)s MB.", size=size)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Check the file once no other rule of the field is broken."""
        if validation_stopped or not self.data:
            return
        try:
            self.file = checked(self.data.read(), self.data.filename or "")
        except Invalid as error:
            raise ValidationError(str(error.message)) from error
