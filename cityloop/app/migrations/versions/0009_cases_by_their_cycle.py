"""Cases go by cycles in versions; people report."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

STAGES = {"opened": "dispatch", "dispatched": "handle", "at_work": "handle", "done": "verify_before_closing", "closed": "done"}


def upgrade() -> None:
    op.create_table(
        "published",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_published_name_version")),
    )
    op.create_table(
        "report",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category_code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("on_the_spot", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_area"), "report", ["area"])
    op.create_index(op.f("ix_report_by"), "report", ["by"])
    with op.batch_alter_table("verification") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=32), server_default="before_closing", nullable=False))
    _cases()


def _cases() -> None:
    with op.batch_alter_table("case") as batch:
        batch.drop_index("ix_case_state_due")
        batch.drop_index("ix_case_duty_area")
        batch.alter_column("alert_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("state", existing_type=sa.String(length=32), type_=sa.String(), existing_nullable=False)
        for name in ("number", "category_code"):
            batch.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("kind", sa.String(), server_default="sensed", nullable=False))
        batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("report_id", sa.Integer(), nullable=True))
        for name in ("filed", "dispatched", "voided", "suspended_until"):
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in ("returns", "extensions"):
            batch.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
        for name in ("urgent", "typical", "drill", "forced"):
            batch.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        for name in ("parent_id", "merged_into", "filing_line", "closing_line"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch.add_column(sa.Column("stage", sa.String(length=32), server_default="handle", nullable=False))
        batch.add_column(sa.Column("open", sa.Boolean(), server_default=sa.true(), nullable=False))
    case = sa.table("case", *(sa.column(name) for name in ("state", "stage", "open", "filed", "opened")))
    connection = op.get_bind()
    for state, stage in STAGES.items():
        connection.execute(case.update().where(case.c.state == state).values(stage=stage, open=state != "closed"))
    connection.execute(case.update().values(filed=case.c.opened))
    with op.batch_alter_table("case") as batch:
        batch.create_unique_constraint(op.f("uq_case_report_id"), ["report_id"])
        batch.create_foreign_key(op.f("fk_case_report_id"), "report", ["report_id"], ["id"])
        batch.create_foreign_key(op.f("fk_case_parent_id"), "case", ["parent_id"], ["id"])
        batch.create_foreign_key(op.f("fk_case_merged_into"), "case", ["merged_into"], ["id"])
        batch.create_index("ix_case_open_due", ["open", "due"])
        batch.create_index("ix_case_open_area_due", ["open", "area", "due"])
        batch.create_index("ix_case_duty_held", ["duty", "held_at", "open", "due"])
        batch.create_index("ix_case_category_area", ["category_code", "area", "opened"])
        for name in ("number", "opened", "closed", "parent_id", "merged_into"):
            batch.create_index(op.f(f"ix_case_{name}"), [name])


def downgrade() -> None:
    connection = op.get_bind()
    case = sa.table("case", sa.column("id"), sa.column("alert_id"))
    unknown = sa.select(case.c.id).where(case.c.alert_id.is_(None))  # the release before knows none but of alerts
    for name in ("deadline", "lesson", "photo", "score", "task", "verification"):
        of = sa.table(name, sa.column("case_id"))
        connection.execute(of.delete().where(of.c.case_id.in_(unknown)))
    connection.execute(case.delete().where(case.c.alert_id.is_(None)))
    gone = [
        "number",
        "category_code",
        "kind",
        "version",
        "report_id",
        "filed",
        "dispatched",
        "voided",
        "suspended_until",
        "returns",
        "extensions",
        "urgent",
        "typical",
        "drill",
        "forced",
        "parent_id",
        "merged_into",
        "filing_line",
        "closing_line",
        "stage",
        "open",
    ]
    with op.batch_alter_table("case") as batch:
        for name in ("open_due", "open_area_due", "duty_held", "category_area", "number", "opened", "closed", "parent_id"):
            batch.drop_index(f"ix_case_{name}")
        batch.drop_index("ix_case_merged_into")
        batch.drop_constraint("uq_case_report_id", type_="unique")
        for name in ("report_id", "parent_id", "merged_into"):
            batch.drop_constraint(f"fk_case_{name}", type_="foreignkey")
    with op.batch_alter_table("case") as batch:
        for name in gone:
            batch.drop_column(name)
        batch.alter_column("alert_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("state", existing_type=sa.String(), type_=sa.String(length=32), existing_nullable=False)
        batch.create_index("ix_case_state_due", ["state", "due"])
        batch.create_index("ix_case_duty_area", ["duty", "area"])
    with op.batch_alter_table("verification") as batch:
        batch.drop_column("kind")
    op.drop_table("report")
    op.drop_table("published")
