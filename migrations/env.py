"""One environment for the histories of the core and of every module."""

from alembic import context

from portal.database import db

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    version_table=attributes["version_table"],
    target_metadata=db.metadata,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
