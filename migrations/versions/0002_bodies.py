"""Bodies inside a space, and who holds which office."""

import sqlalchemy as sa

from portal.migrating import create_table, references
from portal.policies import IN_SPACE

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_table(
        IN_SPACE,
        "body",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False, server_default="100"),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
    )
    create_table(
        IN_SPACE,
        "officer",
        sa.Column("body_id", sa.Integer),
        sa.Column("person_name", sa.String, nullable=False),
        sa.Column("sort_key", sa.String, nullable=False),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("phone", sa.String),
        sa.Column("in_charge_of_front", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("document", sa.String),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        references("body", "body_id", "SET NULL"),
        narrowing=False,
    )
