"""The classic mistakes with coordinates: what is wrong with a position, and what may be meant.

A latitude and a longitude are read from two cells. Errors keep a position off
the map; with a warning it is used as read. No position is ever finer than `FINEST_COORDINATE`:
the centre of a town, and nobody's hiding place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from refoulement.dataset.bounds import FINEST_COORDINATE, PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES
from refoulement.dataset.geography import distance_km
from refoulement.intake.cells.shifts import to_bd09, to_gcj02, undone
from refoulement.intake.gazetteer.places import Place
from refoulement.messages import Words, gettext, marked, ngettext

#: A position farther than this from the named place, in km, is that of another place.
ANOTHER_PLACE_KM = 200.0
#: How well a position must fit a shift, in km: the rounding of both positions.
SHIFT_FITS_KM = 0.15
#: Nearer than this to 0° N 0° E, in degrees, a position stands for none.
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
_PAIR = re.compile(r"[\[(]?([+-]?\d+\.\d+)\s*[,;/\s]\s*([+-]?\d+\.\d+)[\])]?")
_POINT = re.compile(r"POINT ?\( ?([+-]?\d+\.?\d*) ([+-]?\d+\.?\d*) ?\)", re.IGNORECASE)
_DECIDED = Words(
    {
        "swapped": marked("Read with latitude and longitude exchanged, as you decided"),
        "unsigned": marked("Read without the minus, as you decided"),
    }
)
_MISSING = Words(
    {
        "latitude": marked("has no latitude; expected both, or neither"),
        "longitude": marked("has no longitude; expected both, or neither"),
    }
)
_MARKS = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "″": '"', "”": '"', "“": '"',
     "º": "°", "˚": "°", "도": "°", "度": "°", "분": "'", "分": "'", "초": '"', "秒": '"',
     "−": "-", "–": "-"}
)  # fmt: skip
_DIRECTIONS = {"북위": "N", "동경": "E", "北纬": "N", "北緯": "N", "东经": "E", "東經": "E"}
_NO_POSITION = {"nan", "<na>", "none", "n/a", "-", "?", "unknown", "미상", "不详", "不詳"}


#: How a position would lie in the region: with its degrees exchanged, or without a minus.
Question = Literal["", "swapped", "unsigned"]


@dataclass(frozen=True, slots=True)
class PositionProblem:
    """What is wrong with a position: a sentence, `error` or `warning`, and what may be meant.

    The degrees (WGS 84, three decimals) are both None if nothing can be meant; `axis` then
    says which of the two cells is wrong. `is_certain`: they are what the cells say, written
    differently; otherwise they are a question. `question` is what a person decides for a file.
    """

    message: str
    severity: str
    latitude: float | None = None
    longitude: float | None = None
    axis: str = "latitude"
    is_certain: bool = False
    question: Question = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class PositionRead:
    """A position as it can be used, in degrees (three decimals), and what is wrong with it.

    Both are None if none is given or if there is an error.
    """

    latitude: float | None
    longitude: float | None
    problems: tuple[PositionProblem, ...] = ()


Mistake = Callable[[float, float, Place | None], PositionProblem | None]


def read_position(
    latitude: object,
    longitude: object,
    place: Place | None = None,
    accepted: Collection[Question] = (),
) -> PositionRead:
    """The position that two cells give, text or numbers, and what is wrong with it.

    `place` is the place that the row names, if it is known; `accepted` are the questions
    that a person answered with yes. Never raises.
    """
    cells = _text(latitude), _text(longitude)
    if not any(cells):
        return PositionRead(None, None)
    if not all(cells):
        return _half(cells)
    north, east = _degrees(cells[0]), _degrees(cells[1])
    if north is None or east is None:
        cell = cells[0] if north is None else cells[1]
        axis = "latitude" if north is None else "longitude"
        message = gettext(
            "“%(cell)s” is not a coordinate; expected degrees as a decimal number, such as 42.966",
            cell=cell,
        )
        return _refused(_wrong(message, axis=axis, cause=gettext("not a coordinate")))
    asked = swapped_or_signed(north, east)
    if asked and asked.question in accepted and asked.latitude is not None:
        done = _DECIDED[asked.question]
        return PositionRead(
            asked.latitude,
            asked.longitude,
            (PositionProblem(done, "warning", asked.latitude, asked.longitude, is_certain=True),),
        )
    found = next(filter(None, (mistake(north, east, place) for mistake in MISTAKES)), None)
    if found and found.severity == "error":
        return _refused(found)
    problems = [found] if found else []
    if not all(_DECIMAL.fullmatch(cell) for cell in cells):
        message = gettext("is not written as a decimal number with a point; read as suggested")
        problems.insert(0, _certain(message, north, east))
    elif not found and (_is_too_fine(north) or _is_too_fine(east)):
        message = ngettext(
            "Rounded: more than %(count)s decimal is finer than the centre of a town, and could "
            "show where somebody is hiding",
            "Rounded: more than %(count)s decimals are finer than the centre of a town, and could "
            "show where somebody is hiding",
            FINEST_COORDINATE,
        )
        problems.append(_certain(message, north, east))
    return PositionRead(_rounded(north), _rounded(east), tuple(problems))


# The mistakes. Each is tried only if those before it were not made.


def null_island(
    latitude: float, longitude: float, _place: Place | None = None
) -> PositionProblem | None:
    """0, 0: what a program writes if it knows no position."""
    if max(abs(latitude), abs(longitude)) < NULL_ISLAND:
        said = gettext("is at 0, 0, which stands for no position; expected degrees, or nothing")
        return _wrong(said)
    return None


def swapped_or_signed(
    latitude: float, longitude: float, _place: Place | None = None
) -> PositionProblem | None:
    """Latitude and longitude swapped, or a wrong sign: which of the two is a question."""
    if _is_in_region(latitude, longitude):
        return None
    north, east = abs(latitude), abs(longitude)
    if _is_in_region(longitude, latitude):
        message = gettext("Latitude and longitude look swapped")
        return _ask(message, "swapped", longitude, latitude)
    if _is_in_region(north, east):
        message = gettext(
            "South of the equator or west of Greenwich; without the minus it is in the region"
        )
        return _ask(message, "unsigned", north, east)
    return None


def out_of_range(
    latitude: float, longitude: float, _place: Place | None = None
) -> PositionProblem | None:
    """Degrees that do not exist."""
    if abs(latitude) > 90:
        return _wrong(gettext("is not a latitude; expected degrees between -90 and 90"))
    if abs(longitude) > 180:
        message = gettext("is not a longitude; expected degrees between -180 and 180")
        return _wrong(message, axis="longitude")
    return None


def outside_the_region(
    latitude: float, longitude: float, _place: Place | None = None
) -> PositionProblem | None:
    """A position outside the region of this subject."""
    if _is_in_region(latitude, longitude):
        return None
    (south, north), (west, east) = PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES
    message = gettext(
        "Outside the region; expected a latitude between %(south)s and %(north)s and a longitude "
        "between %(west)s and %(east)s",
        south=_short(south),
        north=_short(north),
        west=_short(west),
        east=_short(east),
    )
    return _wrong(message)


def shifted(
    latitude: float, longitude: float, place: Place | None = None
) -> PositionProblem | None:
    """A position from a Chinese map: off the named place by just the shift of such a map.

    A position with fewer than three decimals is too coarse to tell.
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
            north, east = map(_rounded, undone(shift, given))
            message = gettext(
                "Fits %(place)s as a Chinese map draws it (%(system)s), some hundred metres off; "
                "in WGS 84 that is %(latitude)s, %(longitude)s. Is it?",
                place=place.label,
                system=name,
                latitude=_short(north),
                longitude=_short(east),
            )
            cause = gettext("fits places as Chinese maps draw them (%(system)s)", system=name)
            return PositionProblem(message, "warning", cause=cause)
    return None


