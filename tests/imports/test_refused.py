"""Files that are not read: a sentence beside the field, and nothing kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser
from tests.imports.import_samples import HEADINGS, book, officer, send_in

As = Callable[[str], Browser]
pytestmark = pytest.mark.database
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD = book([officer("Lê Thị Mận")])


def bomb() -> bytes:
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(70_000_000))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (bomb(), "bom.xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "khoa.xlsx"),
        (b"%PDF-1.7\n...", "doi-ten.xlsx"),
        (b"", "rong.xlsx"),
        (b"x" * 10_000_001, "lon.csv"),
        (book([officer(f"Người {n}") for n in range(2_001)]), "dai.xlsx"),
        (GOOD[: len(GOOD) // 2], "hong.xlsx"),
        (GOOD, "la.docx"),
        (book([], ("", "")), "trang.xlsx"),
    ],
    ids=["bomb", "locked", "renamed", "empty", "huge", "long", "damaged", "ending", "blank"],
)
def test_a_file_that_is_not_read_gets_a_sentence_beside_the_field(
    as_: As, owner: sa.Connection, content: bytes, name: str
) -> None:
    answer = send_in(as_("lan"), content, name)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert owner.scalar(sa.text("select count(*) from sheet_import")) == 0


def test_no_file_at_all_is_said_too(as_: As) -> None:
    answer = as_("lan").send("/s/xa-sen/imports/new/spaces.officers")
    assert answer.status_code == 422 and 'id="file-error"' in answer.text


def test_text_in_an_old_encoding_is_read(as_: As) -> None:
    lines = ["\t".join(HEADINGS), "Lê Thị Mận\tUỷ viên\tBan Thường vụ\t\t05/01/2021\t"]
    sent = send_in(as_("lan"), "\r\n".join(lines).encode("utf-16"), "can-bo.csv")
    assert sent.status_code == 303


@pytest.mark.parametrize("name", ["accounts.people", "history.events", "khong.co"])
def test_a_list_that_only_goes_out_takes_no_file(as_: As, name: str) -> None:
    assert as_("lan").get(f"/s/xa-sen/imports/new/{name}").status_code == 404
    assert send_in(as_("lan"), GOOD, url=f"/s/xa-sen/imports/new/{name}").status_code == 404
