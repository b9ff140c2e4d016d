"""Vital signs for stories: a small board of water and rubbish in the streets of one district."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cityloop.rulebook import Duty, Scenario, Signal, bodies
from cityloop.rulebook.vitals import Board, Catalogue, Track, VitalSign
from tests.town import Town

LEVEL = Signal(name="flood.level", unit="m", expect_every=timedelta(minutes=5), least=0, most=20)
BINS = Signal(name="flood.bins", unit="1", expect_every=timedelta(hours=1), least=0)
FULL = Signal(name="flood.full_bins", unit="1", expect_every=timedelta(hours=1), least=0)
EXAMPLE = "example"

BOARDS = (Board(name="facility", title={"zh": "设施运行", "en": "Facility operation"}),)
TRACKS = (Track(name="facility.drainage", board="facility", lead="drainage", title={"zh": "排水", "en": "Drainage"}),)


def vital(name: str = "facility.drainage.depth", **said: Any) -> VitalSign:
    """A depth of water that lights yellow at 0.15 m and red at 0.4 m, the worst street deciding; `said` changes it."""
    body: dict[str, Any] = {
        "name": name,
        "zh": "积水深度",
        "en": "Depth of water",
        "track": "facility.drainage",
        "formula": "level",
        "inputs": {"level": {"reads": LEVEL.name, "how": "max"}},
        "unit": "m",
        "cycle_s": 60,
        "owner": "drainage",
        "rolls_up": "worst",
        "source": EXAMPLE,
        "lamp": {"yellow": 0.15, "red": 0.4},
        **said,
    }
    return bodies.vital(body)


def ratio(**said: Any) -> VitalSign:
    return vital(
        "facility.drainage.full",
        **{
            "formula": "full / bins * 100",
            "inputs": {"full": {"reads": FULL.name}, "bins": {"reads": BINS.name}},
            "unit": "%",
            "rolls_up": "ratio",
            "lamp": {"blue": 10, "red": 50},
            **said,
        },
    )


def scenario(*vitals: VitalSign) -> Scenario:
    return Scenario(
        name="flood",
        signals=(LEVEL, BINS, FULL),
        detectors=(),
        duties=(Duty(name="drainage"),),
        catalogue=Catalogue(boards=BOARDS, tracks=TRACKS, vitals=vitals or (vital(), ratio())),
    )


def with_lamp(one: VitalSign, **ways: Any) -> VitalSign:
    assert one.lamp
    return replace(one, lamp=replace(one.lamp, **ways))


def say(town: Town, values: Mapping[str, float], signal: str = LEVEL.name, settle: bool = True) -> None:
    """A reading of each subject now, through the door, and the loop turned until all is done."""
    at = town.clock().isoformat()
    rows = [{"signal": signal, "subject": subject, "at": at, "value": value} for subject, value in values.items()]
    answer = town.send(f"{signal} {at} {sorted(values)}", rows)
    assert answer.status_code == 200, answer.text
    assert answer.json()["refused"] == 0, answer.text
    if settle:
        town.city.settle()
