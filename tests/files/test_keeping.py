"""What may be kept: by content, not by name; pictures without what the camera knew."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.errors import Invalid
from portal.files.actions import files, keep
from portal.files.naming import kept_name
from portal.files.sending import fetch
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
    "so-lieu.xls": OLE
    + "Workbook".encode("utf-16-le")
    + "WordDocument".encode("utf-16-le"),  # a document inside of the workbook
    "ghi-chu-utf16.txt": "\ufeffHọp tổ dân vận".encode("utf-16-le"),
    "anh.jfif": picture(),
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
    "macro.doc": (
        OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"),
        "macro",
    ),
    "cai-dat.doc": (OLE + "MSI".encode("utf-16-le"), "Không nhận loại tệp này"),
    "hai-trong-mot.pdf": (PDF + archive("virus.js"), "Không nhận loại tệp này"),
    "hai-trong-mot.txt": (b"Xin chao " * 2000 + archive("a.js"), "Không nhận loại tệp này"),
    "chuong-trinh.txt": (b"Xin chao " * 2000 + b"\x00\x01MZ", "Không nhận loại tệp này"),
    "gia-utf16.txt": (b"\xff\xfe" + b"MZ\x00\x00\x01\x00", "Không nhận loại tệp này"),
    "lenh.html": (b"#!/bin/sh\nrm -rf /\n", "đuôi “.html” nhưng nội dung là tệp văn bản"),
    "iphone.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "Tương thích"),
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


def test_a_name_without_ending_gets_that_of_its_type(working: Working) -> None:
    with working("xa-sen") as space:
        assert keep(PDF, "Kế hoạch", space_id=space).name == "Kế hoạch.pdf"


def test_what_was_written_into_a_picture_stays_behind(working: Working) -> None:
    """Comments, texts and descriptions may tell what the pixels do not."""
    notes = PngInfo()
    notes.add_text("Author", "Nguyen Thi Lan")
    noted = {
        "anh.jpg": picture(comment=b"Nguyen Thi Lan", xmp=b"<x>Nguyen Thi Lan</x>"),
        "anh.png": picture("PNG", pnginfo=notes),
        "anh.webp": picture("WEBP", xmp=b"<x>Nguyen Thi Lan</x>"),
        "anh.gif": picture("GIF", comment=b"Nguyen Thi Lan"),
    }
    with working("xa-sen") as space:
        for name, sent in noted.items():
            assert b"Nguyen Thi Lan" in sent
            assert b"Nguyen Thi Lan" not in fetch(keep(sent, name, space_id=space))


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_a_picture_that_moves_stands_still(working: Working, form: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    with working("xa-sen") as space:
        kept = keep(out.getvalue(), f"dong.{form.lower()}", space_id=space)
        assert getattr(Image.open(io.BytesIO(fetch(kept))), "n_frames", 1) == 1


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_logos_of_few_colours_stay_transparent(working: Working, form: str) -> None:
    logo = Image.new("P", (4, 4), 1)
    logo.putpalette([0, 0, 0, 166, 30, 77])
    out = io.BytesIO()
    logo.save(out, form, transparency=1)
    with working("xa-sen") as space:
        kept = fetch(keep(out.getvalue(), f"dau.{form.lower()}", space_id=space))
    assert Image.open(io.BytesIO(kept)).convert("RGBA").getpixel((1, 1))[3] == 0


def test_a_scan_in_greys_and_a_print_in_four_inks_are_kept(working: Working) -> None:
    grey, inks = io.BytesIO(), io.BytesIO()
    Image.new("I;16", (3000, 10), 40_000).save(grey, "PNG")
    Image.new("CMYK", (10, 10), (10, 20, 30, 40)).save(inks, "JPEG")
    with working("xa-sen") as space:
        for content, name in ((grey, "quet.png"), (inks, "in.jpg")):
            kept = fetch(keep(content.getvalue(), name, space_id=space))
            assert Image.open(io.BytesIO(kept)).width in (2560, 10)


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
