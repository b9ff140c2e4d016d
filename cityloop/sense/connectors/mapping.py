"""A mapping: how readings are made of what others say. Data only, so that it can be shown, compared and kept in versions.

A *term* says where something comes from: a `path`, a `constant`, a `pattern` of several paths, or an `expression`; a
`lookup` may change what was found. A path is `speed`, `data.speed`, `data[0].speed`; `$.plant` begins at the document and
not at the row; `@topic` or `@topic[2]` is what is known about the document; a column of a table is its name as it stands.
"""

import re
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from cityloop.rulebook.expressions import Expression, understand
from cityloop.rulebook.grammar import CALLS
from cityloop.sense.connectors.units import UNITS

Path = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=200)]
Cell = Text | float
MOST_LOOKED_UP = 10_000
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@lru_cache(256)
def expression(said: str) -> Expression:
    """A number worked out of paths that are plain names, `a.b` too; see `rulebook/expressions.py` for what may be said."""
    return understand(said, frozenset(NAME.findall(said)) - set(CALLS), gives="number")


class Term(_Data):
    path: Path | None = None
    constant: Cell | None = None
    pattern: Text | None = None  # 渝{district}-{no}
    expression: Annotated[str, StringConstraints(max_length=500)] | None = None  # of numbers, as in detectors
    lookup: dict[Text, Cell] = Field(default_factory=dict, max_length=MOST_LOOKED_UP)
    otherwise: Cell | None = None  # for what the lookup has not, or what is not there

    @model_validator(mode="after")
    def _one_of_four(self) -> "Term":
        said = [name for name in ("path", "constant", "pattern", "expression") if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError("give exactly one of path, constant, pattern, expression")
        if self.expression is not None:
            expression(self.expression)
        return self


class Condition(_Data):
    """What a row must say to be read. `is_in` compares as text, `least` and `most` as numbers."""

    path: Path
    is_in: tuple[Text, ...] = Field(default=(), max_length=1000)
    not_in: tuple[Text, ...] = Field(default=(), max_length=1000)
    least: float | None = None
    most: float | None = None
    there: bool | None = None


class Gives(_Data):
    """One reading of each row. `time` is how `at` is written: iso, s, ms, us, ns, excel, or a pattern such as
    %Y-%m-%d %H:%M:%S; `zone` is for times that do not say theirs. `unit` is what `value` is said in, if it is not the
    signal's own."""

    signal: Term
    subject: Term
    at: Term
    time: Annotated[str, StringConstraints(min_length=1, max_length=40)] = "iso"
    zone: Annotated[str, StringConstraints(max_length=40)] = "Asia/Shanghai"
    value: Term | None = None
    unit: Annotated[str, StringConstraints(max_length=32)] = ""
    times: float = 1.0  # value = said * times + plus, after the unit
    plus: float = 0.0
    lon: Term | None = None
    lat: Term | None = None
    datum: Literal["wgs84", "gcj02"] = "wgs84"
    where: tuple[Condition, ...] = Field(default=(), max_length=20)

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            raise ValueError(f"{zone} is no time zone; one is called like Asia/Shanghai") from None
        return zone

    @field_validator("unit")
    @classmethod
    def _is_a_unit(cls, unit: str) -> str:
        if unit and unit not in UNITS:
            raise ValueError(f"{unit} is not known; known are {', '.join(UNITS)}. Else use times and plus")
        return unit


class Mapping(_Data):
    """`opens` is how papers are written; `each` the path of the list of rows in a document, empty for the document
    itself. A row that no `where` leaves out gives one reading by each of `gives`."""

    opens: Literal["json", "lines", "csv", "text"] = "json"
    each: Annotated[str, StringConstraints(max_length=200)] = ""
    where: tuple[Condition, ...] = Field(default=(), max_length=20)
    gives: tuple[Gives, ...] = Field(min_length=1, max_length=50)
