"""Running clocks may follow a newer edition; a clock keeps the limits it had."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.create_table(
        "adjustment",
        sa.Column("book", sa.Enum("standards", "cycle", name="book", native_enum=False, length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("begun", Instant(), nullable=True),
        sa.Column("ended", Instant(), nullable=True),
        sa.Column("withdrawn", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=False),
        sa.Column("clocks", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
    )
    op.create_index("ix_adjustment_book_name", "adjustment", ["book", "name"])
    with op.batch_alter_table("clock") as batch:
        batch.add_column(sa.Column("former", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("clock") as batch:
        batch.alter_column("former", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("clock") as batch:
        batch.drop_column("former")
    op.drop_index("ix_adjustment_book_name", "adjustment")
    op.drop_table("adjustment")
