"""Vehicle terminals at the port: registered, known by their code, answered when their position is on disk."""

import asyncio
import socket
import struct
import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sense.connectors.lorries import Lorry, reported
from tests.sense.connectors.towns import health, made, ms, operator, stored, until
from tests.stories.serving import free_port
from tests.town import CENTRE, Desk, Town

AT = "2026-03-02 07:40:00"
OK, FAILED, WRONG, UNSUPPORTED = range(4)


@pytest.fixture
def port(town: Town) -> int:
    return opened(town)[2]


def opened(town: Town, **settings: Any) -> tuple[Desk, int, int]:
    desk, port = operator(town), free_port()
    return desk, made(desk, "lorries", "jt808", {"port": port, **settings}), port


@pytest.mark.parametrize("of_2019", [True, False])
def test_a_terminal_registers_and_says_where_it_is(town: Town, port: int, of_2019: bool) -> None:
    with Lorry(port, "13912345678", "渝D·K0001", of_2019) as lorry:
        lorry.on()
        assert lorry.told(0x0002) == OK
        assert lorry.told(0x0200, reported(AT, 55.5)) == OK
        assert set(stored(town)) == {("trucks.position", "渝D·K0001", ms(f"{AT}+08:00"), 55.5)}, "answered before the disk"


def test_a_batch_comes_whole_or_in_parts(town: Town, port: int) -> None:
    bodies = [reported((datetime.fromisoformat(AT) + timedelta(seconds=n)).isoformat(), n) for n in range(60)]
    with Lorry(port, "13912345678", "渝D·K0001") as lorry:
        lorry.on()
        assert lorry.told(0x0704, lorry.batch(bodies[:20])) == OK
        rest = lorry.batch(bodies[20:])
        parts = [rest[at : at + 500] for at in range(0, len(rest), 500)]
        for number, part in enumerate(parts, 1):
            lorry.send(lorry.message(0x0704, part, (len(parts), number)))
        heard = [lorry.hear() for _ in parts]
    assert [one and (one[0], one[1][4]) for one in heard] == [(0x8001, OK)] * len(parts)
    assert len(stored(town)) == 60


def test_who_is_not_known_says_nothing_that_counts(town: Town, port: int) -> None:
    with Lorry(port, "13912345678", "渝D·K0001") as lorry, Lorry(port, "13900000000", "渝D·K0002") as other:
        assert lorry.told(0x0200, reported(AT, 50)) == FAILED
        lorry.on()
        assert other.authenticate(lorry.code) == FAILED
        assert other.authenticate(b"0" * 16) == FAILED
        assert other.told(0x0200, reported(AT, 50)) == FAILED
        other.phone = lorry.phone  # who knows the number and not the code
        assert other.told(0x0200, reported(AT, 50)) == FAILED
    assert not stored(town)


def test_a_vehicle_has_one_terminal_until_that_one_logs_out(town: Town, port: int) -> None:
    with Lorry(port, "13912345678", "渝D·K0001") as first, Lorry(port, "13900000000", "渝D·K0001") as second:
        first.on()
        assert second.register() == 1
        assert first.told(0x0003) == OK
        assert first.told(0x0200, reported(AT, 50)) == FAILED
        assert second.register() == OK


def test_a_code_holds_over_connections_and_rests_of_the_connector(town: Town) -> None:
    desk, number, port = opened(town)
    with Lorry(port, "13912345678", "渝D·K0001") as lorry:
        lorry.on()
    desk.post(f"/api/connectors/{number}/pause")
    until(lambda: health(desk, number)["state"] == "paused")
    desk.post(f"/api/connectors/{number}/start")
    until(lambda: health(desk, number)["state"] == "running")
    with Lorry(port, "13912345678", "渝D·K0001", code=lorry.code) as again:
        assert again.authenticate() == OK
        assert again.told(0x0200, reported(AT, 50)) == OK


def test_only_listed_vehicles_may_register(town: Town) -> None:
    _, _, port = opened(town, listed=["渝D·K0001"])
    with Lorry(port, "13912345678", "渝D·K0001") as lorry, Lorry(port, "13900000000", "渝D·K0002") as other:
        assert (lorry.register(), other.register()) == (OK, 2)


