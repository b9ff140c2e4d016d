"""The declaration: values only. One detector a colour, for each colour is answered otherwise."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from cityloop.kernels import standing
from cityloop.rulebook import WARNED, Category, Detector, Duty, Level, Playbook, Scenario, Step, Warning
from cityloop.rulebook.words import read

EMERGENCY = Duty(name="emergency_office")
PASS_ON = Step(name="weather.pass_on", duty="emergency_office")
GET_READY = Step(name="weather.get_ready", duty="emergency_office")
PATROL = Step(name="weather.patrol", duty="emergency_office", photo=True)

CALLED_FOR = {  # colour: what is done, and within how many minutes (state plan for meteorological disasters; proposed)
    Warning.red: ((PASS_ON, GET_READY, PATROL), 30),
    Warning.orange: ((PASS_ON, GET_READY, PATROL), 60),
    Warning.yellow: ((PASS_ON, GET_READY), 120),
    Warning.blue: ((PASS_ON,), 240),
}


def warned(colour: Warning) -> Detector:
    steps, minutes = CALLED_FOR[colour]
    return Detector(
        name=f"weather.{colour.name}",
        reads=(WARNED,),
        step=partial(standing.step, level=float(5 - colour)),
        parameters=(),
        playbook=Playbook(
            name=f"weather.{colour.name}_response",
            category=Category(name="weather.warning_category", code="L0902"),
            duty="emergency_office",
            level=Level.district,
            steps=steps,
            finish_within=timedelta(minutes=minutes),
        ),
        warning=colour,
        quiet=timedelta(seconds=1),
        still="on",
        fold_at=0,
        unit="1",
    )


scenario = Scenario(
    name="weather",
    signals=(WARNED,),
    detectors=tuple(map(warned, Warning)),
    duties=(EMERGENCY,),
    words={language: read(Path(__file__).parent / "words", language) for language in ("zh", "en")},
)
