"""The same folds on Spark: two workers, state by shard, threshold and stops, beside one process on the same readings.

PySpark comes with `uv pip install pyspark` (450 MB) and needs Java 17; where either is absent a sentence says so.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import line
from bench.spark_folds import BATCHES, FOLDS, ROWS, columns, found_by, readings

REACH, MOST_S = 500_000.0, 200


def measure() -> Iterator[str]:
    if not find_spec("pyspark") or not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        yield "Spark: pyspark or Java is not here, so it is not measured (uv pip install pyspark; Java 17)"
        return
    with TemporaryDirectory() as folder:
        here = _one_process()
        command = [sys.executable, "-m", "bench.spark_job", folder]
        environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=MOST_S, check=False)
        if said.returncode:
            yield f"Spark: it did not run: {said.stderr.strip().splitlines()[-1]}"
            return
        taken = json.loads(said.stdout.splitlines()[-1])
        rates = [ROWS / one for one in taken["seconds"][1:]]
        yield line(f"Spark {taken['version']}, two workers: {ROWS:,} rows a batch", rates, "rows/s", REACH)
        yield line("      the first batch, with what starts", [taken["seconds"][0]], "s")
        yield line("   beside it: one process, the same folds", [ROWS / one for one in here["seconds"][1:]], "rows/s")
        yield f"   Spark is {median(rates) / (ROWS / median(here['seconds'][1:])):.2f} × one process"
        for name, _, _ in FOLDS:
            ours, theirs = here["found"][name], found_by(Path(folder) / "found", name)
            same = "the same" if ours == theirs else "NOT THE SAME"
            yield f"Spark: {name}: {len(theirs):,} findings, one process {len(ours):,}: {same}"


def _one_process() -> dict[str, Any]:
    states: list[dict[str, Any]] = [{} for _ in FOLDS]
    seconds = []
    found: dict[str, set[tuple[int, int, int, float]]] = {name: set() for name, _, _ in FOLDS}
    for number in range(BATCHES):
        batch = readings(number)
        began = time.perf_counter()
        for place, (name, step, values) in enumerate(FOLDS):
            states[place], said = step(states[place], batch, **columns(values, batch.at.size))
            lists = (column.tolist() for column in (said.subject, said.began, said.ended, said.peak))
            found[name] |= set(zip(*lists, strict=True))
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "found": found}


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
