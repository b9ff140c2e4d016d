"""Peopling: made-up agencies, grid teams and rosters for the demo, the same every time. No name is anybody's."""

from datetime import datetime, time, timedelta

from cityloop.app.ground import ground_of
from cityloop.kit.work import CITY_TIME, Work
from cityloop.people.agencies.actions import found
from cityloop.people.agencies.rules import AgencyKind, Profile, check_sign
from cityloop.people.duties.actions import give
from cityloop.people.members.actions import join_hashed
from cityloop.people.members.queries import Member
from cityloop.people.rosters.actions import make, turn
from cityloop.people.teams.actions import join
from cityloop.people.teams.rules import Part
from cityloop.places.areas import queries as areas

SURNAMES = "陈林周吴徐孙朱马胡郭何高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘"
GIVEN = (
    *("若川", "明溪", "远山", "知秋", "云帆", "清越", "景行", "书禾", "沐阳", "语桐"),
    *("亦安", "星野", "南乔", "子墨", "雨时", "向晚", "怀瑾", "思齐", "映雪", "归舟"),
)
BUREAUS = ["城市管理局", "住房城乡建设委", "交通局", "公安局", "应急局", "生态环境局", "民政局"]
DISTRICT = "500103"
COMMUNITIES = 12  # whose grids have teams
LACKS_FULL_TIME, LACKS_LEADER = 9, 13  # every so many-th grid


def people(work: Work, hashed: str) -> None:
    """The organisation of the city and one district, teams of some grids, and who is on duty at three levels."""
    _agencies(work)
    _teams(work, hashed)
    _rosters(work, hashed)


def name_of(number: int) -> str:
    """A made-up name; the first six hundred differ.

    >>> name_of(0), name_of(1)
    ('陈若川', '林明溪')
    """
    return SURNAMES[number % len(SURNAMES)] + GIVEN[(number + number // len(SURNAMES)) % len(GIVEN)]


def _agencies(work: Work) -> None:
    known = areas.area_map(work)
    codes = [code for code in known.place if len(code) == 6]
    _found(work, "CQ", "市运行和治理中心", AgencyKind.institution, areas.CITY, "")
    for number, bureau in enumerate(BUREAUS, start=1):
        _found(work, f"CQ-{number:02}", f"市{bureau}", AgencyKind.department, areas.CITY, "CQ")
    for code in sorted(codes):
        _found(work, f"{code}-00", f"{areas.title(work, code)}运行和治理中心", AgencyKind.institution, code, "CQ")
    if DISTRICT not in codes:
        return
    for number, bureau in enumerate(BUREAUS, start=1):
        _found(work, f"{DISTRICT}-{number:02}", f"渝中区{bureau}", AgencyKind.department, DISTRICT, f"{DISTRICT}-00")
    for code in sorted(code for code in known.place if len(code) == 9 and code.startswith(DISTRICT)):
        street = areas.title(work, code).split()[-1]
        _found(work, code, f"{street}基层治理指挥中心", AgencyKind.street, code, f"{DISTRICT}-00")


def _found(work: Work, code: str, name: str, kind: AgencyKind, area: str, parent: str) -> None:
    seventeen = f"1150{area[:6]:0<6}{sum(map(ord, code)) % 10_000_000:07d}"
    profile = Profile(name, name, seventeen + check_sign(seventeen), kind, area, parent, "")
    found(work, ground_of(work), code, work.today, profile, "演示 demo", by_operator=True)


def _teams(work: Work, hashed: str) -> None:
    codes = sorted(areas.area_map(work).place)
    communities = [code for code in codes if len(code) == 12 and code.startswith(DISTRICT)][:COMMUNITIES]
    grids = [code for code in codes if len(code) == 15 and code.startswith(tuple(communities))]
    ground = ground_of(work)
    for number, grid in enumerate(grids):
        parts = {Part.leader: number % LACKS_LEADER, Part.full_time: number % LACKS_FULL_TIME, Part.volunteer: 1}
        for place, (part, here) in enumerate(parts.items()):
            if here:
                login = f"{part}.{grid}"
                join_hashed(work, login, name_of(3 * number + place), hashed)
                join(work, ground, login, grid, part, work.today, by_operator=True)


def _rosters(work: Work, hashed: str) -> None:
    began = datetime.combine(work.today, time(9), CITY_TIME) - timedelta(days=1)
    rosters = [("leader", areas.CITY, "市值班领导", 24), ("dispatcher", DISTRICT, "渝中区指挥值班", 12)]
    rosters += [("clerk", f"{DISTRICT}001", "七星岗街道值守", 24)]
    for row, (duty, area, name, turn_h) in enumerate(rosters):
        if not ground_of(work).known(area):
            continue
        roster = make(work, ground_of(work), duty, area, name, by_operator=True)
        for rank, title in ((1, "值班"), (2, "备班")):
            turning = [
                _hired(work, f"{duty}.{area}.{rank}{place}", 600 - 20 * row - 5 * rank - place, hashed) for place in range(4)
            ]
            for member in turning:
                give(work, member.id, duty, area)
            turn(work, roster.id, rank, title, began, turn_h * rank, [one.login for one in turning], by_operator=True)


def _hired(work: Work, login: str, number: int, hashed: str) -> Member:
    return join_hashed(work, login, name_of(number), hashed)
