"""Plans and what is followed."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "plan_edition",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_edition")),
    )
    op.create_index(op.f("ix_plan_edition_name"), "plan_edition", ["name"])
    op.create_table(
        "activation",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("lead_duty", sa.String(), nullable=False),
        sa.Column("lead_area", sa.String(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_activation_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation")),
    )
    op.create_index(op.f("ix_activation_case_id"), "activation", ["case_id"])
    op.create_index("ix_activation_ended_due", "activation", ["ended", "due"])
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("due", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("activation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_task_activation_id"), "activation", ["activation_id"], ["id"])
        batch.create_index(op.f("ix_task_activation_id"), ["activation_id"])


def downgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.drop_index(op.f("ix_task_activation_id"))
        batch.drop_constraint(op.f("fk_task_activation_id"), type_="foreignkey")
        batch.drop_column("activation_id")
        batch.drop_column("due")
    op.drop_table("activation")
    op.drop_table("plan_edition")
