"""Full addresses for outside the portal, and their QR."""

from __future__ import annotations

import io

import segno
from flask import request

from .config import current_config


def full_address(path: str) -> str:
    """A path of this portal as whoever stands outside must type it."""
    base = current_config().public_url or request.url_root
    return base.rstrip("/") + path


def qr_of(address: str) -> bytes:
    """The QR of an address, as an SVG file."""
    drawing = io.BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", scale=6, border=4, xmldecl=True)
    return drawing.getvalue()
