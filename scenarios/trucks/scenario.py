"""The declaration: values only, read it like a form. Types T04, T05, T07, T10 of spoil-truck supervision."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from cityloop.rulebook import (
    Category,
    Dated,
    Demo,
    Detector,
    Duty,
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
from scenarios.trucks import kernels
from scenarios.trucks.demo import play
from scenarios.trucks.permits import TRUCKS, corridors, permitted, plate, routes_shown, sites_shown

HERE = Path(__file__).parent


def parameter(name: str, unit: str, value: float, least: float, most: float, source: str) -> Parameter:
    """A parameter that has had one value so far."""
    first = Dated(since=date(2024, 1, 1), value=value, source=source)
    return Parameter(name=name, unit=unit, least=least, most=most, history=(first,))


POSITION = Signal(name="trucks.position", unit="km/h", expect_every=timedelta(seconds=30), least=0, most=250)

PATROL = Duty(name="spoil_patrol")

STOP_AND_CHECK = Step(name="trucks.stop_and_check", duty="spoil_patrol", photo=True)
RECORD_DRIVER = Step(name="trucks.record_driver", duty="spoil_patrol")
CLEAR_AWAY = Step(name="trucks.clear_away", duty="spoil_patrol", photo=True)

DUMPED = Playbook(
    name="trucks.dumped",
    category=Category(name="trucks.dumping_category", code="L0701"),
    duty="spoil_patrol",
    level=Level.district,
    steps=(STOP_AND_CHECK, CLEAR_AWAY, RECORD_DRIVER),
    finish_within=timedelta(hours=4),
)

ON_THE_ROAD = Playbook(
    name="trucks.on_the_road",
    category=Category(name="trucks.driving_category", code="L0702"),
    duty="spoil_patrol",
    level=Level.district,
    steps=(STOP_AND_CHECK, RECORD_DRIVER),
    finish_within=timedelta(hours=2),
)

DUMPING = Detector(
    name="trucks.dumping",
    reads=(POSITION,),
    step=partial(kernels.dumping, permitted=permitted()),
    parameters=(
        parameter("radius_m", "m", 30, 10, 200, "Scatter of a standing receiver, GOAL recordings (CC-BY-4.0)"),
        parameter("for_s", "s", 180, 60, 3600, "T10: a stop of 3 minutes outside every site, proposed"),
    ),
    playbook=DUMPED,
    warning=Warning.orange,
    quiet=timedelta(minutes=15),
    unit="s",
    fold_at=0,  # here and below: every truck answers for itself
)

OFF_ROUTE = Detector(
    name="trucks.off_route",
    reads=(POSITION,),
    step=partial(kernels.off_route, corridors=corridors(TRUCKS), permitted=permitted()),
    parameters=(
        parameter("off_m", "m", 50, 20, 1000, "T04: 50 m, as one maker of terminals does"),
        parameter("for_s", "s", 30, 0, 900, "T04: three reports 10 s apart and more"),
        parameter("points", "1", 3, 1, 100, "T04: at least three reports"),
    ),
    playbook=ON_THE_ROAD,
    warning=Warning.yellow,
    quiet=timedelta(minutes=10),
    unit="m",
    fold_at=0,
    subjects=tuple(plate(truck) for truck in range(TRUCKS)),
)


def curfew(name: str, from_h: float, to_h: float) -> Detector:
    return Detector(
        name=name,
        reads=(POSITION,),
        step=kernels.curfew,
        parameters=(
            parameter("from_h", "h", from_h, 0, 24, "Morning and evening peak, city default"),
            parameter("to_h", "h", to_h, 0, 24, "Morning and evening peak, city default"),
            parameter("grace_s", "s", 300, 0, 1800, "T05: five minutes at both ends, proposed"),
            parameter("slow_kmh", "km/h", 5, 1, 30, "Slower is not driving"),
            parameter("for_s", "s", 60, 0, 900, "One minute, so that moving up in a yard is none"),
        ),
        playbook=ON_THE_ROAD,
        warning=Warning.yellow,
        quiet=timedelta(minutes=20),
        unit="km/h",
        fold_at=0,
    )


OVERSPEED = Detector(
    name="trucks.overspeed",
    reads=(POSITION,),
    step=kernels.overspeed,
    parameters=(
        parameter("limit_kmh", "km/h", 60, 20, 120, "Limit for loaded spoil trucks in town, city default"),
        parameter("tolerance", "1", 1.1, 1, 1.5, "T07: a tenth over the limit, proposed"),
        parameter("for_s", "s", 10, 0, 600, "T07: ten seconds, proposed"),
    ),
    playbook=ON_THE_ROAD,
    warning=Warning.blue,
    quiet=timedelta(minutes=10),
    unit="km/h",
    fold_at=0,
)

scenario = Scenario(
    name="trucks",
    signals=(POSITION,),
    detectors=(DUMPING, OFF_ROUTE, curfew("trucks.curfew_morning", 7, 9), curfew("trucks.curfew_evening", 17, 19), OVERSPEED),
    duties=(PATROL,),
    layers=(
        Layer(name="trucks.sites", style="site", features=sites_shown(), drawn=True),
        Layer(name="trucks.routes", style="route", features=routes_shown(), drawn=True),
    ),
    demo=Demo(play=play, history=timedelta(minutes=45)),
    words={language: read(HERE / "words", language) for language in ("zh", "en")},
)
