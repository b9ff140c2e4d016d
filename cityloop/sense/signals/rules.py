"""What a signal may be called and say. Pure."""

import math
import re

from cityloop.kit.errors import Unreadable
from cityloop.rulebook import Signal

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
LENGTH = 96


def sound(signal: Signal) -> None:
    """Refuse a signal whose name, unit, bounds or times make no sense."""
    keep = signal.keep
    if not NAME.fullmatch(signal.name) or len(signal.name) > LENGTH:
        raise Unreadable(why=f"A signal is called like water.level: small letters, a dot between, at most {LENGTH}.")
    if len(signal.unit) > 32:
        raise Unreadable(why="A unit has at most 32 characters.")
    if math.isnan(signal.least) or math.isnan(signal.most) or signal.least > signal.most:
        raise Unreadable(why="The least a signal can say must not be above the most.")
    if signal.expect_every.total_seconds() <= 0:
        raise Unreadable(why="A signal is expected every so many seconds, more than none.")
    if not 0 < keep.raw.total_seconds() <= keep.hourly.total_seconds() <= keep.daily.total_seconds():
        raise Unreadable(why="Readings are kept at least as long by the hour as raw, and by the day as by the hour.")