def far_from_the_place(
    latitude: float, longitude: float, place: Place | None = None
) -> PositionProblem | None:
    """A position far from the place that the row names.

    A warning beyond twice what such a place commonly reaches; an error if it must be
    another place.
    """
    if place is None:
        return None
    km = distance_km((latitude, longitude), place.position)
    if km <= 2 * place.reach_km:
        return None
    severity = "error" if km > max(ANOTHER_PLACE_KM, 2 * place.reach_km) else "warning"
    message = gettext(
        "%(distance)s km from %(place)s, the place that the row names. Which is right?",
        distance=round(km),
        place=place.label,
    )
    return _wrong(message, severity, cause=gettext("far from the place that the row names"))


MISTAKES: tuple[Mistake, ...] = (
    null_island,
    swapped_or_signed,
    out_of_range,
    outside_the_region,
    shifted,
    far_from_the_place,
)


def _half(cells: tuple[str, str]) -> PositionRead:
    """One cell is empty, perhaps because the other holds both numbers."""
    pair = in_one_cell(cells[0] or cells[1])
    if pair:
        read = read_position(*pair)
        if read.latitude is not None and read.longitude is not None:
            message = gettext("holds latitude and longitude in one cell; read as suggested")
            both = _certain(message, read.latitude, read.longitude)
            return PositionRead(read.latitude, read.longitude, (both, *read.problems))
    missing = "longitude" if cells[0] else "latitude"
    return _refused(_wrong(_MISSING[missing], axis=missing))


