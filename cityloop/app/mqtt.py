"""MQTT in the process that serves a city: where it listens, and who may come."""

import ssl
from collections.abc import Callable

from cityloop.app.city import City
from cityloop.app.settings import Settings
from cityloop.sense.devices import queries as devices
from cityloop.sense.mqtt.door import Port
from cityloop.sense.mqtt.rules import Identity
from cityloop.sense.sources.actions import digest


def ports(settings: Settings) -> list[Port]:
    """Where it is to listen. Raises OSError or ssl.SSLError if the certificate or its key cannot be read."""
    found = []
    if settings.mqtt_port:
        found.append(Port(settings.mqtt_host, settings.mqtt_port))
    if settings.mqtts_port:
        secret = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secret.minimum_version = ssl.TLSVersion.TLSv1_2
        secret.load_cert_chain(settings.home / settings.mqtts_certificate, settings.home / settings.mqtts_key)
        found.append(Port(settings.host, settings.mqtts_port, secret))
    return found


DEVICES = "devices"  # the source all devices are counted under that come with credentials of their own


class Known:
    """Who shows these credentials: a source, by its name and its token, or a device, by its code and its token."""

    def __init__(self, city: City, source_of: Callable[[str], str | None]) -> None:
        self._city, self._source_of = city, source_of

    def __call__(self, client: str, username: str, password: str) -> Identity | None:
        shown = digest(password)
        if self._source_of(shown) == username:
            return Identity(username)
        with self._city.glance(by="door") as work:
            code = devices.by_digest(work.session, shown)
        return Identity(DEVICES, username) if code == username else None
