from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from portal.fields import Needed
from portal.files.forms import UploadField


class PaperForm(FlaskForm):
    title = StringField("Title", [Needed(40)])
    people = BooleanField("Names people")
    file = UploadField("The paper", [Needed()])
