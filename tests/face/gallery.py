"""A bare app that shows the layouts, the macros and the error pages with invented values."""

from __future__ import annotations

import time
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import wtforms
from babel.messages import mofile
from flask import Flask, abort, flash, make_response, render_template, request
from flask_babel import Babel, gettext
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import validators

from portal import addressing, cells, filters, frame
from portal.assets import add_drawings
from portal.frame import Frame, MenuEntry, MenuGroup, OfferedSpace
from portal.translating import core_book, translated

from .report_sample import sample

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = ("overview", "commune", "members", "components", "form", "confirm", "report")
ERRORS = (400, 403, 404, 409, 413, 422, 429, 500, 503)
COMMUNES = (
    ("Bình Phú", 1, 1, 96, 5, None),
    ("Tân Hộ Cơ", 1, 2, 93, 4, None),
    ("Thông Bình", 1, 3, 85, 2, "thiếu 6"),
    ("Sa Rài", 2, 1, 100, 5, None),
    ("Tân Thành B", 2, 2, 71, 1, "thiếu 9"),
    ("Tân Thành A", 2, 3, 97, 5, None),
    ("Tân Công Chí", 3, 1, 94, 4, None),
    ("An Phước", 3, 2, 93, 3, None),
    ("Tân Phước", 3, 3, None, 1, None),
)
PEOPLE = (
    ("Nguyễn Thị Ánh Tuyết", 1979, "0918 000 771", "ok", "Đủ"),
    ("Nguyễn Thị Bé Ba", 1968, "0939 000 208", "warn", "Thiếu số định danh"),
    ("Nguyễn Thị Cẩm Nhung", 1991, "0367 000 012", "ok", "Đủ"),
    ("Nguyễn Thị Kiều Oanh", 1983, None, "warn", "Thiếu điện thoại"),
    ("Nguyễn Thị Hồng Gấm", 1974, "0944 000 139", "ok", "Đủ"),
)


class Report(FlaskForm):
    """One field of each sort, to be shown with and without errors."""

    name = wtforms.StringField(
        "Tên chi hội",
        [validators.InputRequired("Nhập tên chi hội")],
        description="Ghi như trong quyết định thành lập.",
    )
    cause = wtforms.TextAreaField(
        "Nguyên nhân chủ quan", [validators.InputRequired("Nhập nguyên nhân chủ quan")]
    )
    line = wtforms.SelectField("Tổ chức", choices={"women": "Phụ nữ", "youth": "Đoàn"})
    rating = wtforms.RadioField(
        "Xếp loại",
        [validators.InputRequired("Chọn một mức xếp loại")],
        choices={"good": "Khá", "fair": "Trung bình"},
    )
    kinds = wtforms.SelectMultipleField(
        "Nội dung",
        choices={"a": "Chuyên đề", "b": "Thời sự"},
        option_widget=wtforms.widgets.CheckboxInput(),
        widget=wtforms.widgets.ListWidget(prefix_label=False),
    )
    met = wtforms.DateField(
        "Ngày họp", [validators.InputRequired("Nhập ngày họp")], format=["%d %m %Y"]
    )
    phone = wtforms.StringField("Điện thoại", [validators.Optional()])
    secret = wtforms.PasswordField("Mật khẩu")
    sheet = FileField("Tệp Excel", description="Tối đa 20 MB.")
    agreed = wtforms.BooleanField("Giữ đăng nhập trên máy này 7 ngày")


def create_gallery(catalogues: Path) -> Flask:
    """Build the app; the Vietnamese catalogue is compiled into the folder given."""
    compiled = catalogues / "vi" / "LC_MESSAGES"
    compiled.mkdir(parents=True, exist_ok=True)
    with (compiled / "messages.mo").open("wb") as target:
        mofile.write_mo(target, translated(core_book())[0])

    app = Flask(
        "gallery",
        static_folder=str(PORTAL / "static"),
        template_folder=str(PORTAL / "templates"),
    )
    app.jinja_loader.searchpath.append(str(Path(__file__).parent / "templates"))  # type: ignore[union-attr]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY="gallery-of-the-tests",
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_TRANSLATION_DIRECTORIES=str(catalogues),
        MAX_CONTENT_LENGTH=1_000_000,
    )
    Babel(app, locale_selector=lambda: request.cookies.get("language", "vi"))
    CSRFProtect(app)
    add_drawings(app)
    addressing.init_app(app)
    cells.init_app(app)
    filters.init_app(app)
    app.jinja_env.globals.update(
        links=_links,
        frame_around=lambda: frame.shown(_frame(), repeat(str(_keys()))),
        viewing_as_overseer=lambda: (
            "Đang xem xã Thông Bình với quyền huyện." if request.path == "/commune" else None
        ),
        closing_notice=lambda: None,
        keys=_keys,
        languages={"vi": "Tiếng Việt", "en": "English"},
        installation_name="Dân vận Tân Hồng",
    )
    app.context_processor(_values)
    app.after_request(_headers)
    _routes(app)
    return app


