"""Reviews, what they argue with, what they agree on."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("trigger", sa.String(length=32), nullable=False),
        sa.Column("cause_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category_code", sa.String(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("cause_text", sa.String(), nullable=False),
        sa.Column("lessons", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["review.id"], name=op.f("fk_review_after_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review") as batch:
        batch.create_index("ix_review_area", ["area", "id"], unique=False)
        batch.create_index("ix_review_cause", ["trigger", "cause_key", "opened"], unique=False)
        batch.create_index(
            "ix_review_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("closed is null"),
            postgresql_where=sa.text("closed is null"),
        )
        batch.create_index(batch.f("ix_review_opened"), ["opened"], unique=False)

    op.create_table(
        "improvement",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("done", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("late_told", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_improvement_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
    )
    with op.batch_alter_table("improvement") as batch:
        batch.create_index(
            "ix_improvement_due",
            ["due"],
            unique=False,
            sqlite_where=sa.text("done is null"),
            postgresql_where=sa.text("done is null"),
        )
        batch.create_index("ix_improvement_owner", ["owner", "due"], unique=False)
        batch.create_index(batch.f("ix_improvement_review_id"), ["review_id"], unique=False)

    op.create_table(
        "proof",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("replay_id", sa.Integer(), nullable=True),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_proof_amendment_id")),
        sa.ForeignKeyConstraint(["replay_id"], ["replay.id"], name=op.f("fk_proof_replay_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_proof_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
    )
    with op.batch_alter_table("proof") as batch:
        batch.create_index(batch.f("ix_proof_amendment_id"), ["amendment_id"], unique=False)
        batch.create_index(batch.f("ix_proof_review_id"), ["review_id"], unique=False)

    op.create_table(
        "injury",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_injury_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_injury")),
    )
    with op.batch_alter_table("injury") as batch:
        batch.create_index(batch.f("ix_injury_case_id"), ["case_id"], unique=False)

    op.create_table(
        "reviewed",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reviewed_case_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_reviewed_review_id")),
        sa.PrimaryKeyConstraint("review_id", "case_id", name=op.f("pk_reviewed")),
    )
    with op.batch_alter_table("reviewed") as batch:
        batch.create_index(batch.f("ix_reviewed_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reviewed") as batch:
        batch.drop_index(batch.f("ix_reviewed_case_id"))

    op.drop_table("reviewed")
    with op.batch_alter_table("injury") as batch:
        batch.drop_index(batch.f("ix_injury_case_id"))

    op.drop_table("injury")
    with op.batch_alter_table("proof") as batch:
        batch.drop_index(batch.f("ix_proof_review_id"))
        batch.drop_index(batch.f("ix_proof_amendment_id"))

    op.drop_table("proof")
    with op.batch_alter_table("improvement") as batch:
        batch.drop_index(batch.f("ix_improvement_review_id"))
        batch.drop_index("ix_improvement_owner")
        batch.drop_index("ix_improvement_due", sqlite_where=sa.text("done is null"), postgresql_where=sa.text("done is null"))

    op.drop_table("improvement")
    with op.batch_alter_table("review") as batch:
        batch.drop_index(batch.f("ix_review_opened"))
        batch.drop_index("ix_review_open", sqlite_where=sa.text("closed is null"), postgresql_where=sa.text("closed is null"))
        batch.drop_index("ix_review_cause")
        batch.drop_index("ix_review_area")

    op.drop_table("review")
