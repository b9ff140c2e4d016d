"""The job itself: a stream of files, `foreachBatch`, a shard's rows to one Python worker, its state in a file a batch.

`python -m bench.spark_job FOLDER`. A batch that is done again after a fault begins with the state of the batch before,
so it finds the same; what it found is written over. Prints the seconds of each batch.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

from bench.spark_folds import BATCHES, FOLDS, SHARDS, columns, readings
from cityloop.kernels.columns import Readings

INPUT = "signal int, subject int, at long, value double, lon double, lat double, shard int"
FOUND = "fold string, subject int, began long, ended long, peak double"
FOUND_ARROW = pa.schema(
    [("fold", pa.string()), ("subject", pa.int32()), ("began", pa.int64()), ("ended", pa.int64()), ("peak", pa.float64())]
)


def shard_step(states: str, batch: int) -> Callable[[pa.Table], pa.Table]:
    """One shard of one batch: its state of the batch before, the folds as they are, its state of this batch."""

    def step(rows: pa.Table) -> pa.Table:
        shard = rows.column("shard")[0].as_py()
        said = Readings._make(rows.column(name).to_numpy() for name in Readings._fields)
        order = np.argsort(said.at, kind="stable")
        said = said.take(order)
        local = said._replace(subject=(said.subject // SHARDS).astype(np.int32))
        parts = []
        for name, fold, values in FOLDS:
            state, found = fold(_load(f"{states}/{name}-{shard}-{batch - 1}.npz"), local, **columns(values, said.at.size))
            _save(f"{states}/{name}-{shard}-{batch}.npz", state)
            names = pa.array([name] * found.subject.size, pa.string())
            subject = pa.array(found.subject * SHARDS + shard, pa.int32())
            parts.append(pa.table([names, subject, found.began, found.ended, found.peak], schema=FOUND_ARROW))
        return pa.concat_tables(parts)

    return step


def _load(path: str) -> dict[str, Any]:
    if not os.path.exists(path):
        return {}
    with np.load(path) as kept:
        return {name: kept[name] for name in kept.files}


def _save(path: str, state: dict[str, Any]) -> None:
    """Whole or not at all: the file has its name once it is on disk."""
    with open(path + ".part", "wb") as file:
        np.savez(file, **state)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def run(spark: SparkSession, folder: Path) -> list[float]:
    """Every file is one batch. A batch is done when its findings are on disk."""
    took, states = list[float](), folder / "states"
    states.mkdir()
    (folder / "found").mkdir()

    def done(frame: DataFrame, batch: int) -> None:
        began = time.perf_counter()
        found = frame.groupBy("shard").applyInArrow(shard_step(str(states), batch), FOUND).toArrow()
        pq.write_table(found, folder / "found" / f"{batch}.parquet")
        took.append(time.perf_counter() - began)

    stream = spark.readStream.schema(INPUT).option("maxFilesPerTrigger", 1).parquet(str(folder / "said"))
    query = stream.writeStream.foreachBatch(done).option("checkpointLocation", str(folder / "checkpoint"))
    query.trigger(availableNow=True).start().awaitTermination()
    return took


def main() -> None:
    folder = Path(sys.argv[1])
    (folder / "said").mkdir()
    for number in range(BATCHES):
        said = readings(number)
        table = pa.table([*said, pa.array(said.subject % SHARDS)], names=[*Readings._fields, "shard"])
        pq.write_table(table, folder / "said" / f"{number:03d}.parquet", row_group_size=125_000)
        os.utime(folder / "said" / f"{number:03d}.parquet", (number + 1e9, number + 1e9))
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("CityLoop")
    settings = {
        "spark.sql.shuffle.partitions": str(SHARDS // 2),
        "spark.sql.adaptive.enabled": "false",
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", os.getcwd()),
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1000000",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    took = run(spark, folder)
    version = spark.version
    spark.stop()
    print(json.dumps({"seconds": took, "version": version}))


if __name__ == "__main__":
    main()
