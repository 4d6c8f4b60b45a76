"""Codes know where they were made; old tries are found by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("one_time_code", sa.Column("nonce", sa.String, nullable=False))
    op.add_column("one_time_code", sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id")))
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
