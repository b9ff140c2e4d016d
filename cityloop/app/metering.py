"""What the city says of itself to Prometheus. Asked each time; nothing is counted twice for it."""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from cityloop.app.city import City
from cityloop.sense.ledger.rules import REFUSED
from cityloop.sense.mqtt.door import Door as MqttDoor
from cityloop.sense.readings.intake import Intake

__all__ = ["CONTENT_TYPE", "exposition", "measure"]


class _Said:
    """What prometheus-client calls a collector: it gives what it was given."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


def exposition(metrics: Sequence[Metric]) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Said(metrics))
    return generate_latest(registry)


def measure(city: City, intake: Intake, mqtt: MqttDoor) -> list[Metric]:
    """Counters since the city was started, and what stands now."""
    return [*_taken_in(city, intake), *_of_mqtt(mqtt.health()), *_folds(city)]


def _of_mqtt(health: Mapping[str, float]) -> list[Metric]:
    connections = GaugeMetricFamily(
        "cityloop_mqtt_connections", "Connections of MQTT, with those not let in yet.", value=health["connections"]
    )
    messages = CounterMetricFamily("cityloop_mqtt_messages", "Messages published by MQTT.", value=health["messages"])
    refused = CounterMetricFamily("cityloop_mqtt_refused", "Rows brought by MQTT and refused.", value=health["refused"])
    held = GaugeMetricFamily(
        "cityloop_mqtt_rows_held",
        "Rows for which the intake has no room; while there are any, no socket of MQTT is read.",
        value=health["held_rows"],
    )
    return [connections, messages, refused, held]


def _taken_in(city: City, intake: Intake) -> list[Metric]:
    rows = CounterMetricFamily(
        "cityloop_rows", "Rows a source sent, and what became of them, by the loss ledger.", labels=("source", "what", "reason")
    )
    for (source, what), count in sorted(city.frames.log.accounts.totals.items()):
        word, _, reason = what.partition(REFUSED[-1])
        rows.add_metric((source, word, reason), count)
    away = CounterMetricFamily(
        "cityloop_rows_turned_away", "Rows answered with 429: their senders keep them.", labels=("source",)
    )
    for source, count in sorted(intake.turned_away.items()):
        away.add_metric((source,), count)
    waiting = GaugeMetricFamily("cityloop_rows_waiting", "Rows that came and are not on disk yet.", value=intake.waiting_rows)
    end = CounterMetricFamily("cityloop_log_readings", "Readings in the log: its end.", value=city.frames.log.end)
    return [rows, away, waiting, end]


def _folds(city: City) -> list[Metric]:
    lag = GaugeMetricFamily("cityloop_fold_lag_readings", "Readings a fold has still to read.", labels=("fold",))
    stuck = GaugeMetricFamily(
        "cityloop_reader_stuck", "1 for a reader that failed and waits to be let try again.", labels=("reader",)
    )
    for name, offset in sorted(city.frames.states.offsets().items()):
        lag.add_metric((name,), city.frames.log.end - offset)
    for name in sorted(city.stuck()):
        stuck.add_metric((name,), 1)
    return [lag, stuck]
