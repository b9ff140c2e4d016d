"""Cycles: the ways a case can go, as data. A case type is a state machine with roles, forms and time limits, in versions.

The stages are those of the national cycle (GB/T 30428.8): 信息采集 案卷建立 任务派遣 任务处置 处置反馈 核查结案 综合评价,
with the two looks on the spot named by when they happen, because cities use 核实 and 核查 the one for the other.
"""

from cityloop.rulebook.cycles.cycle import EFFECTS, ROLES, Ask, Cycle, Move, Stage, State
from cityloop.rulebook.cycles.faults import Fault, faults
from cityloop.rulebook.cycles.reading import NotACycle, body_of, read_body, shipped

__all__ = [
    "EFFECTS",
    "ROLES",
    "Ask",
    "Cycle",
    "Fault",
    "Move",
    "NotACycle",
    "Stage",
    "State",
    "body_of",
    "faults",
    "read_body",
    "shipped",
]
