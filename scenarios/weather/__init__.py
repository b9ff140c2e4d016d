"""气象等外部预警 Warnings from outside: what others warn the city of, in the Common Alerting Protocol."""

from scenarios.weather.scenario import scenario

__all__ = ["scenario"]
