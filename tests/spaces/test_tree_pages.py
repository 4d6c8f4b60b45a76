"""The tree and the list of spaces below: who sees which, how they are found, how much at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal.database import db
from portal.spaces.models import Area, Space
from portal.testing.client import Browser

from .conftest import DONG_THAP, Console, add_space

SignIn = Callable[[str], Browser]
Run = Callable[..., tuple[int, str]]
WAY = re.compile(r'href="/s/([a-z0-9-]+)/(?:about)?"')


def offered(browser: Browser, url: str) -> set[str]:
    """The addresses of the spaces to which the page's own content leads."""
    text = browser.get(url).text
    return set(WAY.findall(text[text.index('id="main"') :]))


@pytest.fixture
def many(console: Console) -> None:
    """Four hundred more spaces directly under the district."""
    with console():
        huyen = db.session.scalars(sa.select(Space).where(Space.slug == "huyen")).one()
        area = db.session.scalars(sa.select(Area).where(Area.code == "TA")).one()
        for number in range(400):
            add_space(f"hoi-{number:03}", huyen, area, f"Hội {number:03}")
        db.session.execute(
            sa.text(
                "insert into oversight (overseer_id, space_id)"
                " select :huyen, id from space where parent_id = :huyen on conflict do nothing"
            ),
            {"huyen": huyen.id},
        )


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    ran: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        ran.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("who", "spaces"),
    [
        ("hoa", {"huyen", "phu-nu-huyen", "xa-sen", "xa-lua"}),
        ("lan", {"xa-sen", "phu-nu-xa-sen"}),
        ("minh", {"xa-lua", "phu-nu-xa-lua"}),
        ("xuan", {"phu-nu-huyen", "phu-nu-xa-sen", "phu-nu-xa-lua"}),
        ("sau", {"xa-sen"}),
        ("xa", {"huyen-xa"}),
        ("dung", set()),
        ("an", set()),
    ],
)
def test_the_tree_holds_the_own_spaces_and_those_below(
    as_: SignIn, who: str, spaces: set[str]
) -> None:
    assert offered(as_(who), "/spaces") == spaces


def test_a_visitor_is_led_to_the_door(client: Browser) -> None:
    assert client.get("/spaces").location.startswith("/sign-in")


def test_a_foreign_space_opens_as_an_unknown_one(as_: SignIn) -> None:
    minh = as_("minh")
    hidden = re.compile(r'name="(?:csrf_token|form_key)"[^>]*|xa-sen|khong-co|content="[^"]*"')
    texts = [hidden.sub("", minh.get(f"/spaces?under={s}").text) for s in ("xa-sen", "khong-co")]
    assert texts[0] == texts[1]
    assert offered(minh, "/spaces?q=sen&state=all") == set()


