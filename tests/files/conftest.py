"""What the tests of files share: somebody at work in a space, and files as offices send them."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from PIL import Image

from portal.database import db, one_connection
from portal.reach import Reach, within

Working = Callable[..., AbstractContextManager[int]]


@pytest.fixture
def working(app: Flask, space_ids: dict[str, int]) -> Working:
    """`with working("xa-sen") as space_id:` a transaction that writes there, as a view has it.

    The store is empty at first.
    """
    shutil.rmtree(app.extensions["portal_config"].var / "files", ignore_errors=True)

    @contextmanager
    def work(
        slug: str, *, personal: bool = True, units: frozenset[int] | None = None
    ) -> Iterator[int]:
        here = frozenset({space_ids[slug]})
        reach = Reach(
            spaces=here, write=here, personal=here if personal else frozenset(), units=units
        )
        with app.test_request_context(), one_connection(), within(reach):
            yield space_ids[slug]
            db.session.commit()

    return work


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (166, 30, 77)).save(out, form, **options)
    return out.getvalue()


def archive(*names: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def word(*more: str) -> bytes:
    return archive("[Content_Types].xml", "word/document.xml", *more)
