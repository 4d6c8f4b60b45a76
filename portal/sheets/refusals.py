"""Why a file is not read at all."""

from flask_babel.speaklater import LazyString

Label = str | LazyString


class SheetRefused(ValueError):
    """A file that is not read; str() is one sentence for the user, in the user's language."""
