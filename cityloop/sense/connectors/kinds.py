"""The kinds of connectors there are. A new one is a file with a class, and a line here; each keeps the protocol `Connector`."""

from collections.abc import Mapping
from typing import Any

from cityloop.kit.errors import NotFound
from cityloop.sense.connectors.files import Files
from cityloop.sense.connectors.mqtt import Mqtt
from cityloop.sense.connectors.sql import Sql
from cityloop.sense.connectors.terminals import Terminals
from cityloop.sense.connectors.webhook import Webhook

KINDS: Mapping[str, type[Any]] = {
    "mqtt": Mqtt,
    "files": Files,
    "sql": Sql,
    "webhook": Webhook,
    "jt808": Terminals,
}


def kind_of(name: str) -> type[Any]:
    if name not in KINDS:
        raise NotFound(kind="kind of connector", id=name)
    return KINDS[name]
