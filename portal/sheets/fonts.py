"""Which letters the text of a file stands for: as its fonts say, or as the user does."""

from typing import Literal, get_args

from portal.text import legacy_encoding_of_font

TextAs = Literal["", "tcvn3", "vni", "unicode"]
"""By the fonts; text in other fonts in TCVN3 or VNI too, where the fonts were lost; as it lies."""
TEXT_AS: tuple[TextAs, ...] = get_args(TextAs)
_STANDS_FOR = {"tcvn3": ".VnTime", "vni": "VNI-Times"}


def font_as(font: str | None, text_as: TextAs) -> str | None:
    """The font by which a text is decoded: its own, the one that the user says, or none."""
    if text_as == "unicode":
        return None
    if not text_as or legacy_encoding_of_font(font):
        return font
    return _STANDS_FOR[text_as]
