"""Fields of forms that every feature and module uses, and how a form says what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import InputRequired, StopValidation

from .errors import Invalid


class Needed(InputRequired):
    """Refuse an empty field with a sentence that names it, and a text over `most` characters."""

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self.most = most

    def __call__(self, form: Any, field: Any) -> None:
        typed = field.raw_data or []
        if field.errors:
            raise StopValidation()
        if not any(str(part).strip() for part in typed):
            raise StopValidation(_("Fill in “%(field)s”.", field=field.label.text))
        if self.most is not None and len(str(field.data)) > self.most:
            raise StopValidation(_("Use at most %(most)s characters.", most=self.most))


class DayField(DateField):
    """A day typed as day, month and year in three boxes."""

    data: Any

    def __init__(self, label: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(label, validators, format="%d %m %Y", **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = " ".join(part.strip() for part in valuelist).strip()
        if not typed:
            self.data = None
            return
        try:
            super().process_formdata([typed])
        except ValueError:
            raise ValueError(_("Write day, month and year in numbers: 5 7 2023.")) from None


@contextmanager
def refusals_shown(form: FlaskForm) -> Iterator[None]:
    """Put the sentence of a rule broken inside beside its field, or on top of the form.

    The view goes on after the block: it shows the form once more, with 422.
    """
    try:
        yield
    except Invalid as error:
        field = form._fields.get(error.field or "")
        if field is None:
            form.form_errors.append(error.message)
        else:
            field.errors = [*field.errors, error.message]
