"""Imports of lists: what was sent in, by whom, what it did; the files and values beside it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrating import create_table
from portal.policies import IN_SPACE, PERSONAL

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_table(
        IN_SPACE,
        "sheet_import",
        sa.Column("list_name", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False, server_default="open"),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("account_name", sa.String, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("written_at", MOMENT),
        sa.Column("added", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("event_id", sa.Integer),
        sa.CheckConstraint("state in ('open', 'written', 'undone', 'dropped')", name="state"),
        sa.Index("ix_sheet_import_space_sent", "space_id", "sent_at"),
    )
    create_table(
        PERSONAL,
        "sheet_import_file",
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("changes", JSONB),
        sa.Column("kept_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.ForeignKeyConstraint(
            ["space_id", "import_id"],
            ["sheet_import.space_id", "sheet_import.id"],
            ondelete="CASCADE",
        ),
        sa.Index("uq_sheet_import_file_import", "space_id", "import_id", unique=True),
    )
