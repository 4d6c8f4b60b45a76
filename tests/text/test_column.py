"""The column type and the sort keys in PostgreSQL: what is stored, found, and in which order."""

import random
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
import wtforms

from portal.testing.server import TestServer
from portal.text import NfcText, clean, name_key, text_key

notes = sa.Table(
    "note",
    sa.MetaData(),
    sa.Column("title", NfcText(40)),
    sa.Column("body", NfcText(lines=True)),
)


@pytest.fixture
def connection(server: TestServer) -> Iterator[sa.Connection]:
    engine = sa.create_engine(server.owner_url("postgres"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
        connection.rollback()


@pytest.mark.database
def test_stored_and_asked_clean(connection: sa.Connection) -> None:
    connection.execute(sa.text("create temporary table note (title varchar(40), body text)"))
    connection.execute(notes.insert(), [{"title": "a  va\u0300 b", "body": " một\r\nhai\x00 "}])
    connection.execute(notes.insert().values(title=None, body=None))
    rows = connection.execute(sa.text("select title, body from note")).all()
    assert [tuple(row) for row in rows] == [("a và b", "một\nhai"), (None, None)]
    normalized = "select count(*) from note where title is nfc normalized"
    assert connection.execute(sa.text(normalized)).scalar() == 1

    def found(condition: sa.ColumnElement[bool]) -> int:
        return len(connection.execute(sa.select(notes).where(condition)).all())

    title = notes.c.title
    assert found(title == " a va\u0300  b ") == 1
    assert found(title.in_(["a va\u0300 b", "c"])) == 1
    assert found(title.like("a va\u0300 %")) == 1
    assert found(title.startswith("a va\u0300 ")) == 1
    assert found(title.startswith("a v ")) == 0
    assert found(title >= "a va\u0300 ") == 1
    assert found(title + " !" == "a và b !") == 1


@pytest.mark.database
@pytest.mark.parametrize(
    ("texts", "key"),
    [
        (["Trần An", "Lê Ánh", "Võ Ăn", "Lê Ân", "Bùi Dũng", "Lê Đào", "Trần Ý"], name_key),
        (["2 ấp", "Ấp 2", "Ấp 10", "Ấp Cả Gáo", "Khóm 1", "Xã An Phước", "Жук"], text_key),
    ],
)
def test_keys_sort_in_postgresql(
    connection: sa.Connection, texts: list[str], key: Callable[[str], str]
) -> None:
    shuffled = random.Random(3).sample(texts, len(texts))
    rows = sa.values(sa.column("name", sa.Text), sa.column("key", sa.Text), name="rows").data(
        [(text, key(text)) for text in shuffled]
    )
    ordered = sa.select(rows.c.name).order_by(sa.collate(rows.c.key, "C"))
    assert list(connection.scalars(ordered)) == texts


def test_length_reaches_the_database() -> None:
    assert "VARCHAR(40)" in str(sa.schema.CreateTable(notes))


def test_clean_is_a_filter_of_forms() -> None:
    class Form(wtforms.Form):
        title = wtforms.StringField(filters=[clean])

    assert Form().title.data is None
    assert Form(data={"title": " va\u0300 "}).title.data == "và"
