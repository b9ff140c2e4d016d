from datetime import date, timedelta
from pathlib import Path

from cityloop.kernels import threshold
from cityloop.kernels.columns import Findings, Floats, Readings, State
from cityloop.rulebook import (
    Category,
    Dated,
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

HERE = Path(__file__).parent
FROM = date(2024, 1, 1)

POSITION = Signal(name="trucks.position", unit="km/h", expect_every=timedelta(seconds=30), least=0, most=250)

SPOIL_PATROL = Duty(name="spoil_patrol")

SPEEDING = Category(name="trucks.speeding", code="L0107")

CHECK_ON_ROAD = Playbook(
    name="trucks.check_on_road",
    category=SPEEDING,
    duty="spoil_patrol",
    level=Level.district,
    steps=(
        Step(name="trucks.stop_and_check", duty="spoil_patrol", photo=True),
        Step(name="trucks.record_driver", duty="spoil_patrol"),
    ),
    finish_within=timedelta(hours=2),
)


def overspeed(state: State, readings: Readings, *, limit_kmh: Floats, for_s: Floats, gap_s: Floats) -> tuple[State, Findings]:
    return threshold.step(state, readings, limit=limit_kmh, for_s=for_s, gap_s=gap_s)


OVERSPEED = Detector(
    name="trucks.overspeed",
    reads=(POSITION,),
    step=overspeed,
    parameters=(
        Parameter(
            name="limit_kmh",
            unit="km/h",
            least=20,
            most=120,
            history=(Dated(since=FROM, value=66, source="60 km/h for loaded spoil trucks, 10 % tolerance (T07, city default)"),),
        ),
        Parameter(
            name="for_s",
            unit="s",
            least=0,
            most=600,
            history=(Dated(since=FROM, value=10, source="T07, city default"),),
        ),
        Parameter(
            name="gap_s",
            unit="s",
            least=10,
            most=600,
            history=(Dated(since=FROM, value=60, source="Two missed reports"),),
        ),
    ),
    playbook=CHECK_ON_ROAD,
    warning=Warning.blue,
    quiet=timedelta(minutes=10),
    unit="km/h",
)

scenario = Scenario(
    name="trucks",
    signals=(POSITION,),
    detectors=(OVERSPEED,),
    duties=(SPOIL_PATROL,),
    words={language: read(HERE / "words", language) for language in ("zh", "en")},
)