def in_one_cell(cell: str) -> tuple[str, str] | None:
    """Latitude and longitude split out of one cell; None if it does not hold two numbers.

    POINT, as databases write it, has the longitude first.
    """
    text = _text(cell)
    point = _POINT.fullmatch(text)
    if point:
        return point[2], point[1]
    pair = _PAIR.fullmatch(text)
    return (pair[1], pair[2]) if pair else None


def _text(cell: object) -> str:
    """What a cell holds, with runs of spaces collapsed; empty if it is blank or means no position.

    Text too long for a coordinate is cut, and ends in a mark that no coordinate has.
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
    """The degrees that a cell gives, south and west negative; None if it gives none."""
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
    # Imported here: geopy takes longer to load than most files to read.
    from geopy.point import Point

    finer = match["minutes"] or 0, match["seconds"] or 0
    return float(Point.parse_degrees(match["degrees"], *finer, direction and direction.upper()))


def lies_as(latitude: str, longitude: str) -> Question | Literal["here"] | None:
    """How two cells lie: in the region as they are, or as a question; None if they do not."""
    north, east = _degrees(_text(latitude)), _degrees(_text(longitude))
    if north is None or east is None:
        return None
    asked = swapped_or_signed(north, east)
    return asked.question if asked else "here" if _is_in_region(north, east) else None


def _is_in_region(latitude: float, longitude: float) -> bool:
    return (
        PLAUSIBLE_LATITUDES[0] <= latitude <= PLAUSIBLE_LATITUDES[1]
        and PLAUSIBLE_LONGITUDES[0] <= longitude <= PLAUSIBLE_LONGITUDES[1]
    )


def _is_too_fine(degrees: float) -> bool:
    return abs(_rounded(degrees) - degrees) > 1e-9


def _rounded(degrees: float) -> float:
    return round(degrees, FINEST_COORDINATE)


def _short(degrees: float) -> str:
    return f"{degrees:g}"


def _certain(message: str, latitude: float, longitude: float) -> PositionProblem:
    """What the cells say, which can be written in plain degrees."""
    north, east = _rounded(latitude), _rounded(longitude)
    return PositionProblem(message, "warning", north, east, is_certain=True)


def _ask(message: str, question: Question, latitude: float, longitude: float) -> PositionProblem:
    """Degrees that may be meant, on which a person decides for the whole file."""
    north, east = _rounded(latitude), _rounded(longitude)
    return PositionProblem(message, "error", north, east, question=question)


def _wrong(
    message: str, severity: str = "error", axis: str = "latitude", cause: str = ""
) -> PositionProblem:
    """A problem for which nothing can be suggested."""
    return PositionProblem(message, severity, axis=axis, cause=cause)


def _refused(problem: PositionProblem) -> PositionRead:
    return PositionRead(None, None, (problem,))
