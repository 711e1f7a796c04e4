"""The classic mistakes with coordinates: what is wrong with a position, and what may be meant.

A latitude and a longitude are read from what stands in two cells. Errors keep a position off
the map; with a warning it is used as read. No position is ever finer than `FINEST_COORDINATE`:
the centre of a town, and nobody's hiding place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from geopy.point import Point

from refoulement.dataset.bounds import FINEST_COORDINATE, PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES
from refoulement.dataset.geography import distance_km
from refoulement.intake.cells.shifts import to_bd09, to_gcj02, undone
from refoulement.intake.gazetteer.places import Place

#: Farther than this from the place that is named, a position is of another place, in km.
ANOTHER_PLACE_KM = 200.0
#: How well a position must fit a shift: the roundings of both positions, in km.
SHIFT_FITS_KM = 0.15
#: Nearer than this to 0° N 0° E, in degrees, nobody was looked for.
NULL_ISLAND = 1.0
LONGEST_CELL = 50

_DECIMAL = re.compile(r"[+-]?\d+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_SEXAGESIMAL = re.compile(
    r"(?P<front>[NSEW])?\s*(?P<degrees>[+-]?\d{1,3}(\.\d+)?)\s*"
    r"(?:°\s*(?:(?P<minutes>[0-5]?\d(\.\d+)?)\s*'\s*)?"
    r"(?:(?P<seconds>[0-5]?\d(\.\d+)?)\s*(?:\"|'')\s*)?)?"
    r"(?P<back>[NSEW])?",
    re.IGNORECASE,
)
_PAIR = re.compile(r"([+-]?\d+\.\d+)\s*[,;/\s]\s*([+-]?\d+\.\d+)")
_MARKS = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "″": '"', "”": '"', "“": '"',
     "º": "°", "˚": "°", "도": "°", "度": "°", "분": "'", "分": "'", "초": '"', "秒": '"',
     "−": "-", "–": "-"}
)  # fmt: skip
_DIRECTIONS = {"북위": "N", "동경": "E", "北纬": "N", "北緯": "N", "东经": "E", "東經": "E"}
_NO_POSITION = {"nan", "<na>", "none", "n/a", "-", "?", "unknown", "미상", "不详", "不詳"}


@dataclass(frozen=True, slots=True)
class PositionProblem:
    """What is wrong with a position: a sentence, `error` or `warning`, and what may be meant.

    The suggested degrees (WGS 84, three decimals) are both None where nothing is suggested;
    `axis` then says which of the two cells is wrong.
    """

    message: str
    severity: str
    latitude: float | None = None
    longitude: float | None = None
    axis: str = "latitude"


@dataclass(frozen=True, slots=True)
class PositionRead:
    """A position as it can be used, in degrees (three decimals), and what is wrong with it.

    Both are None where none is given, and where there is an error.
    """

    latitude: float | None
    longitude: float | None
    problems: tuple[PositionProblem, ...] = ()


Mistake = Callable[[float, float, Place | None], PositionProblem | None]


def read_position(latitude: object, longitude: object, place: Place | None = None) -> PositionRead:
    """The position that two cells give, text or numbers, and what is wrong with it.

    `place` is the place that the row names, where it is known. Never raises.
    """
    cells = _text(latitude), _text(longitude)
    if not any(cells):
        return PositionRead(None, None)
    if not all(cells):
        return _half(cells, place)
    north, east = _degrees(cells[0]), _degrees(cells[1])
    if north is None or east is None:
        cell = cells[0] if north is None else cells[1]
        expected = "expected degrees as a decimal number, such as 42.966"
        axis = "latitude" if north is None else "longitude"
        return _refused(_wrong(f"“{cell}” is no coordinate; {expected}", place, axis=axis))
    found = next(filter(None, (mistake(north, east, place) for mistake in MISTAKES)), None)
    if found and found.severity == "error":
        return _refused(found)
    problems = [found] if found else []
    if not all(_DECIMAL.fullmatch(cell) for cell in cells):
        message = "is not written as a decimal number with a point; read as suggested"
        problems.insert(0, _suggest(message, "warning", north, east))
    elif not found and (_is_too_fine(north) or _is_too_fine(east)):
        message = (
            f"has more than {FINEST_COORDINATE} decimals, finer than the centre of a town: it "
            "could show where somebody hides; rounded"
        )
        problems.append(_suggest(message, "warning", north, east))
    return PositionRead(_rounded(north), _rounded(east), tuple(problems))


# The mistakes. Each is tried where those before it are not made.


def null_island(
    latitude: float, longitude: float, place: Place | None = None
) -> PositionProblem | None:
    """0, 0: what a program writes that knows no position."""
    if max(abs(latitude), abs(longitude)) < NULL_ISLAND:
        return _wrong(
            "is at 0, 0, which stands for no position; expected degrees, or nothing", place
        )
    return None


def swapped_or_signed(
    latitude: float, longitude: float, _place: Place | None = None
) -> PositionProblem | None:
    """Latitude and longitude in each other's place, a wrong sign, or both."""
    if _is_in_region(latitude, longitude):
        return None
    if _is_in_region(longitude, latitude):
        message = "latitude and longitude look swapped"
        return _suggest(message, "error", longitude, latitude)
    north, east = abs(latitude), abs(longitude)
    if _is_in_region(north, east):
        return _suggest(
            "has a wrong sign: south of the equator or west of Greenwich", "error", north, east
        )
    if _is_in_region(east, north):
        message = "latitude and longitude look swapped, and a sign wrong"
        return _suggest(message, "error", east, north)
    return None


