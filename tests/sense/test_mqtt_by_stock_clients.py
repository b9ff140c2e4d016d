"""The MQTT door as the world's clients meet it: mosquitto_pub, paho and aiomqtt publish; what is answered is on disk."""

import asyncio
import json
import os
import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiomqtt
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from cityloop.app.mqtt import ports
from cityloop.app.settings import Settings
from cityloop.sense.mqtt.door import Port
from tests.sense.test_the_door import POSITION, stored
from tests.stories.serving import free_port
from tests.town import Town

TOPIC = f"v1/{POSITION}/a"
VERSIONS = {"3.1.1": "mqttv311", "5": "mqttv5"}


@pytest.fixture
def port(town: Town) -> int:
    """Where the town speaks MQTT."""
    (found,) = town.front.app.state.mqtt.listen([Port("127.0.0.1", 0)])
    town.front.app.state.mqtt.start()
    return int(found)


def mosquitto_pub(port: int, token: str, *words: str) -> "subprocess.CompletedProcess[str]":
    if not shutil.which("mosquitto_pub") and "CI" not in os.environ:
        pytest.skip("mosquitto_pub is not here")
    command = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-u", "gps", "-P", token, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def said(town: Town) -> list[tuple[str, float]]:
    """Subject and value of all that is on disk."""
    rows = stored(town)
    return [(town.city.frames.subjects[n], v) for n, v in zip(rows.subject.tolist(), rows.value.tolist(), strict=True)]


def until(town: Town, count: int) -> None:
    """Wait until the log holds so many: what was sent with QoS 0 is not answered."""
    assert count <= town.city.frames.log.end or town.city.frames.log.wait(count - 1, 20)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("quality", ["0", "1", "2"])
def test_mosquitto_publishes(town: Town, port: int, version: str, quality: str) -> None:
    for value in ("50", '{"value": 51, "lon": 106.556, "lat": 29.556}'):
        ran = mosquitto_pub(port, town.token, "-t", TOPIC, "-m", value, "-q", quality, "-V", VERSIONS[version])
        assert (ran.returncode, ran.stderr) == (0, "")
    until(town, 2)
    assert sorted(said(town)) == [("a", 50), ("a", 51)]


@pytest.mark.parametrize("version", VERSIONS)
def test_who_has_a_wrong_password_is_told_so_and_leaves_nothing(town: Town, port: int, version: str) -> None:
    ran = mosquitto_pub(port, "wrong", "-t", TOPIC, "-m", "50", "-q", "1", "-V", VERSIONS[version])
    assert ran.returncode != 0 and (
        "bad user name or password" in ran.stderr.lower() or "not authorized" in ran.stderr.lower()
    ), ran.stderr
    assert town.city.frames.log.end == 0


def paho_client(town: Town, port: int, version: str, client: str = "one") -> paho.Client:
    found = paho.Client(CallbackAPIVersion.VERSION2, client_id=client, protocol=paho.MQTTv5 if version == "5" else paho.MQTTv311)
    found.username_pw_set("gps", town.token)
    found.connect("127.0.0.1", port)
    found.loop_start()
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_paho_publishes_a_thousand_of_each_quality_and_all_are_there(town: Town, port: int, version: str) -> None:
    client = paho_client(town, port, version)
    began = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1000)
    for quality in (0, 1, 2):
        told = [
            client.publish(f"v1/{POSITION}/{quality}-{n % 7}", json.dumps({"value": n % 90, "at": began + n}), qos=quality)
            for n in range(1000)
        ]
        for one in told:
            one.wait_for_publish(20)
    until(town, 3000)
    client.disconnect()
    client.loop_stop()
    assert len(said(town)) == 3000
    assert sum(value for _, value in said(town)) == 3 * sum(n % 90 for n in range(1000))


def test_aiomqtt_publishes_bodies_of_many_readings(town: Town, port: int) -> None:
    at = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1000)
    rows = [{"signal": POSITION, "subject": f"{n}", "at": at + n, "value": n} for n in range(100)]
    columns = {name: [row[name] for row in rows] for name in ("signal", "subject", "at", "value")}

    async def bring() -> None:
        async with aiomqtt.Client("127.0.0.1", port, username="gps", password=town.token) as client:
            await client.publish("v1/readings", json.dumps({"readings": rows}), qos=1)
            await client.publish("v1/readings", json.dumps(columns), qos=2)

    asyncio.run(bring())
    assert sorted(said(town)) == sorted((f"{n}", n) for n in range(100))


def certified(folder: Path) -> None:
    """A certificate for this machine, signed by itself."""
    if not shutil.which("openssl") and "CI" not in os.environ:
        pytest.skip("openssl is not here")
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    files = ["-keyout", str(folder / "mqtts.key"), "-out", str(folder / "mqtts.crt")]
    command = ["openssl", *words.split(), "-addext", "subjectAltName=IP:127.0.0.1", *files]
    subprocess.run(command, check=True, capture_output=True, timeout=30)


@pytest.fixture
def secure(town: Town, tmp_path: Path) -> int:
    """Where the town speaks MQTT over TLS, as its settings say."""
    certified(tmp_path)
    settings = Settings(home=tmp_path, mqtt_port=0, mqtts_port=free_port())
    (found,) = town.front.app.state.mqtt.listen(ports(settings))
    town.front.app.state.mqtt.start()
    return int(found)


def test_over_tls_the_same_is_said(town: Town, secure: int, tmp_path: Path) -> None:
    ran = mosquitto_pub(secure, town.token, "--cafile", str(tmp_path / "mqtts.crt"), "-t", TOPIC, "-m", "50", "-q", "1")
    assert (ran.returncode, ran.stderr) == (0, "")
    large = json.dumps(
        {"readings": [{"signal": POSITION, "subject": f"{n}", "at": 1772322000000, "value": 1} for n in range(9000)]}
    )

    async def bring() -> None:
        context = ssl.create_default_context(cafile=str(tmp_path / "mqtts.crt"))
        async with aiomqtt.Client("127.0.0.1", secure, username="gps", password=town.token, tls_context=context) as client:
            await client.publish("v1/readings", large, qos=1)
            for number in range(300):
                await client.publish(TOPIC, json.dumps({"value": 5, "at": 1772322000000 + number}), qos=1)

    asyncio.run(bring())
    assert len(said(town)) == 1 + 9000 + 300


def test_plain_words_on_the_tls_port_are_not_heard_and_harm_nobody(town: Town, secure: int, tmp_path: Path) -> None:
    assert mosquitto_pub(secure, town.token, "-t", TOPIC, "-m", "50", "-q", "1").returncode != 0
    ran = mosquitto_pub(secure, town.token, "--cafile", str(tmp_path / "mqtts.crt"), "-t", TOPIC, "-m", "50", "-q", "1")
    assert ran.returncode == 0 and said(town) == [("a", 50)]


def test_a_will_is_a_reading_when_the_connection_breaks_and_none_when_it_ends_well(town: Town, port: int) -> None:
    for number, well in enumerate((False, True)):
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id="dying")
        client.username_pw_set("gps", town.token)
        client.will_set(f"v1/{POSITION}/dead{number}", "0", qos=1)
        client.connect("127.0.0.1", port)
        client.loop_start()
        client.publish(TOPIC, "5", qos=1).wait_for_publish(20)
        if well:
            client.disconnect()
        else:
            sock: Any = client.socket()
            client.loop_stop()
            sock.close()
            until(town, 2)
        client.loop_stop()
    assert sorted(said(town)) == [("a", 5), ("a", 5), ("dead0", 0)]
