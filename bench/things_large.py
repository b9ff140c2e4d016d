"""`$count` over a hundred million Observations: `python -m bench.things_large [ROWS]`. Two minutes, six gigabytes of disk.

Datastreams are made as SensorThings makes them. Their Observations come as Arrow, for a Datastream is a signal of a subject and
whoever brings its readings brings Observations; singly a hundred million would take six hours.
"""

import http.client
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.machine import about, line
from bench.server import Served
from bench.things import STREAMS, ask, thing, timed

ROWS, A_BODY = 100_000_000, 200_000
BEGAN_MS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
COUNT = "Observations?$count=true&$top=0"


def measure(rows: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder) / "city")
        try:
            token = served.token("things")
            for number in range(STREAMS):
                ask(served, token, "Things", thing(number))
            began = time.perf_counter()
            fill(served, token, rows)
            served.caught_up(600)
            yield line("SensorThings: Observations brought as Arrow", [rows / (time.perf_counter() - began)], "Observations/s")
            first = timed(served, token, COUNT)
            yield line("SensorThings: the first $count after that", [first], "ms")
            found = ask(served, token, COUNT)["@iot.count"]
            yield f"SensorThings: {found:,} counted, {rows:,} brought: {'the same' if found == rows else 'MISSED'}"
            what = f"SensorThings: $count of all {found:,} Observations"
            yield line(what, [timed(served, token, COUNT) for _ in range(20)], "ms", 200, least=False)
            path = "Datastreams(1)/Observations?$orderby=phenomenonTime%20desc&$top=1"
            yield line("SensorThings: newest of one Datastream", [timed(served, token, path) for _ in range(5)], "ms")
        finally:
            served.stop()


def fill(served: Served, token: str, rows: int) -> None:
    """Bring so many Observations, as many to each Datastream, one body after the other."""
    with sqlite3.connect(f"file:{served.home / 'city.db'}?mode=ro", uri=True) as base:
        streams = base.execute("select signal, subject from datastream order by id").fetchall()
    names = [pa.array([stream[place] for stream in streams]) for place in (0, 1)]
    door = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/vnd.apache.arrow.stream"}
    for first in range(0, rows, A_BODY):
        row = np.arange(first, min(rows, first + A_BODY))
        place = pa.array((row % len(streams)).astype(np.int32))
        columns = {
            name: pa.DictionaryArray.from_arrays(place, one) for name, one in zip(("signal", "subject"), names, strict=True)
        }
        columns["at"] = pa.array(BEGAN_MS + row // len(streams)).cast(pa.timestamp("ms", tz="UTC"))
        columns["value"] = pa.array(row % 50 / 10)
        table = pa.table(columns).replace_schema_metadata({"batch": f"large {first}"})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        while True:
            door.request("POST", "/readings", bytes(sink.getvalue()), headers)
            answer = door.getresponse()
            said = answer.read()
            if answer.status != http.client.TOO_MANY_REQUESTS:
                break
            time.sleep(float(answer.getheader("retry-after", "1")))
        if answer.status != http.client.OK or b'"refused":0' not in said:
            raise RuntimeError(said[:300].decode())


if __name__ == "__main__":
    print(about(), flush=True)
    for figure in measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
        print(figure, flush=True)
