"""The routing book."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "routing",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("probes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing")),
    )
    with op.batch_alter_table("routing") as batch:
        batch.create_index(batch.f("ix_routing_since"), ["since"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("routing") as batch:
        batch.drop_index(batch.f("ix_routing_since"))

    op.drop_table("routing")
