"""What the city says to itself in the reading log: that time goes on, and what it expects of its devices."""

from datetime import timedelta

from cityloop.rulebook.definitions import Keep, Signal

FOREVER = timedelta(days=100 * 365)

TICK = Signal(name="devices.tick", unit="s", expect_every=timedelta(seconds=10), inner=True)
EXPECTS = Signal(
    name="devices.expects",  # seconds between two reports, 0 for none any more; and where the device stands
    unit="s",
    expect_every=FOREVER,
    inner=True,
    keep=Keep(raw=FOREVER, hourly=FOREVER, daily=FOREVER),
)
HEARD = Signal(name="devices.heard", unit="", expect_every=FOREVER, inner=True, others=True)
WARNED = Signal(name="weather.warned", unit="1", expect_every=FOREVER, inner=True, least=0, most=4)  # 4 red … 1 blue, 0 over

# what the city counts of itself every minute, a number an area, so that vital signs may stand on it
OPEN_CASES, LATE_CASES, CLOSED_TODAY, OPEN_ALERTS, GRAVE_ALERTS = COUNTS = tuple(
    Signal(name=f"city.{name}", unit="1", expect_every=timedelta(minutes=10), least=0, inner=True)
    for name in ("open_cases", "late_cases", "closed_today", "open_alerts", "grave_alerts")
)
