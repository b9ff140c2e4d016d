"""Effects of amendments, briefs, soundings."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "brief",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
        sa.UniqueConstraint("kind", "area", "since", "version", name=op.f("uq_brief_kind_area_since_version")),
    )
    with op.batch_alter_table("brief") as batch:
        batch.create_index("ix_brief_area", ["area", "id"], unique=False)
        batch.create_index(
            "ix_brief_to_print",
            ["id"],
            unique=False,
            sqlite_where=sa.text("not printed"),
            postgresql_where=sa.text("not printed"),
        )

    op.create_table(
        "sounding",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_cases", sa.Integer(), nullable=False),
        sa.Column("concluded", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sounding")),
        sa.UniqueConstraint("area", "since", name=op.f("uq_sounding_area_since")),
    )
    with op.batch_alter_table("sounding") as batch:
        batch.create_index(batch.f("ix_sounding_until"), ["until"], unique=False)

    op.create_table(
        "effect",
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("value_before", sa.Double(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alerts_before", sa.Integer(), nullable=False),
        sa.Column("alerts_after", sa.Integer(), nullable=False),
        sa.Column("judged_before", sa.Integer(), nullable=False),
        sa.Column("judged_after", sa.Integer(), nullable=False),
        sa.Column("false_before", sa.Integer(), nullable=False),
        sa.Column("false_after", sa.Integer(), nullable=False),
        sa.Column("minutes_before", sa.Double(), nullable=True),
        sa.Column("minutes_after", sa.Double(), nullable=True),
        sa.Column("found_again", sa.Integer(), nullable=False),
        sa.Column("unheard", sa.Integer(), nullable=False),
        sa.Column("missed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_effect_amendment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("amendment_id", "days", name=op.f("uq_effect_amendment_id_days")),
    )
    op.create_table(
        "sampled",
        sa.Column("sounding_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_sampled_case_id")),
        sa.ForeignKeyConstraint(["sounding_id"], ["sounding.id"], name=op.f("fk_sampled_sounding_id")),
        sa.PrimaryKeyConstraint("sounding_id", "case_id", name=op.f("pk_sampled")),
    )
    op.create_table(
        "sounding_look",
        sa.Column("sounding_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_sounding_look_case_id")),
        sa.ForeignKeyConstraint(["sounding_id"], ["sounding.id"], name=op.f("fk_sounding_look_sounding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sounding_look")),
        sa.UniqueConstraint("sounding_id", "case_id", "by", name=op.f("uq_sounding_look_sounding_id_case_id_by")),
    )


def downgrade() -> None:
    op.drop_table("sounding_look")
    op.drop_table("sampled")
    op.drop_table("effect")
    with op.batch_alter_table("sounding") as batch:
        batch.drop_index(batch.f("ix_sounding_until"))

    op.drop_table("sounding")
    with op.batch_alter_table("brief") as batch:
        batch.drop_index("ix_brief_to_print", sqlite_where=sa.text("not printed"), postgresql_where=sa.text("not printed"))
        batch.drop_index("ix_brief_area")

    op.drop_table("brief")
