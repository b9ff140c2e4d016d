"""In whose post a request was asked and answered."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

NAMES = ("by_for", "first_for", "second_for")


def upgrade() -> None:
    with op.batch_alter_table("request") as batch:
        for name in NAMES:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("request") as batch:
        for name in reversed(NAMES):
            batch.drop_column(name)
