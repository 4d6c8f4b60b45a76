"""Pictures drawn anew: what a camera wrote beside them (place, time, device) stays behind."""

from __future__ import annotations

import io
import warnings

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ..errors import Invalid

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2560
"""Pixels: more than a page of A4 needs in print, and a tenth of what phones send."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def redraw(content: bytes, field: str | None = None) -> bytes:
    """The same picture upright, no larger than needed, without anything but its pixels.

    Raises Invalid on a damaged picture and on one of too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Invalid(_too_many(), field)
        form = str(picture.format)
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _encode(upright, form)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid(_too_many(), field) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(_("The picture is damaged. Choose it again."), field) from error


def _encode(picture: Image.Image, form: str) -> bytes:
    if form == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    profile = picture.info.get("icc_profile")
    bare = Image.new(picture.mode, picture.size)
    if picture.palette is not None and picture.mode == "P":
        bare.putpalette(picture.palette)
    bare.paste(picture)
    options = {"icc_profile": profile} if profile and form != "GIF" else {}
    if form == "GIF" and "transparency" in picture.info:
        options["transparency"] = picture.info["transparency"]
    out = io.BytesIO()
    bare.save(out, form, **options)
    return out.getvalue()


def _too_many() -> str:
    return _("The picture has too many pixels. Send a smaller one.")
