import sqlalchemy as sa

from portal.migrating import create_table
from portal.policies import IN_SPACE, PERSONAL

revision = "leaky0001"
down_revision = None


def upgrade() -> None:
    create_table(
        IN_SPACE,
        "leaky",
        sa.Column("number", sa.Integer, nullable=False, unique=True),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("near_space_id", sa.Integer),
    )
    create_table(PERSONAL, "leaky_name", sa.Column("person_name", sa.String, nullable=True))
