"""What kinds of space are named and led by; former leaders of a space; versions of edits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrating import create_table
from portal.policies import PUBLIC_MAP

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for column in (
        sa.Column("patterns", JSONB, nullable=False, server_default="{}"),
        sa.Column("led_by", JSONB, nullable=False, server_default="[]"),
        sa.Column("leads_line", sa.Boolean, nullable=False, server_default="true"),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
    ):
        op.add_column("space_kind", column)
    create_table(
        PUBLIC_MAP,
        "former_leader",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id"), nullable=False, index=True),
        sa.Column("leader_id", sa.Integer, sa.ForeignKey("space.id"), nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("document", sa.String),
    )
    op.create_index("ix_space_address_in_space_id", "space_address", ["in_space_id"])
    for table in ("space_setting", "body"):
        version = sa.Column("version", sa.Integer, nullable=False, server_default="1")
        op.add_column(table, version)
    op.create_index(
        "uq_body_space_code_from", "body", ["space_id", "code", "valid_from"], unique=True
    )
