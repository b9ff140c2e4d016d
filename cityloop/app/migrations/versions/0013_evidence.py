"""What pictures that are shown as proof say of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "sending",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", "by", name=op.f("pk_sending")),
    )
    op.create_table(
        "evidence",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("away_m", sa.Double(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=True),
        *(sa.Column(f"band{band}", sa.Integer(), nullable=True) for band in range(4)),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_evidence_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_name"), "evidence", ["name"])
    op.create_index("ix_evidence_case_turn", "evidence", ["case_id", "turn"])
    for band in range(4):
        op.create_index(f"ix_evidence_band{band}", "evidence", [f"band{band}", "fingerprint"])


def downgrade() -> None:
    op.drop_table("evidence")
    op.drop_table("sending")
