"""Positions said in GCJ-02, the datum maps in China are drawn in, as WGS 84."""

import numpy as np

from cityloop.kernels.columns import Floats

SEMI_MAJOR_M, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krasovsky 1940
ROUNDS = 5  # of the way back, which is exact to less than a millimetre by then


def to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """f8[n] degrees to f8[n] degrees; outside China as it stands. The way there is the published one, turned by iteration.

    >>> lon, lat = to_wgs84(np.array([106.559]), np.array([29.553]))
    >>> bool(abs(lon - 106.5553) < 1e-3) and bool(abs(lat - 29.5560) < 1e-3)
    True
    """
    inside = (lon > 72.004) & (lon < 137.8347) & (lat > 0.8293) & (lat < 55.8271)
    x, y = lon.copy(), lat.copy()
    with np.errstate(invalid="ignore"):
        for _ in range(ROUNDS):
            east, north = _shift(x, y)
            x, y = lon - east, lat - north
    return np.where(inside, x, lon), np.where(inside, y, lat)


def _shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    root, pi = np.sqrt(np.abs(x)), np.pi
    waves = (20 * np.sin(6 * x * pi) + 20 * np.sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * np.sin(x * pi) + 40 * np.sin(x / 3 * pi) + 150 * np.sin(x / 12 * pi) + 300 * np.sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * np.sin(y * pi) + 40 * np.sin(y / 3 * pi) + 160 * np.sin(y / 12 * pi) + 320 * np.sin(y * pi / 30)) * 2 / 3
    angle = lat / 180 * pi
    curve = 1 - ECCENTRICITY * np.sin(angle) ** 2
    north_degree = SEMI_MAJOR_M * (1 - ECCENTRICITY) / (curve * np.sqrt(curve)) * pi / 180
    east_degree = SEMI_MAJOR_M / np.sqrt(curve) * np.cos(angle) * pi / 180
    return east / east_degree, north / north_degree
