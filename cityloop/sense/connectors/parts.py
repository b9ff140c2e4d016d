"""Messages of JT/T 808 that come in parts, put together again. What never becomes whole is let go for what does."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from cityloop.sense.connectors.jt808 import Malformed, Told

MOST_PARTS, MOST_OPEN = 256, 8


class Parts:
    """The parts of one connection. Their serial numbers follow each other, which is how those of one message are known."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[int, int, int], dict[int, Told]] = OrderedDict()

    def join(self, told: Told) -> tuple[Told, Sequence[Told]] | None:
        """The whole message and the parts it came in, once the last is there."""
        if told.parts == 1:
            return told, [told]
        if told.parts > MOST_PARTS:
            raise Malformed("more parts than are kept")
        key = told.id, told.parts, (told.serial - told.part + 1) % 65536
        held = self._open.setdefault(key, {})
        held[told.part] = told
        if len(held) == told.parts:
            del self._open[key]
            parts = [held[number] for number in sorted(held)]
            return replace(parts[0], body=b"".join(one.body for one in parts), parts=1, part=1), parts
        if len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)
        return None