def test_deeper_branches_load_when_opened_and_are_links_without_scripts(as_: SignIn) -> None:
    hoa = as_("hoa")
    page = hoa.get("/spaces").text
    assert 'hx-get="/spaces?under=xa-sen"' in page
    assert 'href="/spaces?under=xa-sen"' in page
    assert offered(hoa, "/spaces?under=xa-sen") == {"xa-sen", "phu-nu-xa-sen"}
    part = hoa.get("/spaces?under=xa-sen", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert set(WAY.findall(part)) == {"xa-sen", "phu-nu-xa-sen"}


@pytest.mark.parametrize(
    ("query", "spaces"),
    [
        ("q=lua", {"xa-lua", "phu-nu-xa-lua"}),
        ("q=LÚA&line=women", {"phu-nu-xa-lua"}),
        ("level=district", {"huyen", "phu-nu-huyen"}),
        ("line=women&level=commune", {"phu-nu-xa-sen", "phu-nu-xa-lua"}),
        ("q=%25", set()),
        ("q=_", set()),
        ("q=xyz", set()),
        ("state=closed", set()),
        ("q=lua&page=99", {"xa-lua", "phu-nu-xa-lua"}),
        ("q=lua&page=abc&line=&level=", {"xa-lua", "phu-nu-xa-lua"}),
    ],
)
def test_spaces_are_found_by_name_line_and_level(as_: SignIn, query: str, spaces: set[str]) -> None:
    assert offered(as_("hoa"), f"/spaces?{query}") == spaces
    if query != "level=district":
        assert offered(as_("hoa"), f"/s/huyen/spaces?{query}") == spaces


def test_a_closed_space_leaves_the_tree_and_is_found_by_the_filter(
    as_: SignIn, owner: sa.Connection
) -> None:
    owner.exec_driver_sql("update space set closed_on = '2022-01-01' where slug = 'phu-nu-huyen'")
    hoa = as_("hoa")
    assert "phu-nu-huyen" not in offered(hoa, "/spaces")
    for page in ("/spaces", "/s/huyen/spaces"):
        assert offered(hoa, f"{page}?state=closed") == {"phu-nu-huyen"}
        assert "phu-nu-huyen" in offered(hoa, f"{page}?state=all")
    owner.exec_driver_sql("update space set closed_on = '2999-12-31' where slug = 'phu-nu-huyen'")
    assert "phu-nu-huyen" in offered(hoa, "/spaces")
    for page in ("/spaces", "/s/huyen/spaces"):
        assert offered(hoa, f"{page}?state=closed") == set()
        assert "31/12/2999" in hoa.get(f"{page}?state=all").text


@pytest.mark.usefixtures("many")
def test_a_wide_branch_is_cut_and_says_how_many_are_left(as_: SignIn) -> None:
    hoa = as_("hoa")
    page = hoa.get("/spaces").text
    assert page.count("<li>") < 200
    assert "406" in page
    assert "253" in page
    assert len(offered(hoa, "/spaces?q=hoi")) == 25
    second = hoa.get("/s/huyen/spaces?q=hoi&sort=-name&page=2").text
    assert "Hội 377" in second
    assert "Hội 378" not in second


def test_the_number_of_queries_does_not_grow(
    app: Flask, as_: SignIn, request: pytest.FixtureRequest
) -> None:
    hoa = as_("hoa")
    pages = ("/spaces", "/spaces?q=h", "/s/huyen/spaces", "/s/huyen/about")

    def count(page: str) -> int:
        hoa.get(page)
        with statements(app) as ran:
            assert hoa.get(page).status_code == 200
        return len(ran)

    few = [count(page) for page in pages]
    request.getfixturevalue("many")
    assert [count(page) for page in pages] == few


def test_where_many_stand_at_the_top_what_is_below_loads_when_opened(
    as_: SignIn, owner: sa.Connection, run: Run
) -> None:
    run("import", DONG_THAP)
    owner.exec_driver_sql(
        "insert into space_membership (account_id, in_space_id, role, valid_from)"
        " select a.id, s.id, 'viewer', '2025-07-01' from account a, space s"
        " where a.username = 'an' and s.kind = 'commune_party'"
    )
    page = as_("an").get("/spaces").text
    assert page[page.index('id="main"') :].count("hx-get") == 102 + 2
    assert "/s/ubmttq-tan-hong/" not in page


def test_a_province_is_one_page(as_: SignIn, run: Run, owner: sa.Connection) -> None:
    run("import", DONG_THAP)
    owner.exec_driver_sql(
        "insert into space_membership (account_id, in_space_id, role, valid_from)"
        " select a.id, s.id, 'leader', '2025-07-01' from account a, space s"
        " where a.username = 'an' and s.slug = 'tinh-uy-dong-thap'"
    )
    an = as_("an")
    page = an.get("/spaces")
    assert "722" in page.text
    assert len(page.data) < 120_000
    part = an.get("/spaces?under=ubmttq-tan-hong", headers={"HX-Request": "true"}).text
    assert "/s/hoi-lhpn-tan-hong/" in part


@pytest.mark.parametrize(
    ("who", "space", "spaces"),
    [
        ("hoa", "huyen", {"phu-nu-huyen", "xa-sen", "phu-nu-xa-sen", "xa-lua", "phu-nu-xa-lua"}),
        ("hoa", "xa-sen", {"phu-nu-xa-sen"}),
        ("lan", "xa-sen", {"phu-nu-xa-sen"}),
        ("xuan", "phu-nu-huyen", {"phu-nu-xa-sen", "phu-nu-xa-lua"}),
    ],
)
def test_the_list_holds_what_is_below(as_: SignIn, who: str, space: str, spaces: set[str]) -> None:
    assert offered(as_(who), f"/s/{space}/spaces") == spaces


@pytest.mark.parametrize(
    ("who", "status"), [("tam", 200), ("hoa", 200), ("sau", 403), ("minh", 404), ("dung", 404)]
)
@pytest.mark.parametrize("page", ["spaces", "spaces.csv"])
def test_who_reads_the_list(as_: SignIn, who: str, status: int, page: str) -> None:
    assert as_(who).get(f"/s/xa-sen/{page}").status_code == status


def test_what_is_downloaded_can_be_imported(
    as_: SignIn, run: Run, tmp_path: Path, owner: sa.Connection
) -> None:
    answer = as_("lan").get("/s/xa-sen/spaces.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "xa-lua" not in answer.text
    assert "huyen," not in answer.text
    path = tmp_path / "spaces.csv"
    path.write_bytes(as_("hoa").get("/s/huyen/spaces.csv").data)
    code, said = run("import", path)
    assert (code, said) == (
        0,
        "Loaded: 0 new areas, 0 changed; 0 new spaces, 0 renamed, 6 unchanged.\n",
    )
    text = path.read_text("utf-8-sig")
    renewed = text.replace("Hội LHPN xã Lúa", "Hội LHPN xã Lúa Mới")
    path.write_text(renewed, encoding="utf-8-sig")
    assert "1 renamed" in run("import", path)[1]


def test_a_name_that_looks_like_a_formula_is_none_in_the_file(
    as_: SignIn, run: Run, tmp_path: Path, owner: sa.Connection
) -> None:
    owner.exec_driver_sql("""update space set name = '=1+1' where slug = 'xa-lua'""")
    path = tmp_path / "spaces.csv"
    path.write_bytes(as_("hoa").get("/s/huyen/spaces.csv?q=lua").data)
    assert ",'=1+1," in path.read_text("utf-8-sig")
    assert "0 renamed" in run("import", path)[1]
