"""Secrets lie sealed, with a key in the city's folder."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.keyring import MARK, ring_of

revision = "0038"
down_revision = "0037"

TABLES = (
    sa.table("second_step", sa.column("member_id"), sa.column("secret")),
    sa.table("connection_secret", sa.column("id"), sa.column("value")),
    sa.table("outlet_secret", sa.column("id"), sa.column("value")),
    sa.table("city_key", sa.column("id"), sa.column("private")),
    sa.table("signing_key", sa.column("id"), sa.column("private")),
)


def _each(change: str, begins: str) -> None:
    bind = op.get_bind()
    for table in TABLES:
        key, secret = table.columns
        for number, said in bind.execute(sa.select(key, secret).where(secret.startswith(begins), secret != "")).all():
            bind.execute(sa.update(table).where(key == number).values({secret: getattr(ring_of(bind), change)(said)}))


def upgrade() -> None:
    _each("seal", "")


def downgrade() -> None:
    _each("opened", MARK)
