"""What is relayed to processes without the reading log; how fast tokens ask, for all processes together."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.create_table(
        "relayed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("mark", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relayed")),
    )
    op.create_index("ix_relayed_about", "relayed", ["about", "id"], unique=False)
    with op.batch_alter_table("token") as batch:
        batch.add_column(sa.Column("spare", sa.Double(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("asked", Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("token") as batch:
        batch.drop_column("asked")
        batch.drop_column("spare")
    op.drop_index("ix_relayed_about", table_name="relayed")
    op.drop_table("relayed")
