"""The team of a grid, 1+3+N. Pure."""

from enum import StrEnum

from cityloop.kit.errors import Refused, Unreadable


class Part(StrEnum):
    """1: 网格长. 3: 专职网格员, 兼职网格员, 网格指导员. N: 党员, 志愿者, 新就业群体, 其他. And 包网格领导."""

    leader = "leader"
    full_time = "full_time"
    part_time = "part_time"
    instructor = "instructor"
    party_member = "party_member"
    volunteer = "volunteer"
    new_employment = "new_employment"
    other = "other"
    tied_leader = "tied_leader"


NEEDED = (Part.leader, Part.full_time)  # without these a grid's team has a gap
ONE_IN_A_GRID = {Part.leader}
IN_ONE_GRID = {Part.full_time}


class NoGrid(Unreadable):
    """A team belongs to a grid (15 digits) or a micro-grid (17); {area} is neither."""


class SeatedAlready(Refused):
    """{name} is {part} there in these days already."""


class OneLeader(Refused):
    """{area} has a leader in these days already: {name}. A grid has one."""


class FullTimeElsewhere(Refused):
    """{name} is a full-time member of {area} in these days; full-time is in one grid."""


class SeatOver(Refused):
    """This has ended by that day already."""
