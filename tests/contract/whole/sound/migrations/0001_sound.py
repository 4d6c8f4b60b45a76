import sqlalchemy as sa

from portal import policies
from portal.migrating import create_table, references

revision = "sound0001"
down_revision = None


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def unit() -> sa.Column[int]:
    return sa.Column("unit_id", sa.Integer)


def upgrade() -> None:
    create_table(
        policies.IN_SPACE,
        "sound",
        words("name"),
        unit(),
        sa.Column("body_id", sa.Integer),
        references("body", "body_id", "SET NULL"),
    )
    create_table(
        policies.PERSONAL,
        "sound_person",
        words("person_name"),
        words("citizen_id"),
        words("citizen_hash"),
        unit(),
    )
    create_table(policies.PUBLISHED, "sound_topic", words("title"))
    create_table(policies.DELIVERED, "sound_letter", words("title"))
    create_table(
        policies.IN_SPACE,
        "sound_copy",
        sa.Column("ref_space_id", sa.Integer, nullable=False),
        sa.Column("ref_id", sa.Integer, nullable=False),
    )
    create_table(policies.LOG, "sound_look", words("reason"), unit())
    create_table(policies.PERSONAL_LOG, "sound_secret", words("reason"))
    create_table(
        policies.OF_ACCOUNT,
        "sound_filter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True
        ),
        words("words"),
    )
