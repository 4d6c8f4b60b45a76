"""Two tables without any uniqueness."""

import sqlalchemy as sa

from portal import policies
from portal.migrating import create_table

revision = "ledger0001"
down_revision = None


def upgrade() -> None:
    for name in ("ledger_entry", "ledger_echo"):
        create_table(policies.IN_SPACE, name, sa.Column("name", sa.Text, nullable=False))
