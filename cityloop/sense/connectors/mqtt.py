"""A client of a city's own MQTT broker: what it subscribes to is acknowledged to the broker when it is on disk.

It is a persistent session of QoS 1 under a name of its own, so that the broker keeps what is said while it is away. What
was on disk and not yet acknowledged when the process died comes again and is known by the log. Several instances of one
`share` get each message once among them.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from pydantic import Field

from cityloop.sense.connectors.connector import Away, Bring, Form, Paper, Parcel, Place

A_GO, A_GO_BYTES = 2000, 4 * 1024 * 1024  # messages handed on together
AWAY_S = 7 * 86_400  # how long a broker is asked to keep what is said while we are away
CONNECT_S = 10

Filter = Annotated[str, Field(min_length=1, max_length=500)]


class Mqtt:
    mapping: ClassVar[Mapping[str, Any]] = {
        "opens": "json",
        "gives": [{name: {"path": name} for name in ("signal", "subject", "at", "value")}],
    }

    class Settings(Form):
        host: str = Field(min_length=1, max_length=253)
        port: int = Field(default=1883, ge=1, le=65535)
        topics: tuple[Filter, ...] = Field(min_length=1, max_length=100, description="filters such as water/+/pressure")
        share: str = Field(default="", max_length=64, pattern="^[^/+#]*$", description="name of a shared subscription")
        version: int = Field(default=5, ge=4, le=5, description="5, or 4 for MQTT 3.1.1")
        client_id: str = Field(default="", max_length=64, description="empty: cityloop- and the connector's name")
        login: str = Field(default="", max_length=128)
        tls: bool = False
        ca: str = Field(default="", max_length=20_000, description="PEM of who signed the broker's certificate")
        keepalive_s: int = Field(default=30, ge=5, le=3600)

    class Secrets(Form):
        password: str = Field(default="", max_length=256)

    def __init__(self, settings: "Mqtt.Settings", secrets: "Mqtt.Secrets", place: Place) -> None:
        self._settings, self._secrets, self._place = settings, secrets, place

    async def run(self, bring: Bring) -> None:
        session = _Session(self._settings, self._secrets, self._settings.client_id or f"cityloop-{self._place.name}")
        try:
            await session.open()
            bring.well()
            while True:
                messages = await session.heard()
                about = [{"topic": one.topic} for one in messages]
                await bring(Parcel(papers=[Paper(bytes(one.payload), a) for one, a in zip(messages, about, strict=True)]))
                session.acknowledge(messages)
        finally:
            await asyncio.shield(asyncio.to_thread(session.close))


class _Session:
    """One connection. paho's thread hears; what it hears waits here for the loop."""

    def __init__(self, settings: Mqtt.Settings, secrets: Mqtt.Secrets, name: str) -> None:
        self._settings, self._loop = settings, asyncio.get_running_loop()
        self._came, self._waiting = asyncio.Event(), list[MQTTMessage]()
        self._ready, self._lost = False, ""
        five = settings.version == 5
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=name,
            clean_session=None if five else False,
            protocol=MQTTProtocolVersion(settings.version),
            reconnect_on_failure=False,
            manual_ack=True,
        )
        if settings.login:
            self._client.username_pw_set(settings.login, secrets.password or None)
        if settings.tls:
            self._client.tls_set_context(ssl.create_default_context(cadata=settings.ca or None))
        self._client.connect_timeout = CONNECT_S
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    async def open(self) -> None:
        """Connect and subscribe, or raise Away."""
        try:
            await asyncio.to_thread(self._connect)
        except (OSError, ssl.SSLError, ValueError) as fault:
            raise Away(f"The broker does not answer: {fault}.") from None
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_S):
                while not (self._ready or self._lost):
                    await self._something()
        if not self._ready:
            raise Away(self._lost or "The broker takes too long.")

    def _connect(self) -> None:
        of_five: dict[str, Any] = {}
        if self._settings.version == 5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.SessionExpiryInterval = AWAY_S
            of_five = {"clean_start": False, "properties": properties}
        self._client.connect(self._settings.host, self._settings.port, self._settings.keepalive_s, **of_five)
        self._client.loop_start()

    async def heard(self) -> list[MQTTMessage]:
        """All that came meanwhile, at most so much in one go."""
        while not self._waiting:
            if self._lost:
                raise Away(self._lost)
            await self._something()
        count = size = 0
        for one in self._waiting[:A_GO]:
            count, size = count + 1, size + len(one.payload)
            if size > A_GO_BYTES:
                break
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    async def _something(self) -> None:
        self._came.clear()
        await self._came.wait()

    def acknowledge(self, messages: list[MQTTMessage]) -> None:
        for one in messages:
            if one.qos:
                self._client.ack(one.mid, one.qos)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    # in paho's thread -------------------------------------------------------------------------------------------------

    def _on_connect(self, client: Client, _: Any, __: ConnectFlags, code: ReasonCode, ___: Properties | None) -> None:
        if code.is_failure:
            return self._call(self._lose, f"The broker refuses: {code}.")
        share = f"$share/{self._settings.share}/" if self._settings.share else ""
        client.subscribe([(f"{share}{topic}", 1) for topic in self._settings.topics])
        return None

    def _on_subscribe(self, _: Client, __: Any, ___: int, codes: list[ReasonCode], ____: Properties | None) -> None:
        refused = [t for t, code in zip(self._settings.topics, codes, strict=False) if code.is_failure]
        if refused:
            self._call(self._lose, f"The broker does not let us read {', '.join(refused[:5])}.")
        else:
            self._call(self._begin)

    def _on_disconnect(self, _: Client, __: Any, ___: DisconnectFlags, code: ReasonCode, ____: Properties | None) -> None:
        self._call(self._lose, f"The broker went away: {code}.")

    def _on_message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        self._call(self._hear, message)

    def _call(self, do: Any, *about: Any) -> None:
        with suppress(RuntimeError):  # the loop has ended, and so have we
            self._loop.call_soon_threadsafe(do, *about)

    # back in the loop -------------------------------------------------------------------------------------------------

    def _hear(self, message: MQTTMessage) -> None:
        self._waiting.append(message)
        self._came.set()

    def _begin(self) -> None:
        self._ready = True
        self._came.set()

    def _lose(self, why: str) -> None:
        self._lost = self._lost or why
        self._came.set()
