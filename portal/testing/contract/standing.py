"""Where the checks stand: a database, the owner who makes rows, the serving role that is tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from ..rows import Maker
from ..server import TestServer
from . import behaviour, subjects
from .ground import facts


@dataclass
class Ground:
    """A database with the cast in it, both doors to it, and the trials laid so far."""

    name: str
    owner_engine: sa.Engine
    maker: Maker
    app: sa.Connection
    trials: dict[str, behaviour.Trial] = field(default_factory=dict)

    def trial(self, table: str) -> behaviour.Trial:
        """The example rows of a table, laid once. Raises CannotMake where none can be made."""
        if table not in self.trials:
            self.trials[table] = behaviour.prepare(self.maker, subjects.models()[table])
        return self.trials[table]

    def faults(self, table: str) -> Iterator[str]:
        """What the serving role can do with a table's rows and should not, or the reverse."""
        trial = self.trial(table)
        # Rows of this table may have been made meanwhile, as what other tables' rows refer to.
        trial.rows.clear()
        trial.rows.update(facts(self.maker.owner, trial.table))
        return behaviour.faults(self.app, trial)


@contextmanager
def stand(server: TestServer, name: str) -> Iterator[Ground]:
    """Open both doors to a database."""
    owner = sa.create_engine(server.owner_url(name), poolclass=sa.NullPool)
    app = sa.create_engine(server.app_url(name), poolclass=sa.NullPool)
    with (
        owner.execution_options(isolation_level="AUTOCOMMIT").connect() as making,
        app.connect() as serving,
    ):
        yield Ground(name, owner, Maker(making, subjects.examples()), serving)
