"""What may be asked of the history, a filter read leniently, and why values are erased."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from ..addressing import row_number
from ..fields import Needed
from ..text import parse_day
from .queries import Wanted


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list whole."""
    return Wanted(
        verb=args.get("verb", ""),
        account_id=args.get("person", type=row_number),
        since=args.get("since", type=parse_day),
        until=args.get("until", type=parse_day),
        subject_type=args.get("kind", ""),
        subject_id=args.get("row", type=row_number),
        unit_id=args.get("unit", type=row_number),
        text=args.get("q", "").strip(),
    )


class EraseForm(FlaskForm):
    """Why the values of an event are erased."""

    reason = TextAreaField(
        _l("Reason"),
        [Needed(most=500)],
        description=_l("Who asked for it, by which document. Name no more than is needed."),
    )
