"""Several at one case: parts, followers, requests, whistles."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "follower",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_follower_case_id")),
        sa.PrimaryKeyConstraint("case_id", "who", name=op.f("pk_follower")),
    )
    with op.batch_alter_table("follower") as batch:
        batch.create_index(batch.f("ix_follower_who"), ["who"], unique=False)

    op.create_table(
        "part",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("as", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_part_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("case_id", "duty", "area", name=op.f("uq_part_case_id_duty_area")),
    )
    with op.batch_alter_table("part") as batch:
        batch.create_index("ix_part_duty_area", ["duty", "area", "case_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("first_by", sa.String(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_by", sa.String(), nullable=False),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_request_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    with op.batch_alter_table("request") as batch:
        batch.create_index(batch.f("ix_request_case_id"), ["case_id"], unique=False)
        batch.create_index(batch.f("ix_request_state"), ["state"], unique=False)

    op.create_table(
        "whistle",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_whistle_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle")),
    )
    with op.batch_alter_table("whistle") as batch:
        batch.create_index(batch.f("ix_whistle_case_id"), ["case_id"], unique=False)

    op.create_table(
        "call",
        sa.Column("whistle_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("arrived_by", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metres", sa.Double(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("result_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["whistle_id"], ["whistle.id"], name=op.f("fk_call_whistle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    with op.batch_alter_table("call") as batch:
        batch.create_index(batch.f("ix_call_whistle_id"), ["whistle_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("call") as batch:
        batch.drop_index(batch.f("ix_call_whistle_id"))

    op.drop_table("call")
    with op.batch_alter_table("whistle") as batch:
        batch.drop_index(batch.f("ix_whistle_case_id"))

    op.drop_table("whistle")
    with op.batch_alter_table("request") as batch:
        batch.drop_index(batch.f("ix_request_state"))
        batch.drop_index(batch.f("ix_request_case_id"))

    op.drop_table("request")
    with op.batch_alter_table("part") as batch:
        batch.drop_index("ix_part_duty_area")

    op.drop_table("part")
    with op.batch_alter_table("follower") as batch:
        batch.drop_index(batch.f("ix_follower_who"))

    op.drop_table("follower")
