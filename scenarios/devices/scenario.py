"""The declaration: values only. Silence of registered devices, feature F009."""

from datetime import date, timedelta
from pathlib import Path

from cityloop.kernels import absence
from cityloop.rulebook import (
    EXPECTS,
    HEARD,
    TICK,
    Category,
    Dated,
    Demo,
    Detector,
    Duty,
    Level,
    Parameter,
    Playbook,
    Scenario,
    Signal,
    Step,
    Warning,
)
from cityloop.rulebook.words import read
from scenarios.devices import demo

KEEPER = Duty(name="device_keeper")

MISSES = Parameter(
    name="misses",
    unit="1",
    least=1,
    most=1000,
    history=(
        Dated(since=date(2024, 1, 1), value=3, source="Three reports missed, as heartbeats of terminals are judged; proposed"),
    ),
)

RESTORE = Playbook(
    name="devices.restore",
    category=Category(name="devices.silent_category", code="L0901"),
    duty="device_keeper",
    level=Level.district,
    steps=(
        Step(name="devices.ask_maker", duty="device_keeper"),
        Step(name="devices.repair", duty="device_keeper", photo=True),
    ),
    finish_within=timedelta(days=2),
)

SILENCE = Detector(
    name="devices.silence",
    reads=(TICK, EXPECTS, HEARD),
    step=absence.step,
    parameters=(MISSES,),
    playbook=RESTORE,
    warning=Warning.blue,
    quiet=timedelta(seconds=1),
    still="silent",
    mass=True,
    unit="s",
    together=True,
)

BATTERY = Signal(name=demo.BATTERY, unit="V", expect_every=timedelta(minutes=1), least=0, most=100)

scenario = Scenario(
    name="devices",
    signals=(TICK, EXPECTS, HEARD, BATTERY),
    detectors=(SILENCE,),
    duties=(KEEPER,),
    demo=Demo(play=demo.play, history=timedelta(minutes=20), devices=demo.DEVICES),
    words={language: read(Path(__file__).parent / "words", language) for language in ("zh", "en")},
)
