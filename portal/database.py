"""The engine, the session, and the kinds of model; no transaction begins without a reach."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, cast
from weakref import WeakKeyDictionary

import psycopg
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, scoped_session
from sqlalchemy.orm import Session as OrmSession

from . import discretion as discretion
from . import policies
from .errors import NotFound, OutOfReach
from .guards import guard
from .model_kinds import ClosedMap as ClosedMap
from .model_kinds import Delivered as Delivered
from .model_kinds import InSpace as InSpace
from .model_kinds import Log as Log
from .model_kinds import OfAccount as OfAccount
from .model_kinds import Personal as Personal
from .model_kinds import PersonalLog as PersonalLog
from .model_kinds import PublicMap as PublicMap
from .model_kinds import Published as Published
from .reach import Reach, current_reach, within
from .references import add_composite_key, index_narrowing, joins_of
from .references import belongs_to as belongs_to

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
IN_FORCE = "reach"
"""Where a connection notes the reach its transaction was given."""
LIMITS = "limits"
"""Where it notes the further settings that were given with the reach."""
_request_connection: ContextVar[sa.Connection | None] = ContextVar("connection", default=None)


class Guarded:
    """What every model declares: its kind, and, where it differs, the commands the app may give."""

    __kind__: ClassVar[policies.Kind]
    __commands__: ClassVar[tuple[policies.Command, ...] | None] = None
    __narrowing__: ClassVar[policies.Narrowing] = True
    __elsewhere__: ClassVar[dict[str, str]] = {}
    """References into other spaces: column -> the table meant. Checked by the contract tests."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        owned = joins_of(cls)
        super().__init_subclass__(**kwargs)
        for target, column, on_delete in owned:
            add_composite_key(cls.__dict__["__table__"], target, column, on_delete)
        if "__table__" in cls.__dict__ and not hasattr(cls, "__kind__"):
            raise TypeError(
                f"model {cls.__name__} has no kind: InSpace, Personal, Published, Delivered"
            )
        if "__table__" in cls.__dict__ and cls.__kind__.name in policies.TENANT_KINDS:
            index_narrowing(cls.__dict__["__table__"])


class Base(Guarded, DeclarativeBase):
    """Root of every model; a table kind mixin says who may read and write its rows."""

    metadata = sa.MetaData(naming_convention=NAMING)


class PortalSession(FlaskSession):
    """The session of a request: on the request's one connection, guarded by its reach."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        return _request_connection.get() or super().get_bind(*args, **kwargs)


db = SQLAlchemy(
    model_class=Base, session_options={"class_": PortalSession, "expire_on_commit": False}
)
if TYPE_CHECKING:

    class Model(Base):
        """The base of every model, as type checkers see it."""

        __abstract__ = True
else:
    Model = db.Model


@event.listens_for(OrmSession, "after_begin")
def set_reach(session: OrmSession, transaction: Any, connection: sa.Connection) -> None:
    """Hand the reach in force to PostgreSQL for this transaction, or refuse to begin."""
    if session.info.get("unguarded") or transaction.nested:
        return
    apply(connection, session.info.get("reach") or current_reach())


def apply(
    connection: sa.Connection, reach: Reach | None, limits: Mapping[str, str] | None = None
) -> None:
    """Set the policies' settings for the running transaction, and `limits` with them.

    Raises OutOfReach without a reach.
    """
    reach = _known(reach)
    given, limits = connection.info.get(LIMITS, {}), limits or {}
    connection.info.update({IN_FORCE: reach, LIMITS: limits})
    statement, lines = _setting(reach, tuple(given), tuple(limits.items()))
    try:
        # By the driver: each page sets its reach several times, and there is no result to read.
        driver = connection.connection.driver_connection
        driver.execute(statement, (lines,))  # type: ignore[union-attr]
    except psycopg.Error:
        # It fails again, and SQLAlchemy takes note of a connection that is lost.
        connection.exec_driver_sql(statement, (lines,))


USUAL = "-"
"""Stands for no value: PostgreSQL puts the setting back to that of the connection."""


@lru_cache(maxsize=2000)
def _setting(
    reach: Reach, given: tuple[str, ...], limits: tuple[tuple[str, str], ...]
) -> tuple[str, str]:
    """The statement that sets a reach and limits in place of those given, and its value.

    One text goes there and one number comes back, however many settings there are.
    """
    settings: dict[str, str | None] = {**dict.fromkeys(given), **dict(limits), **reach.settings()}
    if not reach.read_only:
        del settings["transaction_read_only"]
    names = ", ".join(f"'{name}'" for name in settings)
    return (
        "select count(set_config(name, value, true)) from"
        f" unnest(array[{names}], string_to_array(%s, E'\\n', '{USUAL}')) as setting (name, value)",
        "\n".join(USUAL if value is None else value for value in settings.values()),
    )


# The policies make a DELETE outside the write reach remove nothing; the ORM would only warn.
warnings.filterwarnings("error", "DELETE statement on table", sa.exc.SAWarning)


Columns = sa.Select[Any] | sa.CompoundSelect[Any]
_compiled: WeakKeyDictionary[Columns, tuple[sa.Dialect, sa.Compiled | None]] = WeakKeyDictionary()
"""What is asked again and again, compiled for as long as somebody keeps the question."""


def columns_of(
    session: OrmSession | scoped_session[Any], query: Columns, values: Any = None
) -> sa.CursorResult[Any]:
    """The rows of a select of plain columns, which have no use for the ORM's way round."""
    own = session() if isinstance(session, scoped_session) else session
    own.flush()
    connection = own.connection()
    return connection.execute(_ready(query, connection.dialect), values)


