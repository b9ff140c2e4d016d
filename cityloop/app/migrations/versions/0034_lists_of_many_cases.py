"""Lists of cases among a million are found by an index in the order they are shown in."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

ADDED = {
    "ix_case_open_id": ["open", "id"],
    "ix_case_duty_open_due": ["duty", "open", "due"],
    "ix_case_duty_open_id": ["duty", "open", "id"],
}
OVER = sa.text("ended is not null")


def upgrade() -> None:
    for name, columns in ADDED.items():
        op.create_index(op.f(name), "case", columns)
    op.drop_index(op.f("ix_clock_ended"), "clock")
    op.create_index(op.f("ix_clock_ended"), "clock", ["ended"], postgresql_where=OVER, sqlite_where=OVER)


def downgrade() -> None:
    op.drop_index(op.f("ix_clock_ended"), "clock")
    op.create_index(op.f("ix_clock_ended"), "clock", ["ended"])
    for name in ADDED:
        op.drop_index(op.f(name), "case")
