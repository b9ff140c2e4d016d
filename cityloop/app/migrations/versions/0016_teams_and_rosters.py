"""Teams of grids, rosters of duty."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("duty", "area", "name", name=op.f("uq_roster_duty_area_name")),
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_area"), ["area"], unique=False)

    op.create_table(
        "cover",
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("began", Instant(), nullable=False),
        sa.Column("ended", Instant(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("accepted", Instant(), nullable=True),
        sa.Column("withdrawn", Instant(), nullable=True),
        sa.Column("return_of", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["member.id"], name=op.f("fk_cover_from_id")),
        sa.ForeignKeyConstraint(["return_of"], ["cover.id"], name=op.f("fk_cover_return_of")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_cover_roster_id")),
        sa.ForeignKeyConstraint(["to_id"], ["member.id"], name=op.f("fk_cover_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cover_return_of"), ["return_of"], unique=False)
        batch_op.create_index("ix_cover_roster_id", ["roster_id", "ended"], unique=False)
        batch_op.create_index(batch_op.f("ix_cover_to_id"), ["to_id"], unique=False)

    op.create_table(
        "feed",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_feed_member_id")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_feed_roster_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_feed")),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_member_id"), ["member_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("matters", sa.JSON(), nullable=False),
        sa.Column("signed", Instant(), nullable=False),
        sa.Column("taken", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["member.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_handover_roster_id")),
        sa.ForeignKeyConstraint(["to_id"], ["member.id"], name=op.f("fk_handover_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("roster_id", "rank", "at", name=op.f("uq_handover_roster_id_rank_at")),
    )
    op.create_table(
        "rotation",
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("began", Instant(), nullable=False),
        sa.Column("turn_h", sa.Integer(), nullable=False),
        sa.Column("ended", Instant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_rotation_roster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation")),
    )
    with op.batch_alter_table("rotation", schema=None) as batch_op:
        batch_op.create_index("ix_rotation_roster_id", ["roster_id", "rank", "began"], unique=True)

    op.create_table(
        "team_seat",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "leader",
                "full_time",
                "part_time",
                "instructor",
                "party_member",
                "volunteer",
                "new_employment",
                "other",
                "tied_leader",
                name="part",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_team_seat_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_seat")),
    )
    with op.batch_alter_table("team_seat", schema=None) as batch_op:
        batch_op.create_index("ix_team_seat_area", ["area", "part"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_seat_member_id"), ["member_id"], unique=False)

    op.create_table(
        "taker",
        sa.Column("rotation_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_taker_member_id")),
        sa.ForeignKeyConstraint(["rotation_id"], ["rotation.id"], name=op.f("fk_taker_rotation_id")),
        sa.PrimaryKeyConstraint("rotation_id", "place", name=op.f("pk_taker")),
    )
    with op.batch_alter_table("taker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_taker_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("taker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_taker_member_id"))

    op.drop_table("taker")
    with op.batch_alter_table("team_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_seat_member_id"))
        batch_op.drop_index("ix_team_seat_area")

    op.drop_table("team_seat")
    with op.batch_alter_table("rotation", schema=None) as batch_op:
        batch_op.drop_index("ix_rotation_roster_id")

    op.drop_table("rotation")
    op.drop_table("handover")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_member_id"))

    op.drop_table("feed")
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cover_to_id"))
        batch_op.drop_index("ix_cover_roster_id")
        batch_op.drop_index(batch_op.f("ix_cover_return_of"))

    op.drop_table("cover")
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_area"))

    op.drop_table("roster")
