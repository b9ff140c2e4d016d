"""Gatherings, and the call in them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "gathering",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("zoom", sa.Double(), nullable=False),
        sa.Column("layers", sa.JSON(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_gathering_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering")),
    )
    with op.batch_alter_table("gathering") as batch_op:
        batch_op.create_index(batch_op.f("ix_gathering_case_id"), ["case_id"])
        batch_op.create_index(batch_op.f("ix_gathering_closed"), ["closed"])

    op.create_table(
        "attendee",
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_attendee_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint("gathering_id", "login", name=op.f("uq_attendee_gathering_id_login")),
    )
    with op.batch_alter_table("attendee") as batch_op:
        batch_op.create_index(batch_op.f("ix_attendee_login"), ["login"])

    op.create_table(
        "paper",
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_paper_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    with op.batch_alter_table("paper") as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_gathering_id"), ["gathering_id"])

    op.create_table(
        "remark",
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_remark_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    with op.batch_alter_table("remark") as batch_op:
        batch_op.create_index(batch_op.f("ix_remark_gathering_id"), ["gathering_id"])

    op.create_table(
        "voice",
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("camera", sa.Boolean(), nullable=False),
        sa.Column("sharing", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_voice_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
    )
    with op.batch_alter_table("voice") as batch_op:
        batch_op.create_index("ix_voice_gathering_ended", ["gathering_id", "ended"])

    op.create_table(
        "decision",
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_decision_gathering_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_decision_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision") as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_gathering_id"), ["gathering_id"])

    op.create_table(
        "whisper",
        sa.Column("whom", sa.Integer(), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["whom"], ["voice.id"], name=op.f("fk_whisper_whom")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whisper")),
    )
    with op.batch_alter_table("whisper") as batch_op:
        batch_op.create_index(batch_op.f("ix_whisper_at"), ["at"])
        batch_op.create_index("ix_whisper_whom", ["whom", "id"])


def downgrade() -> None:
    op.drop_table("whisper")
    op.drop_table("decision")
    op.drop_table("voice")
    op.drop_table("remark")
    op.drop_table("paper")
    op.drop_table("attendee")
    op.drop_table("gathering")
