"""Units others say things in, and what they are in a common one: `common = said * times + plus`. Exact where defined so."""

UNITS: dict[str, tuple[str, float, float]] = {  # unit: what is measured, times, plus
    "Pa": ("pressure", 1.0, 0.0),
    "hPa": ("pressure", 1e2, 0.0),
    "kPa": ("pressure", 1e3, 0.0),
    "MPa": ("pressure", 1e6, 0.0),
    "bar": ("pressure", 1e5, 0.0),
    "psi": ("pressure", 6894.757293168, 0.0),
    "mH2O": ("pressure", 9806.65, 0.0),
    "m": ("length", 1.0, 0.0),
    "mm": ("length", 1e-3, 0.0),
    "cm": ("length", 1e-2, 0.0),
    "km": ("length", 1e3, 0.0),
    "m/s": ("speed", 1.0, 0.0),
    "km/h": ("speed", 1 / 3.6, 0.0),
    "knot": ("speed", 1852 / 3600, 0.0),
    "m³/h": ("flow", 1 / 3600, 0.0),
    "m3/h": ("flow", 1 / 3600, 0.0),
    "m³/s": ("flow", 1.0, 0.0),
    "L/s": ("flow", 1e-3, 0.0),
    "L/min": ("flow", 1e-3 / 60, 0.0),
    "m³/d": ("flow", 1 / 86400, 0.0),
    "°C": ("temperature", 1.0, 0.0),
    "K": ("temperature", 1.0, -273.15),
    "°F": ("temperature", 5 / 9, -160 / 9),
    "mg/m3": ("concentration", 1e-3, 0.0),
    "ug/m3": ("concentration", 1e-6, 0.0),
    "mg/m³": ("concentration", 1e-3, 0.0),
    "µg/m³": ("concentration", 1e-6, 0.0),
    "W": ("power", 1.0, 0.0),
    "kW": ("power", 1e3, 0.0),
    "kWh": ("energy", 3.6e6, 0.0),
    "J": ("energy", 1.0, 0.0),
    "s": ("time", 1.0, 0.0),
    "min": ("time", 60.0, 0.0),
    "h": ("time", 3600.0, 0.0),
    "%": ("share", 1e-2, 0.0),
    "1": ("share", 1.0, 0.0),
}


def conversion(said: str, wanted: str) -> tuple[float, float] | None:
    """What to multiply by and add to get from one unit to another; None if there is no way.

    >>> conversion("kPa", "MPa")
    (0.001, 0.0)
    >>> conversion("kPa", "m") is None
    True
    """
    if not said or said == wanted:
        return 1.0, 0.0
    if said not in UNITS or wanted not in UNITS or UNITS[said][0] != UNITS[wanted][0]:
        return None
    (_, times, plus), (_, by, less) = UNITS[said], UNITS[wanted]
    return times / by, (plus - less) / by
