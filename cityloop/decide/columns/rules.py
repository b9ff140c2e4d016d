"""What is read of each case, and which cases belong to a stretch of time. Pure."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

INSTANT = pa.timestamp("us", "UTC")
INSTANTS = ("opened", "filed", "dispatched", "due", "done", "closed", "voided", "suspended_until")
FLAGS = ("urgent", "typical", "forced")
STAGES = ("file", "dispatch", "handle", "close")  # whose clocks are asked for
LATE = tuple(f"{stage}_late" for stage in STAGES)
SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("number", pa.string()),
        ("kind", pa.string()),
        ("area", pa.string()),
        ("duty", pa.string()),
        ("held_at", pa.string()),
        ("category_code", pa.string()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        *((name, INSTANT) for name in INSTANTS),
        *((name, pa.int8()) for name in FLAGS),
        ("merged_into", pa.int64()),
        ("warning", pa.int32()),
        ("rework", pa.int32()),
        ("returns", pa.int32()),
        ("extensions", pa.int32()),
        ("report_kind", pa.string()),
        ("reported_by", pa.string()),
        ("on_the_spot", pa.int8()),
    ]
)


@dataclass(frozen=True)
class Asked:
    """Which cases: of an area and all below, that stood or moved between `since` and `until`, as they stood at `now`."""

    area: str
    since: datetime
    until: datetime
    now: datetime
