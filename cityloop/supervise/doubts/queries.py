from collections.abc import Sequence
from datetime import timedelta
from itertools import chain

import numpy as np
import pyarrow as pa

from cityloop.decide.columns import queries as columns
from cityloop.decide.columns.rules import Asked
from cityloop.kit.work import Work
from cityloop.supervise.doubts import rules
from cityloop.supervise.doubts.rules import Doubt, Kind
from cityloop.supervise.verifications import queries as verifications
from cityloop.supervise.yardsticks.rules import Stretch

TIMES = ("opened", "filed", "dispatched", "done", "closed")
MICROSECONDS = 1e6


def of(work: Work, area: str, stretch: Stretch) -> Sequence[Doubt]:
    """The doubts about cases of the stretch that the one who works may see, by kind and case. Cases of the 14 days before are
    read along, since something may have come again."""
    asked = Asked(area, stretch.since - timedelta(seconds=rules.AGAIN_S), stretch.until, work.now)
    found = columns.cases(work, asked)
    cases = {name: found[name].to_numpy(zero_copy_only=False) for name in ("id", "lon", "lat", "category_code")}
    for name in TIMES:
        said = found[name].cast(pa.int64()).to_numpy(zero_copy_only=False).astype(np.float64)
        cases[name] = said / MICROSECONDS
    looks = verifications.of_cases(work, found, asked, whole=False)
    within = cases["opened"] >= stretch.since.timestamp()
    closed = (cases["closed"] >= stretch.since.timestamp()) & (cases["closed"] < stretch.until.timestamp())
    ended = {name: column[closed] for name, column in cases.items()}
    moved = {name: column[within | closed] for name, column in cases.items()}
    new = set(cases["id"][within].tolist())
    doubts = chain(
        rules.early(ended, looks),
        (one for one in rules.near(cases) if one.case in new),
        rules.redated(moved, columns.told(work, asked)),
        rules.copied(columns.notes_and_photos(work, moved["id"].tolist())),
    )
    order = list(Kind)
    return sorted(doubts, key=lambda one: (order.index(one.kind), one.case))
