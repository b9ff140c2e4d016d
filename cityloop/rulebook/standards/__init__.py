"""Categories as the standards list them: the national list of 2026, the events of 2013, and what only cities have.

A key is a letter for the kind and the digits of the standard: `C01001` a component, `M01001` the matter that it is out of
order, `E0110` an event of 2013, `L0501` a kind that the national list lacks. A beginning of a key names all below it.
Source: GB/T 47678.5-2026, Annexes A and C; names are its terms, the English is ours. Numbers it leaves out are left out.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

HERE = Path(__file__).parent
CLASS = 3  # a letter and two digits


class Listed(NamedTuple):
    """A category, or a class of them, as a list carries it. What no national list has is local."""

    key: str
    zh: str
    en: str
    local: bool = False
    emergency: bool = False

    @property
    def above(self) -> str:
        """The key of its class."""
        return self.key[:CLASS]


class Former(NamedTuple):
    """An event of the scheme of 2013, and the key under which such a matter is kept now."""

    key: str
    zh: str
    en: str
    becomes: str
    partly: bool


@cache
def national() -> Mapping[str, Listed]:
    """The 153 components and 250 matters of GB/T 47678.5-2026."""
    return MappingProxyType({row["key"]: Listed(row["key"], row["zh"], row["en"]) for row in _rows("national")})


@cache
def local() -> Mapping[str, Listed]:
    """What cities count and the national list lacks; each keeps the number it had in 2013."""
    found = (Listed(row["key"], row["zh"], row["en"], True, row["emergency"] == "yes") for row in _rows("local"))
    return MappingProxyType({one.key: one for one in found})


@cache
def listed() -> Mapping[str, Listed]:
    """All categories that are delivered: national, then local."""
    return MappingProxyType({**national(), **local()})


@cache
def classes() -> Mapping[str, Listed]:
    """The classes of every scheme: C components, M matters, P and E those of 2013, L local."""
    return MappingProxyType(
        {row["key"]: Listed(row["key"], row["zh"], row["en"], row["key"][0] == "L") for row in _rows("classes")}
    )


@cache
def former() -> Mapping[str, Former]:
    """The events of 2013 as far as a city's table names them."""
    rows = (Former(row["key"], row["zh"], row["en"], row["becomes"], row["partly"] == "yes") for row in _rows("events-2013"))
    return MappingProxyType({one.key: one for one in rows})


def titles(language: str) -> dict[str, str]:
    """What every key is called in a language, `zh` or `en`.

    >>> titles("en")["M06010"], titles("zh")["L0501"]
    ('Exposed rubbish', '供水管道破裂')
    """
    known: tuple[Mapping[str, Listed] | Mapping[str, Former], ...] = (classes(), listed(), former())
    return {key: one.zh if language == "zh" else one.en for each in known for key, one in each.items()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
