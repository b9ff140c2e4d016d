"""What a report must say. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from cityloop.kit.errors import Refused

KEY = re.compile(r"[A-Z]\d{2,6}|")


class Kind(StrEnum):
    """上报来源: who noticed."""

    grid = "grid"  # 网格员、信息采集员
    citizen = "citizen"  # 市民
    hotline = "hotline"  # 12345 热线
    department = "department"  # 部门
    leader = "leader"  # 领导批示
    media = "media"  # 媒体
    video = "video"  # 视频发现


class NothingSaid(Refused):
    """Say what is the matter: a title of at least two characters."""

    status = 422


class NoSuchKey(Refused):
    """{key} is no key of a category: a letter and digits, as M06010."""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says: where by a point in degrees or by the code of an area."""

    kind: Kind
    title: str
    text: str
    category_code: str
    lon: float | None
    lat: float | None
    area: str
    place: str
    photos: list[str]
    urgent: bool
    on_the_spot: bool
    drill: bool = False


def judge(said: Said) -> None:
    """Refuse what nobody could work with."""
    if len(said.title.strip()) < 2:
        raise NothingSaid
    if not KEY.fullmatch(said.category_code):
        raise NoSuchKey(key=said.category_code)
