"""A real municipal permit log, if there is one here: `CITYLOOP_PERMIT_LOG=events.csv.gz python -m bench permits`.

The log of the receipt phase of environmental permits (Buijs 2014, 4TU.ResearchData) is free for research and not part of this.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from bench.machine import line
from cityloop.supervise.logs.rules import measure as measured


def measure() -> Iterator[str]:
    path = os.environ.get("CITYLOOP_PERMIT_LOG")
    if not path:
        yield "CITYLOOP_PERMIT_LOG names no log: nothing is measured."
        return
    content = Path(path).read_bytes()
    began = time.perf_counter()
    found = measured(content)
    yield line("a permit log measured", [(time.perf_counter() - began) * 1000], "ms")
    yield f"{found.events} events of {found.cases} cases, {found.activities} activities, {len(found.groups)} groups"
    yield f"{found.dated} with a deadline, {found.overdue} of them ended after it"
    yield f"at most {found.most_open} open at once ({found.most_open_at:%Y-%m-%d})"
    for name, group in found.groups.items():
        yield f"  {name or '-'}: {group.events} events, last at {group.ended} cases, {group.overdue} overdue"
