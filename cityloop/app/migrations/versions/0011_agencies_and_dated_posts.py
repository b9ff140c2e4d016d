"""Agencies, dated posts, both names under a fact."""

import sqlalchemy as sa
from alembic import op

from cityloop.kit.records import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["successor_id"], ["agency.id"], name=op.f("fk_agency_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "agency_state",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "department", "institution", "street", "community", "station", name="agencykind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_state_agency_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["member.id"], name=op.f("fk_agency_state_leader_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_state_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_state")),
    )
    with op.batch_alter_table("agency_state", schema=None) as batch_op:
        batch_op.create_index("ix_agency_state_agency_id", ["agency_id", "since"], unique=True)
        batch_op.create_index("ix_agency_state_area", ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_state_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index("ix_agency_state_parent_id", ["parent_id", "since"], unique=False)

    op.create_table(
        "leave",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_leave_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index("ix_leave_member_id", ["member_id", "until"], unique=False)

    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acting_for", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mobile", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("skills", sa.String(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "standing",
                sa.Enum("active", "suspended", "left", name="standing", native_enum=False, length=32),
                server_default="active",
                nullable=False,
            )
        )

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("regular", "acting", "delegated", name="postkind", native_enum=False, length=32),
                server_default="regular",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "board",
                sa.Enum("party", "economy", "livelihood", "peace", name="side", native_enum=False, length=32),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("agency_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("for_member_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("source_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_post_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_for_member_id"), ["for_member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_source_id"), ["source_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_post_source_id"), "post", ["source_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_post_for_member_id"), "member", ["for_member_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_post_agency_id"), "agency", ["agency_id"], ["id"])


def downgrade() -> None:
    _leave_no_right_behind()
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_agency_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_post_for_member_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_post_source_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_post_source_id"))
        batch_op.drop_index(batch_op.f("ix_post_for_member_id"))
        batch_op.drop_index(batch_op.f("ix_post_area"))
        batch_op.drop_index(batch_op.f("ix_post_agency_id"))
        batch_op.drop_column("source_id")
        batch_op.drop_column("for_member_id")
        batch_op.drop_column("agency_id")
        batch_op.drop_column("board")
        batch_op.drop_column("kind")
        batch_op.drop_column("until")
        batch_op.drop_column("since")

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("standing")
        batch_op.drop_column("skills")
        batch_op.drop_column("mobile")

    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_column("acting_for")

    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.drop_index("ix_leave_member_id")

    op.drop_table("leave")
    with op.batch_alter_table("agency_state", schema=None) as batch_op:
        batch_op.drop_index("ix_agency_state_parent_id")
        batch_op.drop_index(batch_op.f("ix_agency_state_leader_id"))
        batch_op.drop_index("ix_agency_state_area")
        batch_op.drop_index("ix_agency_state_agency_id")

    op.drop_table("agency_state")
    op.drop_table("agency")


def _leave_no_right_behind() -> None:
    """The release before knows no dates and no standing: a post that is lent, or has an end or a later beginning, would hold
    for good, and somebody who left could log in. The posts go, and so does the password."""
    connection = op.get_bind()
    post = sa.table("post", *(sa.column(name) for name in ("kind", "until", "source_id")), sa.column("since", sa.Date()))
    connection.execute(post.update().values(source_id=None))
    lent_or_ends = sa.or_(post.c.kind != "regular", post.c.until.is_not(None))
    connection.execute(post.delete().where(sa.or_(lent_or_ends, post.c.since > sa.func.current_date())))
    member = sa.table("member", *(sa.column(name) for name in ("id", "standing", "password")))
    gone = sa.select(member.c.id).where(member.c.standing != "active")
    login = sa.table("login", sa.column("member_id"))
    connection.execute(login.delete().where(login.c.member_id.in_(gone)))
    connection.execute(member.update().where(member.c.standing != "active").values(password=""))
