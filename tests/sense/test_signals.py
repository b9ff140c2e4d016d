"""Signals declared while the city runs."""

from datetime import timedelta
from typing import Any

import pytest

from cityloop.kit.errors import Refused
from cityloop.rulebook import Keep, Signal
from cityloop.sense.signals import actions
from tests.conftest import BOTH
from tests.town import Town

LEVEL = Signal(name="water.level", unit="m", expect_every=timedelta(minutes=5), least=-2, most=30)


def declare(town: Town, signal: Signal) -> None:
    with town.city.work(by="board") as work:
        actions.declare(work, signal)


def said(town: Town, batch: str, value: float) -> dict[str, Any]:
    row = {"signal": "water.level", "subject": "bridge 3", "at": town.clock().isoformat(), "value": value}
    return dict(town.send(batch, [row]).json())


@BOTH
def test_the_door_takes_a_signal_as_soon_as_it_is_declared(town: Town) -> None:
    assert said(town, "a", 4.0)["refused"] == 1
    declare(town, LEVEL)
    assert said(town, "b", 4.0)["stored"] == 1


def test_a_signal_declared_again_holds_within_its_new_bounds(town: Town) -> None:
    declare(town, LEVEL)
    assert said(town, "a", 31.0)["refused"] == 1
    declare(town, Signal(name=LEVEL.name, unit="m", expect_every=LEVEL.expect_every, least=-2, most=40))
    town.clock.forward(seconds=3)
    assert said(town, "b", 31.0)["stored"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Signal(name="Level", unit="m", expect_every=timedelta(minutes=5)),
        Signal(name="water.level", unit="m", expect_every=timedelta(0)),
        Signal(name="water.level", unit="m", expect_every=timedelta(minutes=5), least=3, most=2),
        Signal(name="water.level", unit="m", expect_every=timedelta(minutes=5), keep=Keep(raw=timedelta(days=9999))),
        Signal(name="trucks.position", unit="km/h", expect_every=timedelta(seconds=10)),
    ],
    ids=["a bad name", "no pace", "bounds upside down", "raw longer than hourly", "a scenario's own"],
)
def test_a_signal_that_makes_no_sense_is_refused(town: Town, wrong: Signal) -> None:
    with pytest.raises(Refused):
        declare(town, wrong)
