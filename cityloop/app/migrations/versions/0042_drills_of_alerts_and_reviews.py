"""An alert may be a drill, and so may a review that was opened by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

TABLES = ("alert", "review")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("drill", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("drill", server_default=None)
    _one_open("open and not drill")


def downgrade() -> None:
    op.execute("update alert set open = false where drill")
    _one_open("open")
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("drill")


def _one_open(condition: str) -> None:
    """One alert is open for a detector and a subject, of those the condition says."""
    where = sa.text(condition)
    op.drop_index("uq_alert_open", "alert")
    op.create_index("uq_alert_open", "alert", ["detector", "subject"], unique=True, sqlite_where=where, postgresql_where=where)
