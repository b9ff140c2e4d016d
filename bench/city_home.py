"""A home in which so many devices are expected to speak every so many seconds, with a detector over all of them.

`python -m bench.city_home HOME DEVICES SECONDS`, a process of its own. What people would do by the API is done by the same
actions; the devices are said into the log as `sense/devices/actions.proclaim` does, without a row each in the registry.
"""

import sys
from datetime import timedelta
from pathlib import Path

import numpy as np

from cityloop.app.city import City
from cityloop.app.cli import opened
from cityloop.app.founding import draw_map, found
from cityloop.kernels.columns import Readings
from cityloop.kernels.texts import Bytes, Texts
from cityloop.kit.frames import Batch
from cityloop.rulebook import EXPECTS, Signal
from cityloop.sense.drafts import actions as drafts
from cityloop.sense.drafts.schemas import FormIn, OnIn
from cityloop.sense.signals import actions as signals

SIGNAL, DETECTOR, LIMIT = "city.meter", "own.high", 90.0
EVERY_S = 60
DIGITS = 8
LENGTH = DIGITS + 4
AT_ONCE = 500_000
FORM = {
    "name": DETECTOR,
    "kind": "threshold",
    "titles": {"zh": "过高", "en": "Too high"},
    "signals": [SIGNAL],
    "values": {"limit": LIMIT, "for_s": 0, "release": LIMIT - 10},
    "playbook": "trucks.on_the_road",
    "warning": 3,
}
SAMPLE = {"rows": [{"signal": SIGNAL, "subject": "x", "at": "2026-03-02T08:00:00+08:00", "value": LIMIT + 5}]}


def names(numbers: np.ndarray) -> Bytes:
    """`dev-00000042` a row."""
    made = np.empty((numbers.size, LENGTH), np.uint8)
    made[:, :4] = np.frombuffer(b"dev-", np.uint8)
    rest = numbers.astype(np.int64)
    for digit in range(LENGTH - 1, 3, -1):
        made[:, digit] = 48 + rest % 10
        rest //= 10
    return made.ravel()


def main() -> None:
    home, devices, every_s = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    with opened(home) as city:
        draw_map(city, lambda done, of: None)
        found(city, home / "demo-password")
        agree(city)
        city.frames.open()
        city.begin_folds()
        expect(city, devices, every_s)


def agree(city: City) -> None:
    """A signal, and a detector over it in force."""
    with city.work(by="operator") as work:
        signals.declare(work, Signal(name=SIGNAL, unit="1", expect_every=timedelta(seconds=EVERY_S), least=0, most=1000))
    with city.work(by="board") as work:
        drafts.keep(work, FormIn.model_validate(FORM), OnIn.model_validate(SAMPLE), "measured")
    with city.work(by="board") as work:
        drafts.put_in_force(work, DETECTOR, 1, "measured")


def expect(city: City, devices: int, every_s: float) -> None:
    frames, random = city.frames, np.random.default_rng(7)
    signal, at = frames.signals.number(EXPECTS.name), int(city.clock().timestamp() * 1000)
    for first in range(0, devices, AT_ONCE):
        numbers = np.arange(first, min(first + AT_ONCE, devices))
        start = np.arange(numbers.size, dtype=np.int64) * LENGTH
        subject = frames.subjects.admit(Texts(names(numbers), start, start + LENGTH))
        lon, lat = random.uniform(106.4, 106.7, numbers.size), random.uniform(29.4, 29.7, numbers.size)
        rows = np.full(numbers.size, signal, np.int32), subject, np.full(numbers.size, at), np.full(numbers.size, every_s)
        frames.log.append([Batch("registry", "", "", Readings(*rows, lon, lat))])


if __name__ == "__main__":
    main()
