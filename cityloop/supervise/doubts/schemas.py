from pydantic import BaseModel

from cityloop.supervise.doubts.rules import Kind


class DoubtOut(BaseModel):
    """Something in a case that somebody should look at; `other` is the case it has to do with, 0 if none. `number` says how odd
    it is: seconds, bits or cases, as its kind has it; `about` are the numbers of the test by which it was found."""

    kind: Kind
    case: int
    other: int
    says: str
    number: float
    about: dict[str, float]
    group: str


class DoubtsCountedOut(BaseModel):
    """How many cases of one area, duty or post are doubted, of how many, by what is odd about them."""

    group: str
    cases: int
    doubted: dict[Kind, int]
