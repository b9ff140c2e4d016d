"""The declaration: pressures, flows and a level of a water network; a twin; a detector of leaks; what the utility does."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from cityloop.rulebook import (
    Category,
    Dated,
    Demo,
    Detector,
    Duty,
    Indicator,
    Layer,
    Level,
    Parameter,
    Playbook,
    Scenario,
    Signal,
    Step,
    Warning,
)
from cityloop.rulebook.words import read
from scenarios.pipes.demo import HISTORY, play, subject
from scenarios.pipes.kept import network
from scenarios.pipes.leaks import leaks
from scenarios.pipes.places import middles, pipes_shown, sensors_shown
from scenarios.pipes.residual import residual

HERE = Path(__file__).parent
MODEL = HERE / "assets" / "L-TOWN.inp"
KNOWN = network(MODEL, HERE / "assets" / "ltown.npz")
SENSORS = tuple(subject(str(name)) for name in KNOWN.sensors)
EVERY = timedelta(minutes=5)

# sizes fitted on the year 2018 and tried on four other simulated half years, see README.md
FITTED = "Set on the simulated year 2018 of L-Town, tried on four other networks, README"


def parameter(name: str, unit: str, value: float, least: float, most: float, source: str = FITTED) -> Parameter:
    """A parameter that has had one value so far."""
    first = Dated(since=date(2018, 1, 1), value=value, source=source)
    return Parameter(name=name, unit=unit, least=least, most=most, history=(first,))


PRESSURE = Signal(name="pipes.pressure", unit="m", expect_every=EVERY, least=-10, most=500)
FLOW = Signal(name="pipes.flow", unit="m3/h", expect_every=EVERY, least=-5000, most=5000)
LEVEL = Signal(name="pipes.level", unit="m", expect_every=EVERY, least=0, most=100)
RESIDUAL = Signal(name="pipes.residual", unit="m", expect_every=EVERY)

UTILITY = Duty(name="water_utility")

REPAIR = Playbook(
    name="pipes.repair",
    category=Category(name="pipes.leak_category", code="01056"),
    duty="water_utility",
    level=Level.district,
    steps=(
        Step(name="pipes.listen", duty="water_utility"),
        Step(name="pipes.dig_and_mend", duty="water_utility", photo=True),
    ),
    finish_within=timedelta(hours=24),
)

TWIN = Indicator(
    name="pipes.twin",
    reads=(PRESSURE, FLOW, LEVEL),
    gives=RESIDUAL,
    step=partial(residual, nominal=KNOWN.nominal, boundary=KNOWN.boundary),
    parameters=(parameter("learn_rows", "1", 2016, 288, 20160, "One week of 5-minute rows, to meet every weekday"),),
    subjects=SENSORS,
    together=True,
)

LEAK = Detector(
    name="pipes.leak",
    reads=(RESIDUAL,),
    step=partial(leaks, flows=KNOWN.flows, signature=KNOWN.signature, distance=KNOWN.distance),
    parameters=(
        parameter("limit_day", "m", 0.02, 0.001, 1),
        parameter("limit_week", "m", 0.01, 0.001, 1),
        parameter("share", "1", 0.045, 0, 1),
        parameter("unexplained", "1", 0.6, 0, 1),
        parameter("near", "m", 200, 10, 2000),
        parameter("hold_day", "h", 8, 1, 48),
        parameter("hold_week", "h", 18, 1, 48),
        parameter("least_flow", "m3/h", 0.4, 0, 100),
        parameter("agree", "m", 0.04, 0.001, 1),
        parameter("settle_days", "d", 21, 1, 100),
        parameter("step", "m", 125, 10, 2000),
    ),
    playbook=REPAIR,
    warning=Warning.orange,
    quiet=timedelta(days=3),
    unit="m3/h",
    subjects=SENSORS,
    together=True,
    finds=tuple(subject(str(pipe)) for pipe in KNOWN.pipes),
    places={subject(link): place for link, place in middles(MODEL).items()},
)

scenario = Scenario(
    name="pipes",
    signals=(PRESSURE, FLOW, LEVEL, RESIDUAL),
    indicators=(TWIN,),
    detectors=(LEAK,),
    duties=(UTILITY,),
    layers=(
        Layer(name="pipes.network", style="pipe", features=pipes_shown(MODEL), drawn=True),
        Layer(name="pipes.sensors", style="sensor", features=sensors_shown(MODEL, KNOWN), drawn=True),
    ),
    words={language: read(HERE / "words", language) for language in ("zh", "en")},
    demo=Demo(play=play, history=HISTORY),
)
