"""Looks on the spot, urgings, whose matter it is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "whereabout",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_whereabout")),
    )
    op.create_table(
        "urging",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_urging_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urging")),
    )
    with op.batch_alter_table("urging") as batch:
        batch.create_index(batch.f("ix_urging_case_id"), ["case_id"], unique=False)
        batch.create_index(
            "ix_urging_due",
            ["due"],
            unique=False,
            postgresql_where=sa.text("answered_at is null"),
            sqlite_where=sa.text("answered_at is null"),
        )
        batch.create_index(batch.f("ix_urging_to"), ["to"], unique=False)

    with op.batch_alter_table("case") as batch:
        batch.add_column(sa.Column("triage", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("verification") as batch:
        batch.add_column(sa.Column("asked_of", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("photos", sa.JSON(), server_default="[]", nullable=False))
        batch.add_column(sa.Column("away_m", sa.Double(), nullable=True))
        batch.create_index(batch.f("ix_verification_asked_of"), ["asked_of"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("verification") as batch:
        batch.drop_index(batch.f("ix_verification_asked_of"))
        batch.drop_column("away_m")
        batch.drop_column("photos")
        batch.drop_column("asked_of")

    with op.batch_alter_table("case") as batch:
        batch.drop_column("triage")

    with op.batch_alter_table("urging") as batch:
        batch.drop_index(batch.f("ix_urging_to"))
        batch.drop_index(
            "ix_urging_due", postgresql_where=sa.text("answered_at is null"), sqlite_where=sa.text("answered_at is null")
        )
        batch.drop_index(batch.f("ix_urging_case_id"))

    op.drop_table("urging")
    op.drop_table("whereabout")
