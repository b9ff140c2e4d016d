"""The rulebook: every definition of every scenario, and the parameters of a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Longs
from cityloop.rulebook.definitions import Detector, Duty, Indicator, Playbook, Scenario, Scorecard, Signal
from cityloop.rulebook.duties import DUTIES, LOOK_INTO
from cityloop.rulebook.inner import COUNTS
from cityloop.rulebook.parameters import Dated, Parameter
from cityloop.rulebook.plans import shipped as shipped_plans
from cityloop.rulebook.plans import words as plan_words
from cityloop.rulebook.standards import titles
from cityloop.rulebook.vitals import Board, Catalogue, Title, Track, VitalSign
from cityloop.rulebook.words import spoken

EPOCH = date(1970, 1, 1)
DAY_MS = 86_400_000
CITY_OFFSET_MS = 8 * 3_600_000  # the city's day begins eight hours before UTC's

Fold = Detector | Indicator
OWN = "own"  # the scenario of all that the city declared itself while it runs


@dataclass(frozen=True)
class Rulebook:
    scenarios: tuple[Scenario, ...]
    amendments: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)
    shadows: tuple[Detector, ...] = ()  # run beside the live ones; what they find is kept beside and raises nothing

    @cached_property
    def folds(self) -> tuple[Fold, ...]:
        """All that reads the reading log on, indicators first."""
        living = (one for one in self.detectors.values() if not one.retired)
        return (*self.indicators.values(), *living, *self.shadows)

    @cached_property
    def playbooks(self) -> Mapping[str, Playbook]:
        """Every playbook that a detector of a scenario leads to, and the one for what has none."""
        said = (detector.playbook for detector in self.detectors.values())
        return {playbook.name: playbook for playbook in (LOOK_INTO, *said)}

    @cached_property
    def detectors(self) -> Mapping[str, Detector]:
        return {detector.name: detector for scenario in self.scenarios for detector in scenario.detectors}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        return {indicator.name: indicator for scenario in self.scenarios for indicator in scenario.indicators}

    @cached_property
    def signals(self) -> Mapping[str, Signal]:
        """All that can be read; what vital signs give comes last, and only they give it."""
        brought = {signal.name: signal for scenario in self.scenarios for signal in scenario.signals}
        brought |= {signal.name: signal for signal in COUNTS}
        return brought | {name: versions[-1].gives for name, versions in self.versions.items()}

    @cached_property
    def catalogues(self) -> Sequence[Catalogue]:
        return [scenario.catalogue for scenario in self.scenarios if scenario.catalogue]

    @cached_property
    def boards(self) -> Mapping[str, Board]:
        return {board.name: board for catalogue in self.catalogues for board in catalogue.boards}

    @cached_property
    def tracks(self) -> Mapping[str, Track]:
        return {track.name: track for catalogue in self.catalogues for track in catalogue.tracks}

    @cached_property
    def versions(self) -> Mapping[str, tuple[VitalSign, ...]]:
        """Every vital sign with all it has been, oldest first; of two from the same day the one said last comes last."""
        found: dict[str, list[VitalSign]] = {}
        for catalogue in self.catalogues:
            for vital in catalogue.vitals:
                found.setdefault(vital.name, []).append(vital)
        return {name: tuple(sorted(each, key=lambda one: one.since)) for name, each in found.items()}

    @cached_property
    def _days(self) -> dict[date, Mapping[str, VitalSign]]:
        return {}

    def vitals_on(self, day: date) -> Mapping[str, VitalSign]:
        """The vital signs that hold on a day, with every limit that was amended."""
        if day in self._days:
            return self._days[day]
        found = {}
        for name, versions in self.versions.items():
            said = [one for one in versions if one.since <= day]
            if said and said[-1].holds(day):
                amended = (limit.amended(*self.amendments.get(f"{name}.{limit.name}", ())) for limit in said[-1].parameters)
                found[name] = said[-1].amended(tuple(amended))
        self._days[day] = found
        return found

    @cached_property
    def duties(self) -> Mapping[str, Duty]:
        return {duty.name: duty for duty in (*DUTIES, *(d for s in self.scenarios for d in s.duties))}

    def detector(self, name: str) -> Detector:
        return self.detectors[name]

    def playbook(self, detector: str) -> Playbook:
        return self.detectors[detector].playbook

    def scenario_of(self, detector: str) -> Scenario:
        return next(s for s in self.scenarios if any(d.name == detector for d in s.detectors))

    def scorecard(self, detector: str) -> Scorecard:
        return self.scenario_of(detector).scorecard

    def words(self, language: str) -> dict[str, str]:
        """What every name is called in a language."""
        together = {**titles(language), **spoken(language)}
        for plan in shipped_plans().values():
            together |= plan_words(plan, language)
        for scenario in self.scenarios:
            together |= scenario.words.get(language, {})
        named: list[Board | Track | VitalSign] = [*self.boards.values(), *self.tracks.values()]
        named += [versions[-1] for versions in self.versions.values()]
        together |= {one.name: one.title[language] for one in named if language in one.title}
        signals: dict[str, Title] = {name: title for catalogue in self.catalogues for name, title in catalogue.words.items()}
        together |= {name: title[language] for name, title in signals.items() if language in title}
        return together

    def parameters(self, fold: Fold) -> tuple[Parameter, ...]:
        """The fold's parameters with all that was amended."""
        return tuple(p.amended(*self.amendments.get(f"{fold.name}.{p.name}", ())) for p in fold.parameters)

    def columns(
        self, fold: Fold, at: Longs, areas: Callable[[], Sequence[str]], instead: Mapping[str, float] | None = None
    ) -> dict[str, Floats]:
        """The fold's parameters as columns: for each reading the value of its day and area.

        `at` in milliseconds UTC; `areas` gives the code of each reading's area and is only asked if a value differs by
        area; `instead` holds values to use whatever the day.
        """
        days = (at + CITY_OFFSET_MS) // DAY_MS
        columns = {}
        for parameter in self.parameters(fold):
            if instead and parameter.name in instead:
                columns[parameter.name] = np.full(at.size, float(instead[parameter.name]))
            elif parameter.local:
                columns[parameter.name] = _by_day_and_area(parameter, days, np.asarray(areas()))
            else:
                columns[parameter.name] = _by_day(parameter, days)
        return columns


def _by_day(parameter: Parameter, days: Longs) -> Floats:
    if days.size and (days == days[0]).all():
        return np.full(days.size, float(parameter.on(_date(days[0]))))
    distinct, place = np.unique(days, return_inverse=True)
    return np.array([float(parameter.on(_date(day))) for day in distinct], np.float64)[place]


def _by_day_and_area(parameter: Parameter, days: Longs, areas: NDArray[np.str_]) -> Floats:
    column = np.empty(days.size)
    for day in np.unique(days):
        today = days == day
        for area in np.unique(areas[today]):
            column[today & (areas == area)] = parameter.on(_date(day), str(area))
    return column


def _date(day: int) -> date:
    return EPOCH + timedelta(days=int(day))
