"""The matrix of responsibility."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    states = sa.Enum("draft", "published", "withdrawn", name="state", native_enum=False, length=32)
    op.create_table(
        "matrix",
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("state", states, nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["matrix.id"], name=op.f("fk_matrix_base")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix")),
    )
    op.create_index(op.f("ix_matrix_number"), "matrix", ["number"], unique=False)
    op.create_table(
        "matrix_line",
        sa.Column("matrix_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("assisting", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matrix_id"], ["matrix.id"], name=op.f("fk_matrix_line_matrix_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_line")),
    )
    op.create_index("ix_matrix_line_matrix_area", "matrix_line", ["matrix_id", "area"], unique=False)


def downgrade() -> None:
    op.drop_table("matrix_line")
    op.drop_table("matrix")
