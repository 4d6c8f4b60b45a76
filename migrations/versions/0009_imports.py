"""Imports of lists: what was sent in, by whom, what it did; files, rows and values beside it, and
how the headings of a space are matched."""

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
        sa.Column("state", sa.String, nullable=False, server_default="matching"),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("account_name", sa.String, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("written_at", MOMENT),
        sa.Column("added", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("event_id", sa.Integer),
        sa.Column("job_id", sa.Integer),
        sa.CheckConstraint(
            "state in ('matching', 'open', 'written', 'undone', 'dropped')", name="state"
        ),
        sa.Index("ix_sheet_import_space_sent", "space_id", "sent_at"),
    )
    create_table(
        PERSONAL,
        "sheet_import_file",
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("reading", JSONB),
        sa.Column("outcome", JSONB),
        sa.Column("kept_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.ForeignKeyConstraint(
            ["space_id", "import_id"],
            ["sheet_import.space_id", "sheet_import.id"],
            ondelete="CASCADE",
        ),
        sa.Index("uq_sheet_import_file_import", "space_id", "import_id", unique=True),
    )
    create_table(
        PERSONAL,
        "sheet_import_part",
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id", "import_id"],
            ["sheet_import_file.space_id", "sheet_import_file.import_id"],
            ondelete="CASCADE",
        ),
        sa.Index(
            "uq_sheet_import_part_place", "space_id", "import_id", "kind", "place", unique=True
        ),
    )
    create_table(
        IN_SPACE,
        "sheet_import_match",
        sa.Column("list_name", sa.String, nullable=False),
        sa.Column("heading", sa.String, nullable=False),
        sa.Column("column_name", sa.String),
        sa.Index("uq_sheet_import_match_heading", "space_id", "list_name", "heading", unique=True),
    )
