"""What may be said of each kind, and how what was said is changed. Pure."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

from cityloop.kit.errors import Refused
from cityloop.sense.things.model import Form, Kind

LONGEST = 10_000  # characters of a text
NAME_LENGTH = 128
UNREADABLE = "{name} is an instant with a time zone, such as 2026-03-02T08:00:00Z."
SLUG = re.compile(r"[^a-z0-9]+")


class Unfit(Refused):
    """{why}"""

    status = 400


def values(kind: Kind, said: Mapping[str, Any], whole: bool = True) -> dict[str, Any]:
    """What was said of one, by the columns it is kept in. `whole` asks for all that is required, and empties the rest."""
    strange = [name for name in said if name not in kind.held and name not in kind.links and "@" not in name]
    if strange:
        raise Unfit(why=f"A {kind.name} has no {strange[0][:60]}.")
    found: dict[str, Any] = {}
    for name, held in kind.held.items():
        if held.form in (Form.worked_out, Form.number_id) or held.column == "id":
            continue
        value = said.get(name)
        if value is None and held.required and (whole or name in said):
            raise Unfit(why=f"A {kind.name} needs {name}.")
        if whole or name in said:
            found[held.column] = None if value is None else _fit(name, held.form, value)
    return found


def _fit(name: str, form: Form, value: Any) -> Any:
    if form is Form.text and not (isinstance(value, str) and len(value) <= LONGEST):
        raise Unfit(why=f"{name} is a text of at most {LONGEST} characters.")
    if form in (Form.object, Form.shape) and not isinstance(value, dict):
        raise Unfit(why=f"{name} is a JSON object.")
    return instant(name, value) if form is Form.time else value


def instant(name: str, value: Any) -> datetime:
    """An instant out of ISO 8601 with a zone."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit(why=UNREADABLE.format(name=name)) from None
    if at.tzinfo is None or not 1970 <= at.year <= 9998:
        raise Unfit(why=UNREADABLE.format(name=name))
    return at


def reference(said: Any) -> int | None:
    """The number in {"@iot.id": 7}; None if something is described and not referred to."""
    if not isinstance(said, Mapping):
        raise Unfit(why='What is related is described, or referred to as {"@iot.id": 7}.')
    id = said.get("@iot.id")
    if id is None:
        return None
    if not isinstance(id, int) or isinstance(id, bool) or not 0 < id < 1 << 62:
        raise Unfit(why="@iot.id is a whole number here.")
    return id


def several(name: str, said: Any) -> Sequence[Any]:
    if not isinstance(said, list):
        raise Unfit(why=f"{name} is a list.")
    return said


def slug(name: str) -> str:
    """A name as part of a signal's name.

    >>> slug("Air temperature (°C)"), slug("水位")
    ('air_temperature_c', 'property')
    """
    return SLUG.sub("_", name.lower()).strip("_")[:48] or "property"


def code(properties: Mapping[str, Any] | None, number: int) -> str:
    """What a thing is called as a subject: the code its source gives it, or one made of its number."""
    said = (properties or {}).get("code")
    if said is None:
        return f"thing-{number}"
    if not (isinstance(said, str) and 0 < len(said) <= NAME_LENGTH - 24 and said.isprintable() and not said.isspace()):
        raise Unfit(why=f"properties/code is a text of 1 to {NAME_LENGTH - 24} visible characters.")
    return said


def unit_of(measured_in: Mapping[str, Any]) -> str:
    """What readings are counted in, as short as it is said."""
    for name, said in measured_in.items():
        if name not in ("name", "symbol", "definition") or not (said is None or (isinstance(said, str) and len(said) <= 1000)):
            raise Unfit(why="unitOfMeasurement has name, symbol and definition, each a text or null.")
    return str(measured_in.get("symbol") or measured_in.get("name") or "")[:32]


def patched(said: dict[str, Any], changes: Any) -> dict[str, Any]:
    """The object after a JSON Patch (RFC 6902).

    >>> patched({"a": {"b": [1]}}, [{"op": "add", "path": "/a/b/-", "value": 2}, {"op": "remove", "path": "/a/b/0"}])
    {'a': {'b': [2]}}
    """
    if not isinstance(changes, list) or len(changes) > 1000:
        raise Unfit(why="A JSON Patch is a list of at most 1,000 changes.")
    found: dict[str, Any] = {"": deepcopy(said)}
    for change in changes:
        if not isinstance(change, dict) or not isinstance(change.get("path"), str):
            raise Unfit(why="Each change of a JSON Patch has an op and a path.")
        _change(found, change)
    if not isinstance(found[""], dict):
        raise Unfit(why="After a JSON Patch there is still an object.")
    return found[""]


def _change(whole: dict[str, Any], change: Mapping[str, Any]) -> None:
    does, path = change.get("op"), change["path"]
    if does in ("add", "replace", "test") and "value" not in change:
        raise Unfit(why=f"{does} needs a value.")
    if does == "test":
        if _get(whole, path) != change["value"]:
            raise Unfit(why=f"{path[:60]} is not what was tested for.")
    elif does == "add":
        _put(whole, path, change["value"])
    elif does == "replace":
        _take(whole, path)
        _put(whole, path, change["value"])
    elif does == "remove":
        _take(whole, path)
    elif does in ("move", "copy") and isinstance(change.get("from"), str):
        if does == "move" and path.startswith(change["from"] + "/"):
            raise Unfit(why="Nothing is moved into itself.")
        value = _take(whole, change["from"]) if does == "move" else deepcopy(_get(whole, change["from"]))
        _put(whole, path, value)
    else:
        raise Unfit(why="A change is add, remove, replace, move, copy or test.")


def _parts(path: str) -> list[str]:
    if path and not path.startswith("/"):
        raise Unfit(why="A path begins with /.")
    return [""] + [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _get(whole: Any, path: str) -> Any:
    for part in _parts(path):
        whole = _inside(whole, part, path)
    return whole


def _inside(at: Any, part: str, path: str) -> Any:
    if isinstance(at, dict) and part in at:
        return at[part]
    if isinstance(at, list) and part.isascii() and part.isdigit() and len(part) < 10 and int(part) < len(at):
        return at[int(part)]
    raise Unfit(why=f"There is nothing at {path[:60]}.")


def _holder(whole: Any, path: str) -> tuple[Any, str]:
    *before, last = _parts(path)
    for part in before:
        whole = _inside(whole, part, path)
    return whole, last


def _put(whole: Any, path: str, value: Any) -> None:
    holder, last = _holder(whole, path)
    if isinstance(holder, dict):
        holder[last] = value
    elif isinstance(holder, list) and last == "-":
        holder.append(value)
    elif isinstance(holder, list) and last.isascii() and last.isdigit() and len(last) < 10 and int(last) <= len(holder):
        holder.insert(int(last), value)
    else:
        raise Unfit(why=f"Nothing can be put at {path[:60]}.")


def _take(whole: Any, path: str) -> Any:
    holder, last = _holder(whole, path)
    found = _inside(holder, last, path)
    if isinstance(holder, dict):
        return holder.pop(last)
    holder.pop(int(last))
    return found
