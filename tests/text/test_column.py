"""The column type: what a database gets and what a query asks is clean."""

import sqlalchemy as sa
import wtforms

from portal.text import NfcText, clean

DECOMPOSED = "  Ho\u0300a\u0300  \u200bThuy\u0309 "
notes = sa.Table(
    "note",
    sa.MetaData(),
    sa.Column("title", NfcText(40)),
    sa.Column("body", NfcText(lines=True)),
)


def test_stored_and_asked_clean() -> None:
    engine = sa.create_engine("sqlite://")
    notes.create(engine)
    with engine.begin() as connection:
        connection.execute(notes.insert(), [{"title": "a  va\u0300 b", "body": " một\r\nhai "}])
        connection.execute(notes.insert().values(title=None, body=None))
        rows = connection.execute(sa.text("select title, body from note")).all()
        assert [tuple(row) for row in rows] == [("a và b", "một\nhai"), (None, None)]

        def found(condition: sa.ColumnElement[bool]) -> int:
            return len(connection.execute(sa.select(notes).where(condition)).all())

        title = notes.c.title
        assert found(title == " a va\u0300  b ") == 1
        assert found(title.in_(["a va\u0300 b", "c"])) == 1
        assert found(title.like("a va\u0300 %")) == 1
        assert found(title.startswith("a va\u0300 ")) == 1
        assert found(title.startswith("a v ")) == 0
        assert found(title + " !" == "a và b !") == 1


def test_length_reaches_the_database() -> None:
    assert "VARCHAR(40)" in str(sa.schema.CreateTable(notes))


def test_clean_is_a_filter_of_forms() -> None:
    class Form(wtforms.Form):
        title = wtforms.StringField(filters=[clean])

    assert Form().title.data is None
    assert Form(data={"title": " va\u0300 "}).title.data == "và"
