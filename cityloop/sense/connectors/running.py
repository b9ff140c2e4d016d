"""Running: every connector that is set up runs here, in one thread with one loop, and each says how it is.

Who fails is begun again with growing patience, and the others go on. What was changed by whomever, in whichever process,
is seen in the database within half a second.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from cityloop.kit.work import Work
from cityloop.sense.connectors import queries
from cityloop.sense.connectors.bringing import Bringing, Health
from cityloop.sense.connectors.connector import Brought, Knock, Place, Stranger
from cityloop.sense.connectors.kinds import kind_of
from cityloop.sense.connectors.queries import SetUp
from cityloop.sense.readings.intake import Intake

log = logging.getLogger(__name__)

LOOK_S = 0.5  # between two looks at what is set up
BEGINS_S = 3.0  # how long a webhook may take to begin before its callers are turned away
FIRST_S, LONGEST_S = 0.2, 30.0  # patience after a failure, doubled each time

Begin = Callable[[str], AbstractContextManager[Work]]


class Running:
    """`glance` and `work` begin a piece of work by someone; `home` is where connectors have folders of their own."""

    def __init__(self, glance: Begin, work: Begin, intake: Intake, clock: Callable[[], datetime], home: Path) -> None:
        self._glance, self._work, self._intake, self._clock, self._home = glance, work, intake, clock, home
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="connectors", daemon=True)
        self._tasks: dict[int, tuple[SetUp, asyncio.Task[None], Bringing]] = {}
        self._hooks: dict[str, Knock] = {}
        self._main: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread.start()

    def stop(self) -> None:
        """End every connector: what is not on disk by now is brought again next time."""
        if self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._end)
        self._thread.join()
        self._loop.close()
        self._loop = None

    def health(self) -> Mapping[int, Health]:
        return {id: bringing.health for id, (_, _, bringing) in list(self._tasks.items())}

    def bringing(self, connection_id: int) -> Bringing | None:
        found = self._tasks.get(connection_id)
        return found[2] if found else None

    def folder(self, name: str) -> Path:
        return self._home / name

    async def knock(self, name: str, headers: Mapping[str, str], body: bytes) -> Brought:
        """Hand a call to the webhook of that name, from another loop."""

        async def inside() -> Brought:
            knock = await self._hook(name)
            if knock is None:
                raise Stranger
            return await knock(headers, body)

        if self._loop is None:
            raise Stranger
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(inside(), self._loop))

    # inside the thread ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        assert self._loop
        asyncio.set_event_loop(self._loop)
        self._main = self._loop.create_task(self._watch())
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._main)
        self._loop.run_until_complete(self._loop.shutdown_default_executor())

    def _end(self) -> None:
        if self._main:
            self._main.cancel()

    async def _watch(self) -> None:
        try:
            while True:
                try:
                    wanted = await asyncio.to_thread(self._look)
                except OperationalError as failure:
                    log.warning("what is set up could not be read: %s", failure)
                else:
                    await self._follow({one.id: one for one in wanted})
                await asyncio.sleep(LOOK_S)
        finally:
            await self._follow({})

    def _look(self) -> list[SetUp]:
        with self._glance("connectors") as work:
            return queries.set_up(work.session)

    async def _follow(self, wanted: Mapping[int, SetUp]) -> None:
        """End what is no longer so, begin what is new."""
        for id, (was, task, bringing) in list(self._tasks.items()):
            now = wanted.get(id)
            if now and now.version == was.version:
                bringing.number = now.mapping
                continue
            task.cancel()
            await asyncio.wait([task])
            del self._tasks[id]
        for one in wanted.values():
            if one.id not in self._tasks:
                bringing = Bringing(one, self._intake, self._clock, self._glance, self._work)
                self._tasks[one.id] = one, asyncio.create_task(self._keep(one, bringing)), bringing

    async def _hook(self, name: str) -> Knock | None:
        """The webhook of that name. One that is just beginning, as when its settings have changed, is waited for: who calls it is
        no stranger."""
        until = asyncio.get_running_loop().time() + BEGINS_S
        while name not in self._hooks and asyncio.get_running_loop().time() < until:
            if not any(one.name == name and not one.paused for one, _, _ in self._tasks.values()):
                break
            await asyncio.sleep(0.02)
        return self._hooks.get(name)

    async def _keep(self, one: SetUp, bringing: Bringing) -> None:
        """Let the connector run; when it fails, say so and begin again."""
        patience = FIRST_S
        if one.paused:
            bringing.says("paused")
            return
        while True:
            bringing.says("starting")
            try:
                await self._begin(one, bringing)
                failure: Exception = RuntimeError("The connector ended by itself.")
            except Exception as raised:
                log.log(
                    logging.INFO if bringing.again(raised) else logging.ERROR, "connector %s failed", one.name, exc_info=raised
                )
                failure = raised
            if bringing.health.state == "running":
                patience = FIRST_S
            bringing.says("failed", failure)
            await asyncio.sleep(patience * random.uniform(0.8, 1.2))  # noqa: S311 (only so that not all come at once)
            patience = min(LONGEST_S, 2 * patience)

    async def _begin(self, one: SetUp, bringing: Bringing) -> None:
        kind, settings, secrets = await asyncio.to_thread(self._settings, one.id, bringing)
        by = f"connector {one.name}"
        place = Place(
            one.id,
            one.name,
            self.folder(one.name),
            lambda: self._glance(by),
            lambda: self._work(by),
            lambda: self._clock().timestamp(),
            self._hooks,
        )
        known = kind_of(kind)
        await known(known.Settings(**settings), known.Secrets(**secrets), place).run(bringing)

    def _settings(self, id: int, bringing: Bringing) -> tuple[str, dict[str, object], dict[str, str]]:
        with self._glance("connectors") as work:
            found = queries.get(work, id)
            bringing.cursor = found.cursor
            return found.kind, found.settings, queries.secrets_of(work.session, id)