def _values() -> dict[str, Any]:
    here = SimpleNamespace(
        slug="ban-dan-van",
        name="Ban Dân vận Huyện uỷ",
        short_name="Ban Dân vận Huyện uỷ",
        level_name="Huyện uỷ Tân Hồng",
        document_head="Ban Dân vận Huyện uỷ",
    )
    return {
        "current_space": here,
        "current_account": SimpleNamespace(display_name="Lê Thị Bích Thuỷ"),
        "current_language": request.cookies.get("language", "vi"),
        "theme": request.args.get("theme"),
        "save_data": request.headers.get("Save-Data") == "on",
    }


def _keys(once: bool = True) -> Markup:
    said = f'<input type="hidden" name="csrf_token" value="{generate_csrf()}">'
    return Markup(said + '<input type="hidden" name="form_key" value="signed-key">' * bool(once))


def _links() -> dict[str, str]:
    names = "home search notices account my_spaces sessions sign_out language theme"
    return {name: f"/{name}" for name in names.split()}


def _frame() -> Frame:
    spaces = [("Ban Dân vận Huyện uỷ", "Huyện", True), ("Hội LHPN xã Tân Công Chí", "Xã", False)]
    return Frame(
        installation="Dân vận Tân Hồng",
        language=request.cookies.get("language", "vi"),
        theme=request.args.get("theme", ""),
        account="Lê Thị Bích Thuỷ",
        space="Ban Dân vận Huyện uỷ",
        level="Huyện uỷ Tân Hồng",
        urls=tuple(_links().items()),
        news=3,
        offered=tuple(
            OfferedSpace(name, level, "/overview", current) for name, level, current in spaces
        ),
        all_spaces="/my_spaces",
        switched_to="",
        menu=_menu(),
    )


def _menu() -> tuple[MenuGroup, ...]:
    groups: list[tuple[str, list[tuple[str, str, str, int, bool]]]] = [
        ("", [("/overview", "Tổng quan", "home", 0, False),
              ("/commune", "Việc cần làm", "checklist", 12, True)]),
        ("Tổ chức", [("/units", "Chi đoàn, chi hội", "sitemap", 0, False),
                     ("/members", "Đoàn viên, hội viên", "users", 0, False),
                     ("/assign", "Phân công đảng viên", "user-check", 89, False)]),
        ("Thiết lập", [("/components", "Đơn vị, người dùng", "building-community", 0, False)]),
    ]  # fmt: skip
    return tuple(
        MenuGroup(
            label,
            tuple(
                MenuEntry(text, icon, url, badge, overdue, request.path == url)
                for url, text, icon, badge, overdue in items
            ),
        )
        for label, items in groups
    )


def _headers(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = CSP
    return response


def _routes(app: Flask) -> None:
    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> str:
        form = Report()
        form.validate_on_submit()
        return render_template("gallery/sign_in.html", form=form, current_account=None)

    @app.route("/form", methods=["GET", "POST"])
    def form() -> Any:
        form = Report()
        status = 422 if request.method == "POST" and not form.validate() else 200
        return render_template("gallery/form.html", form=form), status

    @app.get("/<page>")
    def show(page: str) -> str:
        if page not in PAGES:
            abort(404)
        if page == "components":
            flash({"text": "Đã phân công Lê Văn Hiệp.", "undo": "/act"}, "ok")  # type: ignore[arg-type]
        return render_template(
            f"gallery/{page}.html", communes=COMMUNES, people=PEOPLE, report=sample()
        )

    @app.get("/errors/<int:status>")
    def error(status: int) -> str:
        details: dict[int, dict[str, Any]] = {
            409: {"theirs": "0918 000 771", "yours": "0918 000 772"},
            429: {"retry_after": 60},
            500: {"code": "7F3A21"},
        }
        shown = details.get(status, {})
        return render_template(f"errors/{status}.html", message=None, **shown)

    @app.post("/language")
    def language() -> Any:
        answer = make_response("", 303, {"Location": request.form["next"]})
        answer.set_cookie("language", request.form["language"])
        return answer

    sent: list[str] = []
    app.extensions["sent"] = sent

    @app.post("/act")
    def act() -> tuple[str, int, dict[str, str]]:
        sent.append(request.form.get("what", ""))
        time.sleep(1)
        return gettext("Sending…"), 200, {"Content-Type": "text/plain"}

    @app.post("/fragment")
    def fragment() -> tuple[str, int]:
        return '<div class="errs" tabindex="-1" role="alert"><h2>Cần sửa 1 chỗ</h2></div>', 422
