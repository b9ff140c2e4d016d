"""Whom a task is meant for, and when they are expected there."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("meant_for", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("meant_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_index(batch.f("ix_task_meant_for"), ["meant_for"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.drop_index(batch.f("ix_task_meant_for"))
        batch.drop_column("meant_at")
        batch.drop_column("meant_for")
