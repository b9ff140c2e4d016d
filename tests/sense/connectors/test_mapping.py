"""What a mapping makes of what others say: tables and documents, times and units, and what it refuses."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pydantic import ValidationError

from cityloop.sense.connectors.connector import Paper, Parcel
from cityloop.sense.connectors.mapping import Mapping
from cityloop.sense.connectors.translating import Translated, translate
from cityloop.sense.readings.rules import BAD_TIME
from tests.sense.connectors.towns import ms

UNITS = {"water.level": "m", "pipes.pressure": "MPa"}
AT = "2026-03-02T08:00:00+08:00"


def translated(said: Any, about: dict[str, str] | None = None, **mapping: Any) -> Translated:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return translate(Parcel(papers=[Paper(body, about or {})]), Mapping.model_validate(mapping), UNITS, "b")


def rows(made: Translated) -> list[tuple[Any, ...]]:
    one = made.readings
    assert one.signal.place is not None and one.subject.place is not None
    return [
        (one.signal.names[s], one.subject.names[o], int(at), float(value))
        for s, o, at, value in zip(one.signal.place, one.subject.place, one.at, one.value, strict=True)
    ]


def gives(**more: Any) -> list[dict[str, Any]]:
    plain = {"signal": {"constant": "water.level"}, "subject": {"path": "id"}, "at": {"path": "at"}, "value": {"path": "v"}}
    return [plain | more]


def test_a_document_of_plain_rows_is_read_as_it_stands() -> None:
    made = translated([{"id": "A", "at": AT, "v": 1.5}, {"id": "B", "at": AT, "v": 2}], gives=gives())
    assert rows(made) == [("water.level", "A", ms(AT), 1.5), ("water.level", "B", ms(AT), 2.0)]
    assert (made.read, made.left, made.readings.refused) == (2, 0, [])


def test_rows_lie_deep_in_a_document_and_share_what_stands_above_them() -> None:
    said = {"station": {"id": 7}, "data": {"points": [{"t": 1772409600, "v": "3.5"}, {"t": 1772409660, "v": 4}]}}
    found = gives(subject={"pattern": "站{$.station.id}-{@topic[1]}"}, at={"path": "t"}, time="s")
    made = translated(said, {"topic": "water/north/level"}, each="data.points", gives=found)
    assert rows(made) == [("water.level", "站7-north", 1772409600000, 3.5), ("water.level", "站7-north", 1772409660000, 4.0)]


def test_one_row_gives_several_readings_each_in_the_unit_of_its_signal() -> None:
    pressure = gives(signal={"constant": "pipes.pressure"}, value={"path": "kpa"}, unit="kPa")
    made = translated({"id": "A", "at": AT, "v": 250, "kpa": 310}, gives=gives(unit="cm") + pressure)
    assert rows(made) == [("water.level", "A", ms(AT), 2.5), ("pipes.pressure", "A", ms(AT), pytest.approx(0.31))]


def test_a_unit_that_measures_something_else_is_refused() -> None:
    made = translated({"id": "A", "at": AT, "v": 1}, gives=gives(unit="kPa"))
    assert rows(made) == []
    assert made.readings.refused == [(0, "The signal is not measured in what kPa measures.")]


def test_names_are_looked_up_and_what_is_not_there_is_otherwise() -> None:
    signal = {"path": "kind", "lookup": {"1": "water.level", "2": "pipes.pressure"}, "otherwise": "unknown"}
    said = [{"id": "A", "at": AT, "v": 1, "kind": 1}, {"id": "A", "at": AT, "v": 1, "kind": 3}, {"id": "A", "at": AT, "v": 1}]
    assert [row[0] for row in rows(translated(said, gives=gives(signal=signal)))] == ["water.level", "unknown", "unknown"]


def test_a_switch_that_says_on_and_off_becomes_a_number() -> None:
    value = {"path": "v", "lookup": {"on": 1, "off": 0}}
    said = [{"id": "A", "at": AT, "v": "on"}, {"id": "B", "at": AT, "v": "off"}, {"id": "C", "at": AT, "v": "?"}]
    found = [row[3] for row in rows(translated(said, gives=gives(value=value)))]
    assert found[:2] == [1.0, 0.0] and np.isnan(found[2])


def test_a_value_may_be_worked_out() -> None:
    value = {"expression": "raw.hi * 100 + raw.lo"}
    made = translated({"id": "A", "at": AT, "raw": {"hi": 2, "lo": 50}}, gives=gives(value=value))
    assert rows(made)[0][3] == 250.0


@pytest.mark.parametrize(
    ("said", "time", "zone", "wanted"),
    [
        (AT, "iso", "Asia/Shanghai", AT),
        ("2026-03-02T00:00:00Z", "iso", "Asia/Shanghai", AT),
        ("2026-03-02 08:00:00", "iso", "Asia/Shanghai", AT),
        ("2026-03-02 00:00:00.000", "iso", "UTC", AT),
        ("20260302080000", "%Y%m%d%H%M%S", "Asia/Shanghai", AT),
        ("02/03/2026 08:00", "%d/%m/%Y %H:%M", "Asia/Shanghai", AT),
        ("2026-03-02 08:00:00.250 +0800", "%Y-%m-%d %H:%M:%S.%f %z", "UTC", "2026-03-02T08:00:00.250+08:00"),
        (1772409600, "s", "UTC", AT),
        ("1772409600.25", "s", "UTC", "2026-03-02T08:00:00.250+08:00"),
        (1772409600000000, "us", "UTC", AT),
        (46083 + 1 / 3, "excel", "Asia/Shanghai", AT),
    ],
)
def test_times_are_read_as_they_are_written(said: Any, time: str, zone: str, wanted: str) -> None:
    made = translated({"id": "A", "at": said, "v": 1}, gives=gives(time=time, zone=zone))
    assert rows(made)[0][2] == ms(wanted)


@pytest.mark.parametrize(
    ("said", "time"),
    [("soon", "iso"), ("soon", "s"), (None, "iso"), ("2026", "%d.%m.%Y"), (1e300, "ms"), ([1], "iso"), (True, "iso")],
)
def test_what_is_no_instant_costs_only_its_row(said: Any, time: str) -> None:
    good = {"iso": AT, "s": 1772409600, "ms": 1772409600000, "%d.%m.%Y": "02.03.2026"}[time]
    made = translated([{"id": "A", "at": said, "v": 1}, {"id": "B", "at": good, "v": 1}], gives=gives(time=time))
    assert [row[2] == BAD_TIME for row in rows(made)] == [True, False]


def test_what_is_no_number_is_refused_and_an_empty_cell_says_nothing() -> None:
    said = b"id,at,v\nA,2026-03-02 08:00:00, 1.5 \nB,2026-03-02 08:00:00,n/a\nC,2026-03-02 08:00:00,\n"
    made = translated(said, opens="csv", gives=gives())
    assert [row[1] for row in rows(made)] == ["A", "C"] and rows(made)[0][3] == 1.5 and np.isnan(rows(made)[1][3])
    assert made.readings.refused == [(0, "`value` is no number.")]


def test_rows_are_left_out_by_conditions_and_counted() -> None:
    kinds = (("A", 1, "y"), ("B", 50, "y"), ("C", 1, "n"), ("D", 1, None))
    said = [{"id": name, "at": AT, "v": value, "ok": ok} for name, value, ok in kinds]
    where = [{"path": "ok", "not_in": ["n"]}, {"path": "v", "most": 10}, {"path": "ok", "there": True}]
    made = translated(said, where=where, gives=gives())
    assert [row[1] for row in rows(made)] == ["A"]
    assert (made.read, made.left) == (4, 3)


@pytest.mark.parametrize(
    ("body", "opens", "why"),
    [
        (b"{", "json", "This is not JSON."),
        (b"[" * 100_000, "json", "This is nested too deep."),
        (b"\xff\xfe\xff", "text", "This is neither UTF-8 nor GB18030."),
        (b'{"a": 1}\nnot json\n', "lines", "This is not JSON."),
    ],
)
def test_a_paper_that_cannot_be_opened_is_refused_and_the_others_are_read(body: bytes, opens: str, why: str) -> None:
    good = b'{"id": "A", "at": 1, "v": 1}'
    mapping = Mapping.model_validate({"opens": opens, "gives": gives()})
    made = translate(Parcel(papers=[Paper(body, {}), Paper(good, {})]), mapping, UNITS, "b").readings
    assert made.refused == [(0, why)]
    assert list(made.rows) == [1]


def test_old_systems_write_gb18030() -> None:
    body = "编号,时间,水位\n渝中一号,2026-03-02 08:00:00,3.2\n".encode("gb18030")
    found = gives(subject={"path": "编号"}, at={"path": "时间"}, value={"path": "水位"})
    assert rows(translated(body, opens="csv", gives=found)) == [("water.level", "渝中一号", ms(AT), 3.2)]


def test_positions_of_the_national_datum_are_turned_into_wgs_84() -> None:
    found = gives(lon={"path": "x"}, lat={"path": "y"}, datum="gcj02")
    made = translated({"id": "A", "at": AT, "v": 1, "x": 116.403694, "y": 39.916042}, gives=found).readings
    assert (made.lon[0], made.lat[0]) == (pytest.approx(116.39745, abs=1e-4), pytest.approx(39.91464, abs=1e-4))


def test_columns_of_any_kind_are_read() -> None:
    columns = {
        "id": pa.array([1, 2], pa.int32()),
        "at": pa.array([0, 86_400_000], pa.timestamp("ms")),
        "v": pa.array([1.5, None], pa.float32()),
    }
    parcel = Parcel(table=pa.table(columns), about={"file": "x"})
    made = translate(parcel, Mapping.model_validate({"gives": gives()}), UNITS, "b")
    assert [row[:3] for row in rows(made)] == [("water.level", "1", -8 * 3_600_000), ("water.level", "2", 16 * 3_600_000)]
    assert made.readings.value[0] == 1.5 and np.isnan(made.readings.value[1])


@pytest.mark.parametrize(
    "said",
    [
        {"gives": []},
        {"gives": gives(value={"expression": "__import__('os')"})},
        {"gives": gives(value={"expression": "[1,2].map(x, x)"})},
        {"gives": gives(value={"path": "v", "constant": 1})},
        {"gives": gives(zone="Mars/Olympus")},
        {"gives": gives(unit="furlong")},
        {"gives": gives(), "code": "print(1)"},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Mapping.model_validate(said)


def test_nothing_said_in_a_row_can_break_the_others() -> None:
    odd: list[Any] = [
        None,
        True,
        [],
        {},
        "x",
        1 << 70,
        -0.0,
        {"id": {"a": [1]}, "at": AT, "v": {"b": 2}},
        {"id": [], "at": [], "v": []},
    ]
    made = translated([*odd, {"id": "A", "at": AT, "v": 1}], gives=gives())
    assert ("water.level", "A", ms(AT), 1.0) in rows(made)
