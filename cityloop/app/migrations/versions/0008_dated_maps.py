"""Maps hold from a day on, and it is kept what became of their areas."""

from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

CITY_TIME = timezone(timedelta(hours=8))


def upgrade() -> None:
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("after", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undone", sa.DateTime(timezone=True), nullable=True))
    _date_what_is_there()
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.alter_column("since", existing_type=sa.Date(), nullable=False)

    op.create_table(
        "succession",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_succession_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_survey_id"), ["survey_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_succession_before"), ["before"], unique=False)
        batch_op.create_index(batch_op.f("ix_succession_after"), ["after"], unique=False)


def _date_what_is_there() -> None:
    """A map held from the day it was adopted, and was made from the one before."""
    survey = sa.table(
        "survey", sa.column("id"), sa.column("at", sa.DateTime(timezone=True)), sa.column("since"), sa.column("after")
    )
    connection, before = op.get_bind(), None
    for number, adopted in connection.execute(sa.select(survey.c.id, survey.c.at).order_by(survey.c.id)).all():
        known: datetime = adopted if adopted.tzinfo else adopted.replace(tzinfo=UTC)
        values = {"since": known.astimezone(CITY_TIME).date(), "after": before}
        connection.execute(survey.update().where(survey.c.id == number).values(values))
        before = number


def downgrade() -> None:
    op.drop_table("succession")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_column("undone")
        batch_op.drop_column("after")
        batch_op.drop_column("since")
