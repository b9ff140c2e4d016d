"""The log of a made-up city: facts in order of time, each with its digest, all under a chain of seals that holds."""

import hashlib
import json
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from bench.writing import Writer, instants
from cityloop.kit.seals import BATCH, START, chained, merkle

Whole = NDArray[np.int64]


class Chain:
    """Facts written as they come, and sealed."""

    def __init__(self, writer: Writer) -> None:
        """Behind what was told and sealed before."""
        self._writer, self.last = writer, int(writer.one("select max(id) from fact") or 0)
        self._chain = str(writer.one("select chain from seal order by id desc limit 1") or START)
        self._leaves: list[list[int | str]] = []

    def tell(self, told: Mapping[str, tuple[Whole, NDArray[np.int64]]], cases: Whole) -> None:
        """Of each kind the instant of each case, 0 for none, and who; one page of cases."""
        kinds = list(told)
        at = np.stack([told[kind][0] for kind in kinds])
        kind, place = np.nonzero(at)
        order = np.argsort(at[kind, place], kind="stable")
        kind, place = kind[order], place[order]
        who = np.stack([told[name][1] for name in kinds])[kind, place].tolist()
        numbers, case = range(self.last + 1, self.last + 1 + order.size), cases[place].tolist()
        named = [kinds[one] for one in kind.tolist()]
        when = instants(at[kind, place])
        digests = list(_digests(zip(numbers, named, when, who, case, strict=True)))
        self._writer.rows(
            "fact",
            {
                "id": numbers,
                "kind": named,
                "at": when,
                "by": [f"member{one}" for one in who],
                "about": [f"case:{one}" for one in case],
                "body": [f'{{"case": {one}}}' for one in case],
                "digest": digests,
            },
        )
        self.last += order.size
        self._leaves += [[number, digest] for number, digest in zip(numbers, digests, strict=True)]
        self._seal(str(when[-1]))

    def end(self, at: str) -> None:
        self._seal(at, whole=False)

    def _seal(self, at: str, whole: bool = True) -> None:
        seals = []
        while len(self._leaves) >= (BATCH if whole else 1):
            leaves, self._leaves = self._leaves[:BATCH], self._leaves[BATCH:]
            first, last, root = int(leaves[0][0]), int(leaves[-1][0]), merkle([str(digest) for _, digest in leaves])
            self._chain = chained(self._chain, first, last, root)
            seals.append((at, first, last, json.dumps(leaves), root, self._chain))
        if seals:
            names = ("at", "first", "last", "leaves", "root", "chain")
            self._writer.rows("seal", dict(zip(names, zip(*seals, strict=True), strict=True)))


def _digests(lines: Iterator[tuple[int, str, str | None, int, int]]) -> Iterator[str]:
    """As `kit/facts.py` digests a fact about a case, without the way through JSON."""
    for number, kind, at, who, case in lines:
        said = f'[{number},"{kind}","{(at or "").replace(" ", "T")}+00:00","member{who}","case:{case}",{{"case":{case}}}]'
        yield hashlib.sha256(said.encode()).hexdigest()
