"""Sessions one can see and end, second steps, wrong tries, tokens for machines, rotation."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(sa.text("delete from login"))  # who was logged in logs in again
    with op.batch_alter_table("login") as batch:
        for name in ("since", "seen"):
            batch.add_column(sa.Column(name, Instant(timezone=True), nullable=False))
        for name in ("way", "address", "device", "todo"):
            batch.add_column(sa.Column(name, sa.String(), nullable=False))
        batch.add_column(sa.Column("looks_as", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("looks_until", Instant(timezone=True), nullable=True))
        batch.create_foreign_key("fk_login_looks_as", "member", ["looks_as"], ["id"])
        batch.create_index("ix_login_member_id", ["member_id"])
        batch.create_index("ix_login_until", ["until"])
    op.create_table(
        "second_step",
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", name="fk_second_step_member_id"), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_second_step"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", name="fk_recovery_code_member_id"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_member_id", "recovery_code", ["member_id"])
    op.create_table(
        "one_time",
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", name="fk_one_time_member_id"), nullable=False),
        sa.Column("until", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_one_time"),
    )
    op.create_table(
        "wrong_try",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last", Instant(timezone=True), nullable=False),
        sa.Column("until", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_wrong_try"),
    )
    op.create_index("ix_wrong_try_last", "wrong_try", ["last"])
    _tokens()


def _tokens() -> None:
    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", name="fk_token_member_id"), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("read_only", sa.Boolean(), nullable=False),
        sa.Column("a_minute", sa.Integer(), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.Column("until", Instant(timezone=True), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("before_until", Instant(timezone=True), nullable=True),
        sa.Column("used", Instant(timezone=True), nullable=True),
        sa.Column("used_from", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("digest", name="uq_token_digest"),
        sa.UniqueConstraint("before", name="uq_token_before"),
    )
    op.create_index("ix_token_member_id", "token", ["member_id"])
    with op.batch_alter_table("source") as batch:
        batch.add_column(sa.Column("before", sa.String(), nullable=True))
        batch.add_column(sa.Column("before_until", Instant(timezone=True), nullable=True))
        batch.create_unique_constraint("uq_source_before", ["before"])


def downgrade() -> None:
    op.execute(sa.text("delete from login"))  # on the way up too: who was logged in logs in again
    with op.batch_alter_table("source") as batch:
        batch.drop_constraint("uq_source_before", type_="unique")
        batch.drop_column("before_until")
        batch.drop_column("before")
    for table in ("token", "wrong_try", "one_time", "recovery_code", "second_step"):
        op.drop_table(table)
    with op.batch_alter_table("login") as batch:
        batch.drop_index("ix_login_until")
        batch.drop_index("ix_login_member_id")
        batch.drop_constraint("fk_login_looks_as", type_="foreignkey")
        for name in ("looks_until", "looks_as", "todo", "device", "address", "way", "seen", "since"):
            batch.drop_column(name)