def _ready(query: Columns, dialect: sa.Dialect) -> Any:
    """A question as it is the first time, and compiled once it is asked again.

    SQLAlchemy would look for it among all that it compiled, which takes longer than it seems.
    """
    known = _compiled.get(query)
    if known is None:
        _compiled[query] = (dialect, None)
        return query
    of, compiled = known
    if compiled is None or of is not dialect:
        compiled = query.compile(dialect=dialect)
        _compiled[query] = (dialect, compiled)
    return compiled


def touched(result: sa.Result[Any]) -> int:
    """How many rows an UPDATE or DELETE touched."""
    return cast("sa.CursorResult[Any]", result).rowcount


def must_touch(result: sa.Result[Any], rows: int = 1) -> None:
    """Check that an UPDATE or DELETE touched so many rows: outside the write reach it touches none.

    Raises NotFound otherwise.
    """
    if touched(result) != rows:
        raise NotFound()


@guard("database.reach_known", without=Reach())
def _known(reach: Reach | None) -> Reach:
    if reach is None:
        raise OutOfReach("A transaction began with no reach: enter() a space first.")
    return reach


@contextmanager
def one_connection() -> Iterator[sa.Connection]:
    """Take one connection from the pool for everything that happens inside the block."""
    with db.engine.connect() as connection:
        token = _request_connection.set(connection)
        try:
            yield connection
        finally:
            db.session.remove()
            _request_connection.reset(token)


@contextmanager
def map_session(write: bool = False, account_id: int | None = None) -> Iterator[OrmSession]:
    """A short transaction of its own on the map: accounts, roles, spaces. Commits at the end.

    Raises OutOfReach while the request's own transaction runs: it would be left with the map open
    and without its reach. Use on_the_map() there.
    """
    reach = Reach(map="write" if write else "read", account_id=account_id, read_only=not write)
    connection = _request_connection.get()
    if connection is not None and connection.in_transaction():
        raise OutOfReach("map_session() inside a running transaction; use on_the_map().")
    with (
        OrmSession(
            connection or db.engine, info={"reach": reach}, expire_on_commit=False
        ) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def on_the_map(write: bool = False) -> Iterator[None]:
    """Open the map inside the running transaction, for an action that changes accounts or spaces.

    The rows and the event of the change must be in one transaction, so the reach stays as it was.
    """
    before: Reach = db.session.connection().info[IN_FORCE]
    with acting_within(before.with_map("write" if write else "read")):
        yield


@contextmanager
def acting_within(reach: Reach) -> Iterator[Reach]:
    """Put another reach in force inside the running transaction, and the former one after it.

    The transaction stays READ ONLY if it is. For acts that another right than the route's covers.
    """
    before: Reach = db.session.connection().info[IN_FORCE]
    # A savepoint: after an error its rollback also takes the settings back. It begins when the
    # session is asked for its connection anew.
    with within(reach), db.session.begin_nested():
        connection = db.session.connection()
        apply(connection, replace(reach, read_only=False))
        try:
            yield reach
            db.session.flush()
            apply(connection, replace(before, read_only=False))
        finally:
            connection.info[IN_FORCE] = before
