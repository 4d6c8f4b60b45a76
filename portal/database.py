"""The engine, the session, and the kinds of model; no transaction begins without a reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    RelationshipProperty,
    mapped_column,
    relationship,
)
from sqlalchemy.orm import Session as OrmSession

from . import policies
from .errors import OutOfReach
from .reach import Reach, current_reach, within

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_request_connection: ContextVar[sa.Connection | None] = ContextVar("connection", default=None)


def _references(cls: type) -> list[tuple[str, str, str | None]]:
    """Write the joins of the class's belongs_to relationships, before it is mapped."""
    found = []
    for prop in list(cls.__dict__.values()):
        if not isinstance(prop, RelationshipProperty):
            continue
        declared = prop.info.get("belongs_to")
        if declared:
            target, column, _ = declared
            prop._init_args.primaryjoin.argument = (
                f"and_(remote({target}.space_id) == {cls.__name__}.space_id,"
                f" remote({target}.id) == foreign({cls.__name__}.{column}))"
            )
            found.append(declared)
    return found


def _add_composite_key(table: sa.Table, target: str, column: str, on_delete: str | None) -> None:
    referred = _table_named(target)
    rule = f"SET NULL ({column})" if on_delete == "SET NULL" else on_delete
    table.append_constraint(
        sa.ForeignKeyConstraint(
            ["space_id", column], [f"{referred}.space_id", f"{referred}.id"], ondelete=rule
        )
    )
    sa.Index(None, table.c.space_id, table.c[column])


def _table_named(model: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in model).lstrip("_")


class Guarded:
    """What every model declares: its kind, and, where it differs, the commands the app may give."""

    __kind__: ClassVar[policies.Kind]
    __commands__: ClassVar[tuple[policies.Command, ...] | None] = None
    __narrowing__: ClassVar[bool] = True
    __elsewhere__: ClassVar[dict[str, str]] = {}
    """References into other spaces: column -> the table meant. Checked by the contract tests."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        owned = _references(cls)
        super().__init_subclass__(**kwargs)
        for target, column, on_delete in owned:
            _add_composite_key(cls.__dict__["__table__"], target, column, on_delete)


class Base(Guarded, DeclarativeBase):
    """Root of every model; a table kind mixin says who may read and write its rows."""

    metadata = sa.MetaData(naming_convention=NAMING)


class InSpace:
    """Rows of one space: read within the reach, written within the write reach."""

    __kind__ = policies.IN_SPACE
    space_id: Mapped[int] = mapped_column(
        sa.ForeignKey("space.id"), primary_key=True, sort_order=-20
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, sort_order=-10)


class Personal(InSpace):
    """Rows that name people: read only where the user holds a personal permission."""

    __kind__ = policies.PERSONAL


class Published(InSpace):
    """Frozen copies for those below: read by every space below the owner, and its own line."""

    __kind__ = policies.PUBLISHED


class Delivered(InSpace):
    """Rows sent to one other space: both read, the sender writes."""

    __kind__ = policies.DELIVERED
    to_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), index=True)


class Log(InSpace):
    """Rows that are only ever added, by readers too where their permission lists the table."""

    __kind__ = policies.LOG


class PersonalLog(InSpace):
    """A log whose rows name people."""

    __kind__ = policies.PERSONAL_LOG


class PublicMap:
    """The map of the house that everyone may read: spaces, areas, kinds."""

    __kind__ = policies.PUBLIC_MAP


class ClosedMap:
    """The map that only the named map session reads: accounts, roles, sessions, codes."""

    __kind__ = policies.CLOSED_MAP


class OfAccount:
    """Rows that belong to one account, in whatever space it works."""

    __kind__ = policies.OF_ACCOUNT


def belongs_to(target: str, column: str, on_delete: str | None = None, **options: Any) -> Any:
    """A reference to a row of the same space: key, index and relationship in one.

    `target` is the model's name, `column` the column of this model that holds its id. The key is
    composite because foreign-key checks pass by the policies. on_delete: CASCADE or SET NULL.
    """
    info = {"belongs_to": (target, column, on_delete)}
    options.setdefault("lazy", "raise")
    # The join is written when the class is known: see _references.
    return relationship(target, info=info, **options)


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


def apply(connection: sa.Connection, reach: Reach | None) -> None:
    """Set the policies' settings for the running transaction. Raises OutOfReach without one."""
    if reach is None:
        raise OutOfReach("A transaction began with no reach: enter() a space first.")
    settings = reach.settings()
    if not reach.read_only:
        del settings["transaction_read_only"]
    calls = ", ".join(f"set_config(%(n{i})s, %(v{i})s, true)" for i in range(len(settings)))
    values: dict[str, str] = {}
    for i, (name, value) in enumerate(settings.items()):
        values |= {f"n{i}": name, f"v{i}": value}
    connection.exec_driver_sql(f"select {calls}", values)


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
    """A short transaction of its own on the map: accounts, roles, spaces. Commits at the end."""
    reach = Reach(map="write" if write else "read", account_id=account_id, read_only=not write)
    bind = _request_connection.get() or db.engine
    with (
        OrmSession(bind, info={"reach": reach}, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def on_the_map(write: bool = False) -> Iterator[None]:
    """Open the map inside the running transaction, for an action that changes accounts or spaces.

    The rows and the event of the change must be in one transaction, so the reach stays as it was.
    """
    before = db.session.info.get("reach") or current_reach()
    if before is None:
        raise OutOfReach("The map opens only inside a transaction that has a reach.")
    opened = before.with_map("write" if write else "read")
    with within(opened):
        db.session.flush()
        apply(db.session.connection(), opened)
        try:
            yield
            db.session.flush()
        finally:
            if db.session.is_active:
                apply(db.session.connection(), before)
