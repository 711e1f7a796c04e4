"""The shifted coordinates of Chinese maps, GCJ-02 and BD-09, and how to undo the shift.

China's public maps draw places some hundred metres from where they are. The formulas were
never published officially; those in use are known since 2010 and described in Wikipedia,
“Restrictions on geographic data in China”. All positions are (latitude, longitude) in degrees.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, pi, radians, sin, sqrt

Position = tuple[float, float]

# Krasovsky's ellipsoid of 1940: its semi-major axis in metres, and its eccentricity squared.
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_ROUNDS = 10


def to_gcj02(position: Position) -> Position:
    """Where a map in GCJ-02 (Amap, Tencent, Google in China) draws a position of WGS 84.

    Meant for positions in China only.
    """
    latitude, longitude = position
    x, y = longitude - 105.0, latitude - 35.0
    both = _waves(x, (20, 6), (20, 2))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += both + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += both + _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    bend = 1 - _ECCENTRICITY * sin(radians(latitude)) ** 2
    metres_north = radians(_AXIS * (1 - _ECCENTRICITY) / bend**1.5)
    metres_east = radians(_AXIS / sqrt(bend) * cos(radians(latitude)))
    return latitude + north / metres_north, longitude + east / metres_east


def to_bd09(position: Position) -> Position:
    """Where a map in BD-09 (Baidu) draws a position of WGS 84: a further shift of GCJ-02."""
    latitude, longitude = to_gcj02(position)
    length = hypot(longitude, latitude) + 0.00002 * sin(latitude * pi * 3000 / 180)
    angle = atan2(latitude, longitude) + 0.000003 * cos(longitude * pi * 3000 / 180)
    return length * sin(angle) + 0.006, length * cos(angle) + 0.0065


def undone(shift: Callable[[Position], Position], shifted: Position) -> Position:
    """The WGS 84 position that `shift` draws at `shifted`, to far less than a metre."""
    latitude, longitude = shifted
    for _ in range(_ROUNDS):
        there = shift((latitude, longitude))
        latitude += shifted[0] - there[0]
        longitude += shifted[1] - there[1]
    return latitude, longitude


def _waves(along: float, *waves: tuple[float, float]) -> float:
    return sum(height * sin(pi * along * often) for height, often in waves) * 2 / 3
