"""Storms of thousands, kept as numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("crowd", sa.Integer(), server_default="0", nullable=False))

    op.create_table(
        "crowd_line",
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=True),
        sa.Column("read_to", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["head"], ["alert.id"], name=op.f("fk_crowd_line_head")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crowd_line")),
    )
    with op.batch_alter_table("crowd_line", schema=None) as batch_op:
        batch_op.create_index("ix_crowd_line_reader", ["reader", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_crowd_line_head"), ["head"], unique=False)


def downgrade() -> None:
    op.drop_table("crowd_line")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_column("crowd")
