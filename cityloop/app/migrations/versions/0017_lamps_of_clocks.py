"""Lamps of clocks are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

RUNNING = sa.text("ended is null")


def upgrade() -> None:
    op.drop_index("ix_clock_yellow", "clock")
    for column in ("due", "yellow"):
        op.create_index(f"ix_clock_lamp_{column}", "clock", ["lamp", column], postgresql_where=RUNNING, sqlite_where=RUNNING)


def downgrade() -> None:
    for column in ("due", "yellow"):
        op.drop_index(f"ix_clock_lamp_{column}", "clock")
    op.create_index("ix_clock_yellow", "clock", ["yellow"], postgresql_where=RUNNING, sqlite_where=RUNNING)
