"""Telling those who wait in a loop of their own what became of their batches."""

import asyncio
from contextlib import suppress

from cityloop.kit.frames import Counts
from cityloop.sense.readings.intake import Result

Waiting = asyncio.Future[Counts]


def tell(each: list[tuple[Waiting, Result]]) -> None:
    """Called by the writing thread: hand the results over to the loop the futures wait in, if it still turns."""
    with suppress(RuntimeError):
        each[0][0].get_loop().call_soon_threadsafe(_settle, each)


def _settle(each: list[tuple[Waiting, Result]]) -> None:
    for waiting, became in each:
        if waiting.done():
            continue
        if isinstance(became, Counts):
            waiting.set_result(became)
        else:
            waiting.set_exception(became)
