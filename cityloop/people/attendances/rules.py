"""When somebody is at work. Pure."""

from datetime import timedelta

from cityloop.kit.errors import Refused

LONGEST = timedelta(hours=16)  # who has not left after that has forgotten to say so


class AtWorkAlready(Refused):
    """You are at work already."""


class NotAtWork(Refused):
    """You have not come to work yet."""
