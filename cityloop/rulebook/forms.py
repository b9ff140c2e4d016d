"""Forms of visits, as data. What two forms ask by the same name is one thing: it is filled once and known to both (一表通)."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How something is answered."""

    text = "text"
    number = "number"
    choice = "choice"
    yes_no = "yes_no"
    day = "day"
    phone = "phone"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that is asked: how, between which bounds, of which choices, for how many days an answer is taken as still so
    (none: until somebody says otherwise), and why it is asked."""

    name: str
    kind: Kind
    required: bool = False
    least: float = 0
    most: float = 1_000_000
    options: tuple[str, ...] = ()
    keeps_days: int | None = None
    source: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """What is asked on a visit of one kind, and how often one visits."""

    name: str
    every_days: int
    fields: tuple[Field, ...]


_ROLL = "Basic roll of the grid, as cities' grid rules have it"
_FIRE = "Fire safety law: what a street looks for"
_AGED = "Notice on visiting elders who live alone, proposed interval"

TRADES = ("food", "retail", "service", "workshop", "other")
HOW = ("well", "unwell", "needs_help")
PHONE = Field(name="phone", kind=Kind.phone, source=_ROLL)
PEOPLE = Field(name="people", kind=Kind.number, required=True, least=0, most=500, source=_ROLL)
GAS = Field(name="gas", kind=Kind.choice, options=("piped", "bottled", "none"), required=True, keeps_days=365, source=_FIRE)
WAY_OUT = Field(name="way_out_free", kind=Kind.yes_no, required=True, keeps_days=0, source=_FIRE)

FORMS = (
    Form(
        name="household",
        every_days=180,
        fields=(
            PEOPLE,
            PHONE,
            Field(name="rented", kind=Kind.yes_no, source=_ROLL),
            GAS,
            WAY_OUT,
            Field(name="wishes", kind=Kind.text, keeps_days=0, source=_ROLL),
        ),
    ),
    Form(
        name="shop",
        every_days=90,
        fields=(
            Field(name="trade", kind=Kind.choice, options=TRADES, required=True, source=_ROLL),
            PEOPLE,
            PHONE,
            GAS,
            WAY_OUT,
            Field(name="extinguisher_until", kind=Kind.day, source=_FIRE),
        ),
    ),
    Form(
        name="elder_alone",
        every_days=7,
        fields=(
            PHONE,
            Field(name="kin_phone", kind=Kind.phone, required=True, source=_AGED),
            Field(name="well", kind=Kind.choice, options=HOW, required=True, keeps_days=0, source=_AGED),
            GAS,
            Field(name="wishes", kind=Kind.text, keeps_days=0, source=_AGED),
        ),
    ),
)  # fmt: skip

BY_NAME = {form.name: form for form in FORMS}
