from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from cityloop.decide.cases.queries import is_visible
from cityloop.decide.columns import queries as columns
from cityloop.decide.columns.rules import Asked
from cityloop.kit.work import Work
from cityloop.supervise.doubts import rules
from cityloop.supervise.doubts.rules import Doubt, Kind
from cityloop.supervise.verifications import queries as verifications
from cityloop.supervise.yardsticks import frames
from cityloop.supervise.yardsticks.rules import By, Stretch

TIMES = ("opened", "filed", "dispatched", "due", "done", "closed")
MICROSECONDS = 1e6
MOST = 500  # doubts shown at once


class Found(NamedTuple):
    """The doubts by kind and case; of every case of the stretch the group it is compared in; and how many cases each has."""

    doubts: Sequence[Doubt]
    groups: Mapping[int, str]
    cases: Mapping[str, int]


def counted(found: Found) -> dict[str, dict[str, Any]]:
    """Of each group how many cases it has, and how many of them are doubted for what. A case counts once for each kind."""
    pairs = {(found.groups[one.case], one.kind, one.case) for one in found.doubts}
    doubted: dict[str, Counter[str]] = {group: Counter() for group in found.cases}
    for group, kind, _ in pairs:
        doubted[group][kind] += 1
    return {group: {"cases": found.cases[group], "doubted": dict(doubted[group])} for group in sorted(found.cases)}


def of(work: Work, area: str, stretch: Stretch, by: By = By.whole) -> Found:
    """The doubts about cases of the stretch that the one who works may see, by kind and case. Cases of the 14 days before are
    read along, since something may have come again."""
    asked = Asked(area, stretch.since - timedelta(seconds=rules.AGAIN_S), stretch.until, work.now)
    found = columns.cases(work, asked, late=False, people=by is By.member)
    cases = {name: found[name].to_numpy(zero_copy_only=False) for name in ("id", "lon", "lat", "category_code")}
    for name in TIMES:
        said = found[name].cast(pa.int64()).to_numpy(zero_copy_only=False).astype(np.float64)
        cases[name] = said / MICROSECONDS
    looks = verifications.took_before_closing(work, asked)
    within = cases["opened"] >= stretch.since.timestamp()
    closed = (cases["closed"] >= stretch.since.timestamp()) & (cases["closed"] < stretch.until.timestamp())
    done = (cases["done"] >= stretch.since.timestamp()) & (cases["done"] < stretch.until.timestamp())
    finished = {name: column[done] for name, column in cases.items()}
    ended = {name: column[closed] for name, column in cases.items()}
    moved = {name: column[within | closed] for name, column in cases.items()}
    new = set(cases["id"][within].tolist())
    about = set(moved["id"].tolist())
    copies = list(rules.copied([one for one in columns.notes_and_photos(work, asked, rules.NOTE) if one[0] in about]))
    shown = (one for one in columns.shown_before(work, asked) if one[0] in about)
    likes = [(one, first if is_visible(work, first) else 0, bits) for one, first, bits in shown]
    posts = [f"{duty}@{held or ''}" for duty, held in zip(found["duty"].to_pylist(), found["held_at"].to_pylist(), strict=True)]
    doubts = chain(
        rules.early(ended, looks),
        (one for one in rules.near(cases) if one.case in new),
        rules.redated(moved, columns.told(work, asked, moved["id"])),
        copies,
        rules.alike(likes, {(one.case, one.other) for one in copies}),
        rules.bunched(finished, [post for post, there in zip(posts, done, strict=True) if there]),
    )
    order = list(Kind)
    label = frames.groups(found, by, "done_by")
    groups = {case: label.names[code] for case, code in zip(cases["id"].tolist(), label.codes.tolist(), strict=True) if code >= 0}
    kept = sorted((one for one in doubts if one.case in groups), key=lambda one: (order.index(one.kind), one.case))
    many = Counter(groups[case] for case in moved["id"].tolist() if case in groups)
    for one in kept:
        many.setdefault(groups[one.case], 0)
    return Found(kept, groups, many)
