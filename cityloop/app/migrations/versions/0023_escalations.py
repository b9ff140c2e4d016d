"""Who is rung when nobody answers."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0023"
down_revision = "0022"

OPEN = sa.text("ended is null")


def upgrade() -> None:
    op.create_table(
        "chain",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("warning", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("idle_min", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("withdrawn", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
    )
    op.create_table(
        "escalation",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("began", Instant(), nullable=False),
        sa.Column("rung_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.Column("acknowledged", Instant(), nullable=True),
        sa.Column("ended", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    op.create_index("ix_escalation_next", "escalation", ["next_at"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index("ix_escalation_about", "escalation", ["about"])


def downgrade() -> None:
    op.drop_table("escalation")
    op.drop_table("chain")
