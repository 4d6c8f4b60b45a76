"""Officers found without diacritics, the document that ended an office, standing offices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.text import fold

revision = "0012"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("officer", sa.Column("folded", sa.String, nullable=False, server_default=""))
    op.add_column("officer", sa.Column("end_document", sa.String))
    op.add_column(
        "space_kind", sa.Column("offices", JSONB, nullable=False, server_default=sa.text("'[]'"))
    )
    connection = op.get_bind()
    columns = (sa.column(name) for name in ("id", "person_name", "office", "folded"))
    officer = sa.table("officer", *columns)
    for row in connection.execute(sa.select(officer)).all():
        words = fold(f"{row.person_name} {row.office}")
        connection.execute(sa.update(officer).where(officer.c.id == row.id).values(folded=words))
