"""What spaces keep as files."""

import sqlalchemy as sa

from portal.migrating import create_table
from portal.policies import IN_SPACE, PERSONAL

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for kind, name in ((IN_SPACE, "stored_file"), (PERSONAL, "personal_file")):
        create_table(
            kind,
            name,
            sa.Column("digest", sa.String, nullable=False, index=True),
            sa.Column("name", sa.String, nullable=False),
            sa.Column("media_type", sa.String, nullable=False),
            sa.Column("size", sa.Integer, nullable=False),
            sa.Column("unit_id", sa.Integer),
            sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id")),
            sa.Column(
                "kept_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default=sa.func.now(),
            ),
        )
