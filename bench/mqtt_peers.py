"""Who else takes MQTT, on the same machine with the same load: Mosquitto, which answers by itself, and Node-RED behind it.

Node-RED keeps nothing: a message comes in, is read as JSON, and a function looks whether it is above a threshold. It is used
if the environment's NODE_RED names the folder that npm put its package in.
"""

import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.server import free_port

FUNCTION = {
    "rows": "for (const r of msg.payload.readings) { if (r.value > 80) found++; } seen += msg.payload.readings.length;",
    "number": "if (msg.payload.value > 80) found++; seen += 1;",
    "columns": "for (const v of msg.payload.value) { if (v > 80) found++; } seen += msg.payload.value.length;",
}

COUNTED = "msg.payload = {seen: global.get('seen') || 0, at: Date.now()}; return msg;"


@contextmanager
def mosquitto(folder: Path) -> Iterator[int]:
    """A broker that lets everyone in and drops nothing; its port."""
    port = free_port()
    file = folder / "mosquitto.conf"
    file.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\n")
    program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
    with subprocess.Popen([program, "-c", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(0.5)
        try:
            yield port
        finally:
            process.terminate()


def here() -> bool:
    return bool(shutil.which("mosquitto") or Path("/usr/sbin/mosquitto").exists())


def node_red() -> Path | None:
    """What starts Node-RED, if it is installed."""
    found = Path(os.environ.get("NODE_RED", "nowhere")) / "node_modules" / "node-red" / "red.js"
    return found if found.exists() and shutil.which("node") else None


def flow(broker: int, kind: str) -> list[dict[str, Any]]:
    function = (
        "let seen = context.get('seen') || 0, found = context.get('found') || 0;"
        f"{FUNCTION[kind]} context.set('seen', seen); context.set('found', found); global.set('seen', seen);"
    )
    at = {"x": 0, "y": 0, "z": "t"}
    return [
        {"id": "t", "type": "tab", "label": "t"},
        {"id": "b", "type": "mqtt-broker", "broker": "127.0.0.1", "port": str(broker), "clientid": "", "autoConnect": True,
         "protocolVersion": "4", "keepalive": "60", "cleansession": True},
        {"id": "i", "type": "mqtt in", "topic": "v1/#", "qos": "1", "datatype": "auto-detect", "broker": "b",
         "wires": [["j"]], **at},
        {"id": "j", "type": "json", "property": "payload", "action": "obj", "wires": [["f"]], **at},
        {"id": "f", "type": "function", "func": function, "outputs": 0, "wires": [], **at},
        {"id": "h", "type": "http in", "url": "/seen", "method": "get", "wires": [["c"]], **at},
        {"id": "c", "type": "function", "func": COUNTED, "outputs": 1, "wires": [["r"]], **at},
        {"id": "r", "type": "http response", "wires": [], **at},
    ]  # fmt: skip


@contextmanager
def flowing(folder: Path, broker: int, kind: str) -> Iterator[str]:
    """Node-RED with that flow; the address that says how many readings it has seen."""
    program, port = node_red(), free_port()
    assert program
    home = folder / f"node-red-{kind}"
    home.mkdir()
    (home / "flows.json").write_text(json.dumps(flow(broker, kind)))
    (home / "settings.js").write_text(
        f"module.exports = {{flowFile: 'flows.json', uiHost: '127.0.0.1', uiPort: {port}, httpAdminRoot: false,"
        " credentialSecret: false, logging: {console: {level: 'warn'}}}"
    )
    command = ["node", str(program), "-u", str(home), "-s", str(home / "settings.js")]
    address = f"http://127.0.0.1:{port}/seen"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                try:
                    seen(address)
                    break
                except OSError:
                    time.sleep(0.1)
            time.sleep(1)
            yield address
        finally:
            process.terminate()


def seen(address: str) -> tuple[int, float]:
    """How many readings it has seen, and when by its own clock (s): while it is busy its answer comes late."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        said = json.load(answer)
        return int(said["seen"]), said["at"] / 1000