@pytest.mark.parametrize(("registry", "code", "stranger"), [("plate", "渝D·K0001", 2), ("phone", "13912345678", 4)])
def test_only_devices_of_the_registry_that_are_in_service_may_come(town: Town, registry: str, code: str, stranger: int) -> None:
    keeper = town.hire("keeper2", "device_keeper", "50")
    _, _, port = opened(town, registry=registry)
    lon, lat = CENTRE
    with Lorry(port, "13912345678", "渝D·K0001") as lorry, Lorry(port, "13900000000", "渝D·K0002") as other:
        assert lorry.register() == stranger and not lorry.code
        told = keeper.post("/api/devices", code=code, name="车载终端", kind="terminal", lon=lon, lat=lat)
        assert told.json()["verdict"] == "new", told.text
        lorry.on()
        assert other.register() == stranger
        assert lorry.told(0x0200, reported(AT, 50)) == OK
        assert keeper.post(f"/api/devices/one/{code}/life", life="retired").status_code == 200
        assert lorry.hear() is None, "who is retired while it speaks is cut off"
    with Lorry(port, "13912345678", "渝D·K0001", code=lorry.code) as again:
        assert again.authenticate() == FAILED, "its old code is of no use"
        assert again.told(0x0200, reported(AT, 51)) == FAILED
        assert again.register() == stranger
        assert keeper.post(f"/api/devices/one/{code}/life", life="active").status_code == 200
        again.on()
    assert [value for _, _, _, value in stored(town)] == [50.0]


def test_what_is_malformed_harms_nobody(town: Town, port: int) -> None:
    with Lorry(port, "13912345678", "渝D·K0001") as lorry, Lorry(port, "13900000000", "渝D·K0002") as other:
        lorry.on()
        other.on()
        good = other.message(0x0200, reported(AT, 50))
        other.send(b"noise" + good[:-2] + bytes([good[-2] ^ 1]) + b"\x7e" + b"\x7e\x7e\x7d\x7e")
        assert other.told(0x0900, b"what is this") == UNSUPPORTED
        assert other.told(0x0200, b"short") == WRONG
        assert other.told(0x0200, reported(AT, 51)) == OK
        for _ in range(30):
            other.send(b"\x7e\x01\x02\x03\x7e")
        assert other.hear() is None, "who sends nothing but noise is cut off"
        assert lorry.told(0x0200, reported(AT, 52)) == OK


def test_who_never_ends_a_frame_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as line:
        try:
            for _ in range(200):
                line.sendall(b"\x00" * 4096)
            heard = line.recv(1)
        except ConnectionError:
            heard = b""
    assert heard == b""


def test_who_is_silent_for_too_long_is_cut_off(town: Town) -> None:
    _, _, port = opened(town, idle_s=1)
    with Lorry(port, "13912345678", "渝D·K0001") as lorry:
        assert lorry.hear() is None


def test_thousands_of_terminals_come_at_once(town: Town, port: int) -> None:
    """Each registers, shows its code, and says where it is five times; all of them at the same time, as after an outage."""
    count, steps = 2000, 5

    async def one(number: int) -> None:
        lorry = Lorry(port, f"139{number:08}", f"渝D·{number:05}")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def told(raw: bytes) -> bytes:
            writer.write(raw)
            await reader.readuntil(b"\x7e")
            frame = (await reader.readuntil(b"\x7e"))[:-1]
            return frame.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")[17:-1]

        sizes = struct.pack(">HH", 50, 103) + bytes(71) + b"\x02"
        said = await told(lorry.message(0x0100, sizes + lorry.plate.encode("gbk")))
        assert said[2] == OK
        outcomes = [(await told(lorry.message(0x0102, bytes([len(said) - 3]) + said[3:] + bytes(35))))[4]]
        said_at = [reported(f"2026-03-02 07:40:0{step}", 50 + step) for step in range(steps)]
        outcomes += [(await told(lorry.message(0x0200, body)))[4] for body in said_at]
        assert outcomes == [OK] * (1 + steps)
        writer.close()

    async def all_of_them() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(one(number))

    began = time.monotonic()
    asyncio.run(all_of_them())
    print(f"{count} terminals in {time.monotonic() - began:.1f} s")
    held = stored(town)
    assert sum(held.values()) == len(held) == count * steps
