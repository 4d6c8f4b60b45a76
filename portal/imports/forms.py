"""What is sent in: a file for a list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields import SelectChoice

from .matching import Matching


class FileForm(FlaskForm):
    """A spreadsheet for a list."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file."))],
        description=_l("Excel (.xlsx, .xls) or text (.csv), at most 10 MB."),
    )


COLUMN = "column-"


def matching_form(matching: Matching) -> FlaskForm:
    """A select for each column of a file, of the columns that the list has."""

    class MatchingForm(FlaskForm):
        """Which column of the list each column of the file is."""

    choices = [SelectChoice(name, label) for name, label in matching.choices]
    for place in matching.places:
        field = SelectField(place.heading, choices=choices, default=place.guess)
        setattr(MatchingForm, f"{COLUMN}{place.index}", field)
    return MatchingForm()


def chosen_in(form: FlaskForm) -> dict[int, str]:
    """What was chosen, by the column of the file."""
    return {
        int(field.name.removeprefix(COLUMN)): field.data
        for field in form
        if field.name.startswith(COLUMN)
    }
