"""Tasks are found by who took them."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.create_index("ix_task_taken_by_state", ["taken_by", "state", "finished_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.drop_index("ix_task_taken_by_state")
