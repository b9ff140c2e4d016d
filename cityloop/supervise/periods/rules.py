"""What is frozen, and how two states of the same cases differ. Pure."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from cityloop.kit.errors import Refused
from cityloop.supervise.yardsticks.rules import By

GROUPS = (By.whole, By.district, By.street, By.duty, By.post)
FILES = ("cases", "looks", "book", "numbers")

Numbers = Mapping[str, Mapping[str, Mapping[str, float]]]  # by what: group: count: how many


class NotOver(Refused):
    """This stretch is not over yet."""


class FrozenBefore(Refused):
    """This stretch is frozen already; what has changed since is added as a correction."""


class Broken(Refused):
    """What was frozen is not what was signed: {what}."""


class Changed(NamedTuple):
    """A case of which today's records say something else than what was frozen."""

    case: int
    columns: Mapping[str, tuple[str, str]]  # name: frozen, today


def canonical(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def as_parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def from_parquet(content: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(content))


def changed(frozen: pa.Table, today: pa.Table, columns: Sequence[str]) -> list[Changed]:
    """The cases that differ in one of these columns, or are in one of the two only."""
    sides = [{row["id"]: row for row in one.select(["id", *columns]).to_pylist()} for one in (frozen, today)]
    found = []
    for case in sorted(sides[0].keys() | sides[1].keys()):
        was, now = (side.get(case) for side in sides)
        if was is None or now is None:
            found.append(Changed(case, {"id": (str(case) if was else "", str(case) if now else "")}))
            continue
        other = {name: (_said(was[name]), _said(now[name])) for name in columns if was[name] != now[name]}
        if other:
            found.append(Changed(case, other))
    return found


def _said(value: Any) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def differences(frozen: Numbers, today: Numbers) -> dict[str, dict[str, dict[str, tuple[float, float]]]]:
    """Every number that is another: by what, group, count, and both."""
    found: dict[str, dict[str, dict[str, tuple[float, float]]]] = {}
    for by in frozen.keys() | today.keys():
        for group in frozen.get(by, {}).keys() | today.get(by, {}).keys():
            was, now = frozen.get(by, {}).get(group, {}), today.get(by, {}).get(group, {})
            other = {
                name: (was.get(name, 0.0), now.get(name, 0.0))
                for name in was.keys() | now.keys()
                if abs(was.get(name, 0.0) - now.get(name, 0.0)) > 1e-9
            }
            if other:
                found.setdefault(by, {})[group] = other
    return found
