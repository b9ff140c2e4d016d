"""Trying: what a mapping would make of the last specimens, beside what the mapping in force makes of them."""

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from datetime import UTC, datetime
from typing import Any

import numpy as np

from cityloop.kit.work import Work
from cityloop.sense.connectors.bringing import Specimen
from cityloop.sense.connectors.mapping import Mapping
from cityloop.sense.connectors.schemas import MadeOut, ReadingOut, SpecimenOut, SpecimenTriedOut
from cityloop.sense.connectors.sheet import as_text
from cityloop.sense.connectors.translating import translate
from cityloop.sense.readings import rules
from cityloop.sense.readings.decoded import Decoded

SHOWN = 20  # readings and reasons of one specimen


def tried(work: Work, specimens: Iterable[Specimen], before: Mapping, after: Mapping) -> list[SpecimenTriedOut]:
    """Each specimen with both outcomes. Nothing is taken in."""
    known = _known(work)
    return [
        SpecimenTriedOut(specimen=shown(one), before=_outcome(work, one, before, known), after=_outcome(work, one, after, known))
        for one in specimens
    ]


def shown(one: Specimen) -> SpecimenOut:
    parcel = one.parcel
    if parcel.table is not None:
        said: Dict[str, Any] = parcel.table.to_pylist()[0]
        return SpecimenOut(at=one.at, about=dict(parcel.about), said=as_text(dict(said)), why=one.why)
    (paper,) = parcel.papers
    return SpecimenOut(at=one.at, about=dict(paper.about), said=paper.body.decode(errors="replace"), why=one.why)


def _known(work: Work) -> rules.Known:
    signals = list(work.rulebook.signals.values())
    return rules.Known.of(signals, np.arange(len(signals), dtype=np.int32), int(work.now.timestamp() * 1000))


def _outcome(work: Work, one: Specimen, mapping: Mapping, known: rules.Known) -> MadeOut:
    units = {name: signal.unit for name, signal in work.rulebook.signals.items()}
    made = translate(one.parcel, mapping, units, "trying").readings
    reasons = list(dict.fromkeys(why for _, why in made.refused))
    return MadeOut(readings=_readings(made, known, work.now), refused=reasons[:SHOWN])


def _readings(made: Decoded, known: rules.Known, now: datetime) -> list[ReadingOut]:
    assert made.signal.place is not None and made.subject.place is not None
    names = [made.signal.names[place] for place in made.signal.place[:SHOWN]]
    subjects = [made.subject.names[place] for place in made.subject.place[:SHOWN]]
    numbers = np.array([known.numbers.get(name, -1) for name in names], np.int32)
    columns = rules.Columns(numbers, made.at[:SHOWN], made.value[:SHOWN], made.lon[:SHOWN], made.lat[:SHOWN])
    verdicts = rules.verdicts(columns, known, int(now.timestamp() * 1000))
    return [
        ReadingOut(
            signal=names[row],
            subject=subjects[row],
            at=_instant(int(columns.at[row])),
            value=_number(columns.value[row]),
            lon=_number(columns.lon[row]),
            lat=_number(columns.lat[row]),
            refused=rules.REASONS[verdicts[row] or (0 if rules.good_name(subjects[row]) else rules.BAD_SUBJECT)],
        )
        for row in range(len(names))
    ]


def _instant(ms: int) -> datetime | None:
    return datetime.fromtimestamp(ms / 1000, UTC) if rules.OLDEST <= ms < 4_102_444_800_000 else None


def _number(said: float) -> float | None:
    return float(said) if np.isfinite(said) else None
