"""What may be kept: by content, not by name; pictures without what the camera knew."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from portal.errors import Invalid
from portal.files.actions import files, keep
from portal.files.naming import kept_name
from tests.files.conftest import Working, archive, picture, word

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
ODT = archive(
    "content.xml", "META-INF/manifest.xml", mimetype="application/vnd.oasis.opendocument.text"
)
GOOD = {
    "ke-hoach.pdf": PDF,
    "ke-hoach.docx": word(),
    "so-lieu.PDF": PDF,
    "bao-cao.odt": ODT,
    "ghi-chu.txt": "Sinh hoạt tháng 3".encode(),
    "danh-sach.csv": "họ tên;ấp\nNguyễn Văn Ổi;Cả Găng\n".encode(),
    "cong-van.doc": OLE + "WordDocument".encode("utf-16-le"),
    "anh.jpg": picture(),
    "anh.png": picture("PNG"),
    "anh.webp": picture("WEBP"),
    "anh.gif": picture("GIF"),
}
BAD = {
    "trong.pdf": (b"", "rỗng"),
    "virus.pdf": (b"MZ" + b"\x00\x01" * 200, "Không nhận loại tệp này"),
    "virus.exe": (b"MZ" + b"\x00\x01" * 200, "Không nhận loại tệp này"),
    "trang.html": (b"<!doctype html><script>alert(1)</script>", "Không nhận loại tệp này"),
    "trang.txt": (b"<html><script>alert(1)</script>", "Không nhận loại tệp này"),
    "hinh.svg": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "Không nhận loại tệp này",
    ),
    "nen.zip": (archive("a.txt"), "Không nhận loại tệp này"),
    "nen.docx": (archive("a.txt"), "Không nhận loại tệp này"),
    "macro.docx": (word("word/vbaProject.bin"), "macro"),
    "anh.pdf": (picture(), "đuôi “.pdf” nhưng nội dung là tệp ảnh"),
    "ke-hoach.docx": (PDF, "nội dung là tệp PDF"),
    "khong-duoi": (PDF, "PDF"),
    "hong.docx": (word()[:40], "hỏng"),
    "khoa.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_offices_send_is_kept(working: Working, name: str) -> None:
    with working("xa-sen") as space:
        kept = keep(GOOD[name], name, space_id=space)
        assert (kept.name, kept.space_id) == (name, space)
        with files().open(kept.digest) as content:
            assert len(content.read()) == kept.size
        if not kept.media_type.startswith("image/"):
            assert kept.size == len(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_with_a_sentence(working: Working, name: str) -> None:
    content, sentence = BAD[name]
    with working("xa-sen") as space:
        with pytest.raises(Invalid, match=sentence) as refused:
            keep(content, name, space_id=space)
        assert refused.value.field == "file"
        assert list(files().each()) == []


def test_a_file_beyond_the_limit_is_refused(working: Working, app) -> None:
    most = app.extensions["portal_config"].max_upload
    with working("xa-sen") as space, pytest.raises(Invalid, match="lớn hơn 20 MB"):
        keep(PDF + b" " * most, "a.pdf", space_id=space)


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Máy ảnh của Lan"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (10.0, 52.0, 1.0)
    return picture(size=(60, 20), exif=exif)


def test_a_picture_loses_place_and_device_and_stands_upright(working: Working) -> None:
    sent = with_place()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    with working("xa-sen") as space:
        kept = keep(sent, "anh.jpg", space_id=space)
        with files().open(kept.digest) as content:
            bytes_kept = content.read()
    seen = Image.open(io.BytesIO(bytes_kept))
    assert seen.size == (20, 60)
    assert not seen.getexif()
    assert b"Exif" not in bytes_kept


def test_what_follows_a_picture_is_cut_off(working: Working) -> None:
    """A file that is a picture and a page at once keeps only its pixels."""
    with working("xa-sen") as space:
        kept = keep(picture() + b"<script>alert(1)</script>", "anh.jpg", space_id=space)
        with files().open(kept.digest) as content:
            assert b"script" not in content.read()


def test_a_large_picture_is_made_smaller(working: Working) -> None:
    with working("xa-sen") as space:
        kept = keep(picture(size=(4000, 1000)), "anh.jpg", space_id=space)
        with files().open(kept.digest) as content:
            assert Image.open(content).size == (2560, 640)


def test_a_picture_of_endless_pixels_is_refused(working: Working) -> None:
    with working("xa-sen") as space, pytest.raises(Invalid, match="quá nhiều điểm ảnh"):
        keep(picture("PNG", size=(9000, 9000)), "anh.png", space_id=space)


def test_half_a_picture_is_refused(working: Working) -> None:
    whole = picture(size=(400, 400))
    with working("xa-sen") as space, pytest.raises(Invalid, match="hỏng"):
        keep(whole[: len(whole) // 2], "anh.jpg", space_id=space)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_transparent_pictures_stay_so(working: Working, form: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, form)
    name = f"dau.{form.lower()}"
    with working("xa-sen") as space:
        kept = keep(out.getvalue(), name, space_id=space)
        with files().open(kept.digest) as content:
            assert Image.open(content).convert("RGBA").getpixel((1, 1))[3] == 0


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("C:\\Users\\lan\\Kế hoạch.pdf", "Kế hoạch.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("Báo cáo\r\nX-Evil: 1.pdf", "Báo cáo X-Evil 1.pdf"),
        ("Biên bản.pdf", "Biên bản.pdf"),
        ('a"b<c>.pdf', "a b c .pdf"),
        ("fdp.\u202eexe.pdf", "fdp. exe.pdf"),
        (" .pdf", "pdf"),
        ("", "tep"),
    ],
)
def test_names_are_one_clean_line(sent: str, name: str) -> None:
    assert kept_name(sent) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = kept_name("ấ" * 400 + ".docx")
    assert len(name) == 180
    assert name.endswith("ấ.docx")
