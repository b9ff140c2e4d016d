"""The city's book of standards, in editions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_index(op.f("ix_edition_since"), "edition", ["since"])
    said = ("key", "name", "grade", "filing", "closing", "time", "duty", "department", "source", "filing_en", "closing_en")
    op.create_table(
        "standard",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.String(), nullable=False) for column in said),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_standard_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
    )
    op.create_index("ix_standard_edition_key", "standard", ["edition_id", "key", "number"], unique=True)


def downgrade() -> None:
    op.drop_table("standard")
    op.drop_table("edition")
