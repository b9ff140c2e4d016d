"""When somebody looks on the spot. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """Cities use 核实 and 核查 the one for the other: here a look is called by when it happens."""

    before_filing = "before_filing"
    before_closing = "before_closing"
