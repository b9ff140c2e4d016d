"""Distances between places some kilometres apart."""

import math

DEGREE_M = 111_195.0  # of latitude, on a sphere

Place = tuple[float | None, float | None]


def apart_m(one: Place, other: Place | None) -> float | None:
    """Metres between two places some kilometres apart, lon and lat in degrees; None where one is not known.

    >>> apart_m((106.55, 29.55), (106.55, 29.56))
    1111.9
    """
    if other is None:
        return None
    (lon, lat), (other_lon, other_lat) = one, other
    if lon is None or lat is None or other_lon is None or other_lat is None:
        return None
    return round(DEGREE_M * math.hypot((lon - other_lon) * math.cos(math.radians(lat)), lat - other_lat), 1)
