"""Pictures drawn anew: what a camera wrote beside them (place, time, device) stays behind."""

from __future__ import annotations

import io
from threading import Lock

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ..errors import Invalid

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2560
"""Pixels: more than a page of A4 needs in print, and a tenth of what phones send."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
QUALITY = 85
ONE_AT_A_TIME = Lock()
"""A picture of 60 million pixels takes 240 MB while it is drawn: one of them for each process."""


def redraw(content: bytes, field: str | None = None) -> bytes:
    """The same picture upright, no larger than needed, without anything but its pixels.

    One that moves stands still. Raises Invalid on a damaged picture and on one of too many pixels.
    """
    try:
        with ONE_AT_A_TIME, Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(_too_many(), field)
            form = str(picture.format)
            # Made smaller before it is turned: a JPEG is then read at a smaller scale at once.
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _encode(ImageOps.exif_transpose(picture), form)
    except Image.DecompressionBombError as error:
        raise Invalid(_too_many(), field) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(_("The picture is damaged. Choose it again."), field) from error


def _encode(picture: Image.Image, form: str) -> bytes:
    """Only the pixels go on, and the profile without which their colours are other ones."""
    profile = picture.info.get("icc_profile")
    if form == "JPEG" and picture.mode not in ("RGB", "L"):
        picture, profile = picture.convert("RGB"), None
    if form != "JPEG" and "transparency" in picture.info:
        picture = picture.convert("RGBA")
    bare = Image.new(picture.mode, picture.size)
    if picture.palette is not None and picture.mode == "P":
        bare.putpalette(picture.palette)
    bare.paste(picture)
    options = {"icc_profile": profile} if profile and form != "GIF" else {}
    if form in ("JPEG", "WEBP"):
        options["quality"] = QUALITY
    out = io.BytesIO()
    bare.save(out, form, **options)
    return out.getvalue()


def _too_many() -> str:
    return _("The picture has too many pixels. Send a smaller one.")
