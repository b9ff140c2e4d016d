"""Founding: what a city needs before its first day: a map, and for the demo people with posts."""

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

from cityloop.app.city import City
from cityloop.app.peopling import people
from cityloop.decide.matrix.actions import republish as publish_matrix
from cityloop.decide.matrix.rules import Line
from cityloop.decide.standards import actions as standards
from cityloop.decide.standards import sheets
from cityloop.kit.errors import NotFound
from cityloop.kit.work import Work
from cityloop.people.duties.actions import give
from cityloop.people.duties.queries import stretches
from cityloop.people.logins.rules import judge
from cityloop.people.members.actions import HASHER, join, join_hashed
from cityloop.people.members.queries import Member, anyone, by_login
from cityloop.places.areas import queries as areas
from cityloop.places.areas.actions import adopt
from cityloop.places.areas.drawing import draw
from cityloop.places.areas.known import read_known
from cityloop.rulebook import Level
from cityloop.sense.devices.actions import register
from cityloop.sense.devices.rules import Entry
from cityloop.supervise.escalations import actions as escalations

CHONGQING = Path(areas.__file__).parent / "chongqing"
CITY = areas.CITY
DEPARTMENTS = ("dispatcher", "inspector", "acceptor")
FIRST = {  # login: (name, duty); held over the whole city
    "duty": ("值班长 陈芳", "dispatcher"),
    "leader": ("值班领导 周毅", "leader"),
    "inspector": ("核查员 李敏", "inspector"),
    "acceptor": ("受理员 赵晴", "acceptor"),
    "shift": ("当班长 钱进", "shift_leader"),
    "board": ("规则委员 王磊", "rule_board"),
    "operator": ("运维工程师 何川", "operator"),
    "personnel": ("组织人事 赵琳", "personnel"),
    "access": ("访问管理员 沈岚", "access_admin"),
}

LEADS = {  # class of matters: the department that leads in it in each district; all else is the dispatcher's
    "C01": "water_utility",
    "C02": "transport_bureau",
    "C03": "city_management",
    "C04": "city_management",
    "L01": "city_management",
    "L05": "emergency_bureau",
    "M01": "water_utility",
    "M02": "transport_bureau",
    "M03": "city_management",
    "M04": "city_management",
    "M06": "city_management",
    "M07": "city_management",
    "M08": "spoil_patrol",
    "M09": "politics_law",
}
OLD_TOWN = "500103"  # 渝中区, where streets look after their own faces

Progress = Callable[[int, int], None]


def draw_map(city: City, progress: Progress, folder: Path = CHONGQING) -> None:
    """Draw Chongqing if the city has no map yet."""
    with city.glance(by="founder") as work:
        if areas.mapped(work):
            return
    known = read_known(folder)
    drawn = draw(known.outlines, known.streets, known.communities, progress=progress)
    with city.work(by="founder") as work:
        adopt(work, drawn.areas, "Districts as published; streets, communities and grids drawn, not surveyed.")


def found(city: City, password_file: Path) -> str:
    """People for the demo, all with one password made up here and kept in `password_file`. The password."""
    with city.glance(by="founder") as work:
        if anyone(work):
            return password_file.read_text().strip() if password_file.exists() else ""
    password = secrets.token_urlsafe(9)
    password_file.touch(mode=0o600)
    password_file.write_text(password + "\n")
    with city.work(by="founder") as work:
        hashed = HASHER.hash(password)
        _people(work, hashed)
        people(work, hashed)
        _devices(work)
        bring_standards(work, sheets.delivered(), work.today, "示例 example")
        _matrix(work)
        escalations.found(work, CITY, "示例 example")
    return password


def admit_member(work: Work, login: str, name: str, duty: str, area: str, password: str) -> Member:
    """A member with a post; one who is known gets a further post and keeps the password. Without one nobody logs in yet."""
    if duty not in work.rulebook.duties:
        raise NotFound(kind="duty", id=duty)
    areas.get(work, area)
    member = by_login(work, login)
    if member is None:
        if password:
            judge(password, login, name)
        member = join(work, login, name, password) if password else join_hashed(work, login, name, "")
    give(work, member.id, duty, area)
    return member


def bring_standards(work: Work, content: bytes, since: date, title: str) -> standards.Brought:
    """Adopt a sheet as the city's book of standards."""
    rows = sheets.read(content, work.rulebook.duties)
    return standards.bring(work, rows, since=since, title=title, dry_run=False, by_operator=True)


def _matrix(work: Work) -> None:
    """A whole matrix of made-up departments, so that every matter has a lead on the first day."""
    if not areas.mapped(work):
        return
    work.session.flush()
    said = [("", CITY, "dispatcher", Level.district), *((key, CITY, duty, Level.district) for key, duty in LEADS.items())]
    said += [("M06", area, "clerk", Level.street) for area in _codes(work) if area == OLD_TOWN]
    held = {duty for duty, *_ in stretches(work)}
    lines = [Line(key, area, duty, level.value, "", (), "示例 example", work.today, None) for key, area, duty, level in said]
    publish_matrix(work, [line for line in lines if line.duty in held], "示例 example", work.today)


def _devices(work: Work) -> None:
    """The devices that the demos have hung up; one that stands outside the map is left out."""
    demos = [scenario.demo for scenario in work.rulebook.scenarios if scenario.demo]
    register(work, [Entry(**one._asdict()) for demo in demos for one in demo.devices], by_operator=True)


def _people(work: Work, hashed: str) -> None:
    """The duties of the whole city under names of their own; those of each district as `duty.code`."""
    for login, (name, duty) in FIRST.items():
        give(work, join_hashed(work, login, name, hashed).id, duty, CITY)
    words = work.rulebook.words("zh")
    departments = [duty.name for scenario in work.rulebook.scenarios for duty in scenario.duties]
    for duty in dict.fromkeys(departments):
        give(work, join_hashed(work, duty, f"{words.get(duty, duty)} 值班员", hashed).id, duty, CITY)
    districts = [area for area in _codes(work) if len(area) == 6]
    for code in districts:
        for duty in (*DEPARTMENTS, *dict.fromkeys(departments)):
            name = f"{areas.title(work, code)} {words.get(duty, duty)}"
            give(work, join_hashed(work, f"{duty}.{code}", name, hashed).id, duty, code)
    for duty, digits in (("clerk", 9), ("grid_member", 12)):
        for code in [area for area in _codes(work) if len(area) == digits and area.startswith("500103")]:
            name = f"{areas.title(work, code)} {words[duty]}"
            give(work, join_hashed(work, f"{duty}.{code}", name, hashed).id, duty, code)


def _codes(work: Work) -> list[str]:
    return list(areas.area_map(work).place)
