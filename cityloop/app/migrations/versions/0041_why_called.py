"""It is kept why somebody was called to a gathering."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

WHY = ("on_turn", "no_roster", "nobody_on_turn", "by_name", "opened", "joined", "unsaid")


def upgrade() -> None:
    how = sa.Enum(*WHY, name="why", native_enum=False, length=32)
    with op.batch_alter_table("attendee") as batch:
        batch.add_column(sa.Column("how", how, nullable=False, server_default="unsaid"))
    with op.batch_alter_table("attendee") as batch:
        batch.alter_column("how", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("attendee") as batch:
        batch.drop_column("how")
