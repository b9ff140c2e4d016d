"""Which category a text is about, and why: pieces of two characters that it shares with names and conditions. Pure.

Simple on purpose: a rare piece says more than a common one (its weight is the logarithm of how few categories have it), a
piece of the name says twice what one of a condition says, and what is long is not preferred for being long.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

HAN = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z]{3,}")
NAME, CONDITION = 2.0, 1.0


class Suggestion(NamedTuple):
    """A category, how well it fits (1: every piece of the text that any category knows is in its name), and what they share."""

    key: str
    fit: float
    shared: tuple[str, ...]


class Index(NamedTuple):
    """What each category is known by: pieces and their weight there, and how much a piece says."""

    pieces: Mapping[str, Mapping[str, float]]  # piece: key: weight
    says: Mapping[str, float]
    lengths: Mapping[str, float]


def indexed(names: Mapping[str, Sequence[str]], conditions: Mapping[str, Sequence[str]]) -> Index:
    """Read names and conditions once, by key."""
    weights: dict[str, dict[str, float]] = {}
    for key, said in names.items():
        for piece in pieces(conditions.get(key, ())):
            weights.setdefault(piece, {})[key] = CONDITION
        for piece in pieces(said):
            weights.setdefault(piece, {})[key] = NAME
    says = {piece: math.log(1 + len(names) / len(keys)) for piece, keys in weights.items()}
    lengths: Counter[str] = Counter()
    for piece, keys in weights.items():
        for key, weight in keys.items():
            lengths[key] += int(1000 * weight * says[piece])
    return Index(weights, says, {key: length / 1000 for key, length in lengths.items()})


def suggested(index: Index, text: str, most: int = 3) -> list[Suggestion]:
    """The categories that share most with the text, best first.

    >>> index = indexed({"M01001": ["供水井盖异常"], "M06010": ["暴露垃圾"]}, {"M01001": ["缺失、移位"]})
    >>> suggested(index, "路口一个井盖移位了")[0]
    Suggestion(key='M01001', fit=0.75, shared=('井盖', '移位'))
    """
    said = pieces([text])
    known = [piece for piece in said if piece in index.pieces]
    whole = sum(NAME * index.says[piece] for piece in known)
    marks: dict[str, float] = {}
    for piece in known:
        for key, weight in index.pieces[piece].items():
            marks[key] = marks.get(key, 0.0) + weight * index.says[piece]
    best = sorted(marks, key=lambda key: (-marks[key] / math.sqrt(1 + index.lengths[key]), key))[:most]
    return [Suggestion(key, round(marks[key] / whole, 3), joined([p for p in known if key in index.pieces[p]])) for key in best]


def pieces(texts: Iterable[str]) -> list[str]:
    """Two characters that stand together in Chinese, words of three letters and more, each once and in order."""
    found: dict[str, None] = {}
    for text in texts:
        for run in HAN.findall(text):
            found |= dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1))
        found |= dict.fromkeys(word.removesuffix("s") for word in LATIN.findall(text.lower()))
    return list(found)


def joined(shared: Sequence[str]) -> tuple[str, ...]:
    """Pieces that overlap, put together again.

    >>> joined(["供水", "水井", "井盖", "移位"])
    ('供水井盖', '移位')
    """
    found: list[str] = []
    for piece in shared:
        if found and HAN.match(piece) and found[-1][-1] == piece[0]:
            found[-1] += piece[1:]
        else:
            found.append(piece)
    return tuple(found)
