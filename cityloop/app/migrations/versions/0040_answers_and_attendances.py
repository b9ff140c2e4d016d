"""Answers to requests that are done once, attendances, and an index by which waiting tasks are found."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("by", "key", name=op.f("pk_answer")),
    )
    op.create_index("ix_answer_at", "answer", ["at"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("began", Instant(), nullable=False),
        sa.Column("shares", sa.Boolean(), nullable=False),
        sa.Column("ended", Instant(), nullable=True),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index("ix_attendance_login_began", "attendance", ["login", "began"], unique=False)
    with op.batch_alter_table("task") as batch:
        batch.create_index("ix_task_state_duty", ["state", "duty", "area"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.drop_index("ix_task_state_duty")
    op.drop_table("attendance")
    op.drop_table("answer")
