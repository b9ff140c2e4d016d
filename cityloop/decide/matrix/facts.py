"""What is told of who answers for what."""

from dataclasses import dataclass

from cityloop.kit.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MatrixPublished(Fact):
    """From its day on this matrix says who leads."""

    matrix: int


@dataclass(frozen=True, kw_only=True)
class MatrixWithdrawn(Fact):
    matrix: int


@dataclass(frozen=True, kw_only=True)
class ReorganisationAdopted(Fact):
    reorganisation: int


@dataclass(frozen=True, kw_only=True)
class ReorganisationUndone(Fact):
    reorganisation: int


@dataclass(frozen=True, kw_only=True)
class ReorganisationDone(Fact):
    """Its day has come, and open cases went where they belong now."""

    reorganisation: int


@dataclass(frozen=True, kw_only=True)
class CaseRehomed(Fact):
    """The area that answered for the case ended; it belongs to another grid now."""

    case: int
    before: str
    after: str