def out_of_range(
    latitude: float, longitude: float, place: Place | None = None
) -> PositionProblem | None:
    """Degrees that there are none of."""
    if abs(latitude) > 90:
        return _wrong("is no latitude; expected degrees between -90 and 90", place)
    if abs(longitude) > 180:
        message = "is no longitude; expected degrees between -180 and 180"
        return _wrong(message, place, axis="longitude")
    return None


def outside_the_region(
    latitude: float, longitude: float, place: Place | None = None
) -> PositionProblem | None:
    """A position where none of this subject can be."""
    if _is_in_region(latitude, longitude):
        return None
    (south, north), (west, east) = PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES
    message = (
        f"lies outside the region; expected a latitude between {south:g} and {north:g} and a "
        f"longitude between {west:g} and {east:g}"
    )
    return _wrong(message, place)


def shifted(
    latitude: float, longitude: float, place: Place | None = None
) -> PositionProblem | None:
    """A position from a Chinese map: off the named place just as such a map draws it.

    A position of fewer than three decimals is too coarse to tell.
    """
    if place is None or place.country != "China":
        return None
    if round(latitude, FINEST_COORDINATE - 1) == latitude and (
        round(longitude, FINEST_COORDINATE - 1) == longitude
    ):
        return None
    given, known = (latitude, longitude), place.position
    for name, shift in (("GCJ-02", to_gcj02), ("BD-09", to_bd09)):
        off = distance_km(given, shift(known))
        if off <= SHIFT_FITS_KM and off < distance_km(given, known):
            message = (
                f"fits {place.label} as a Chinese map draws it ({name}), some hundred metres "
                "off; suggested is the position in WGS 84"
            )
            return _suggest(message, "warning", *undone(shift, given))
    return None


def far_from_the_place(
    latitude: float, longitude: float, place: Place | None = None
) -> PositionProblem | None:
    """A position far from the place that the row names.

    A warning beyond twice what such a place commonly reaches; an error where it must be
    another place.
    """
    if place is None:
        return None
    km = distance_km((latitude, longitude), place.position)
    if km <= 2 * place.reach_km:
        return None
    severity = "error" if km > max(ANOTHER_PLACE_KM, 2 * place.reach_km) else "warning"
    message = f"lies {km:,.0f} km from {place.label}, where the row says that it is"
    return _wrong(message, place, severity)


MISTAKES: tuple[Mistake, ...] = (
    null_island,
    swapped_or_signed,
    out_of_range,
    outside_the_region,
    shifted,
    far_from_the_place,
)


def _half(cells: tuple[str, str], place: Place | None) -> PositionRead:
    """One cell is empty: perhaps since the other holds both numbers."""
    pair = _PAIR.fullmatch(cells[0] or cells[1])
    if pair:
        read = read_position(pair[1], pair[2], place)
        if read.latitude is not None and read.longitude is not None:
            message = "holds latitude and longitude in one cell; read as suggested"
            both = _suggest(message, "warning", read.latitude, read.longitude)
            return PositionRead(read.latitude, read.longitude, (both, *read.problems))
    missing = "longitude" if cells[0] else "latitude"
    return _refused(_wrong(f"has no {missing}; expected both, or neither", place, axis=missing))


def _text(cell: object) -> str:
    """What a cell holds, each run of spaces as one; empty for nothing and for no number.

    What is too long for a coordinate is cut, and ends in a mark that no coordinate has.
    """
    try:
        written = "" if cell is None else str(cell)
    except ValueError:  # Python refuses to write out a number of thousands of digits
        written = "…"
    plain = unicodedata.normalize("NFKC", written.translate(_MARKS)).translate(_MARKS)
    for word, letter in _DIRECTIONS.items():
        plain = plain.replace(word, letter)
    text = " ".join(plain.split()).removeprefix("'")  # which keeps it text in a spreadsheet
    if len(text) > LONGEST_CELL:
        return f"{text[:LONGEST_CELL]}…"
    return "" if text.casefold() in _NO_POSITION else text


def _degrees(cell: str) -> float | None:
    """The degrees that a cell gives, south and west negative; None where it gives none."""
    cell = cell.removesuffix("°").rstrip() if _DECIMAL.match(cell) else cell
    if _DECIMAL.fullmatch(cell) or _DECIMAL_COMMA.fullmatch(cell):
        degrees = float(cell.replace(",", "."))
        return degrees if isfinite(degrees) else None
    match = _SEXAGESIMAL.fullmatch(cell)
    if not match or (match["front"] and match["back"]):
        return None
    direction = match["front"] or match["back"]
    if direction and match["degrees"].startswith(("+", "-")):
        return None
    finer = match["minutes"] or 0, match["seconds"] or 0
    return float(Point.parse_degrees(match["degrees"], *finer, direction and direction.upper()))


def _is_in_region(latitude: float, longitude: float) -> bool:
    return (
        PLAUSIBLE_LATITUDES[0] <= latitude <= PLAUSIBLE_LATITUDES[1]
        and PLAUSIBLE_LONGITUDES[0] <= longitude <= PLAUSIBLE_LONGITUDES[1]
    )


def _is_too_fine(degrees: float) -> bool:
    return abs(_rounded(degrees) - degrees) > 1e-9


def _rounded(degrees: float) -> float:
    return round(degrees, FINEST_COORDINATE)


def _suggest(message: str, severity: str, latitude: float, longitude: float) -> PositionProblem:
    return PositionProblem(message, severity, _rounded(latitude), _rounded(longitude))


def _wrong(
    message: str, place: Place | None, severity: str = "error", axis: str = "latitude"
) -> PositionProblem:
    """A problem for which nothing but the named place's own position can be suggested."""
    if place is None:
        return PositionProblem(message, severity, axis=axis)
    return _suggest(message, severity, place.latitude, place.longitude)


def _refused(problem: PositionProblem) -> PositionRead:
    return PositionRead(None, None, (problem,))
