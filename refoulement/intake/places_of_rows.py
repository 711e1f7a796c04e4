"""The places that a row of a visitor's file names, by name, id or position."""

from __future__ import annotations

from collections.abc import Callable, Collection

from refoulement.dataset.events import split_ids
from refoulement.dataset.geography import distance_km
from refoulement.dataset.tables import Dataset
from refoulement.intake.cells.positions import read_position
from refoulement.intake.cells.words import listed
from refoulement.intake.file.encodings import unscrambled
from refoulement.intake.gazetteer.gazetteer import FAR_KM, LONGEST_NAME, Gazetteer, gazetteer
from refoulement.intake.gazetteer.places import (
    NO_COUNTRY,
    SAME_PLACE_KM,
    Place,
    PlaceFound,
)
from refoulement.intake.gazetteer.spelling import normal
from refoulement.intake.rows import Row

#: What is known elsewhere by the name of a place.
Ask = Callable[[str], PlaceFound]

#: In one cell of places: each name, and each pair of names in a long one, is looked up.
MOST_IN_CELL, MOST_CHARACTERS = 50, 1_000
MOST_ASKED = 100  # names asked for online, one a second
_MOST_NAMES = 5_000  # different names of places in one file: an unknown one takes milliseconds
_TOTALS = listed(
    "total|totals|subtotal|grandtotal|sum|합계|총계|소계|누계|계|总计|合计|小计|共计|總計|合計|小計"
)


class PlacesOfRows:
    """Finds the places of the rows of one file, and bounds how many names are looked up.

    `personal` are the columns, counted from 0, that may tell who a person is: their names
    stay out of what is found. `ask` says where a name is that is not known here, if anybody
    is to be asked.
    """

    def __init__(self, dataset: Dataset, personal: Collection[int], ask: Ask | None) -> None:
        self.dataset = dataset
        self.known: Gazetteer = gazetteer(dataset)
        self.personal = personal
        self.ask = ask
        self.names: set[str] = set()
        self.asked: set[str] = set()

    def of(self, row: Row) -> tuple[tuple[Place, ...], str]:
        """The places that a row names, and what it names that is wider than a town."""
        field = next((f for f in ("place", "place_names", "site_ids") if f in row.fields), "")
        answers = self._answers(row, field)
        alone = answers[0] if len(answers) == 1 else None
        position = self._position(row, alone.place if alone else None)
        if not answers:
            return self._unnamed(row, field, position), ""
        if isinstance(position, tuple) and alone and not alone.place:
            return (self._placed(alone, position, field, row),), ""
        better = [a.asked if a.place else "".join(a.suggestions[:1]) for a in answers]
        places, areas = [], []
        for answer in answers:
            if answer.place:
                places.append(answer.place)
                if answer.remark:
                    row.say(field, answer.remark, severity="warning")
            elif answer.area:
                areas.append(answer.area)
                row.say(field, answer.message, severity="warning")
            else:
                row.say(field, answer.message, "; ".join(better) if all(better) else "")
        return tuple(places), "; ".join(areas)

    def _unnamed(
        self,
        row: Row,
        field: str,
        position: tuple[float, float] | bool,
    ) -> tuple[Place, ...]:
        """The place at the position of a row that names none; an error where it has neither."""
        if isinstance(position, tuple):
            return (self._at(position, row),)
        # A row of our own form has an area, or the source names no place.
        if not (position or row.cell("area") or "site_ids" in row.fields):
            message = "gives no place; expected the name of a town or county, or its position"
            if field or {"latitude", "longitude"} <= row.fields.keys():
                row.say(field or "latitude", row.empty(message))
        return ()

    def _answers(self, row: Row, field: str) -> list[PlaceFound]:
        """What the names of a row's places stand for; those of our own export have ids."""
        text = row.cell(field)
        names, ids = split_ids(text), split_ids(row.cell("site_ids"))
        if len(text) > MOST_CHARACTERS or len(names) > MOST_IN_CELL:
            message = (
                f"is too long for the names of places; expected at most {MOST_IN_CELL} names and "
                f"{MOST_CHARACTERS:,} characters"
            )
            return [PlaceFound(text[:LONGEST_NAME], message=message)]
        if field == "place" or len(ids) != len(names):
            return [self._find(name) for name in names]
        return [self._by_id(*pair) or self._find(pair[1]) for pair in zip(ids, names, strict=True)]

    def _by_id(self, site_id: str, name: str) -> PlaceFound | None:
        if site_id not in self.dataset.site:
            return None
        here = self.known.geocode(self.dataset.site_name(site_id))
        return PlaceFound(name, here and here.raw)

    def _placed(
        self,
        found: PlaceFound,
        position: tuple[float, float],
        field: str,
        row: Row,
    ) -> Place:
        """The place of a name that alone says not enough, at the position given with it."""
        is_personal = row.fields[field] in self.personal
        here = self._at(position, row, "" if is_personal else found.asked)
        near = [
            place
            for place in found.candidates
            if distance_km(place.position, here.position) <= SAME_PLACE_KM
        ]
        if len(near) == 1:
            return near[0]
        row.say(field, f"{found.message}; it stands at the position given", severity="warning")
        return here

    def _at(self, position: tuple[float, float], row: Row, name: str = "") -> Place:
        """The place at a position, with a warning where it is far from all that is known."""
        here = self.known.at(*position, name=name)
        if here.country == NO_COUNTRY:
            message = (
                f"lies more than {FAR_KM:g} km from every place that we know: is it right? Its "
                "country is left open"
            )
            row.say("latitude", message, severity="warning")
        return here

    def _find(self, name: str) -> PlaceFound:
        self.names.add(name)
        if len(self.names) > _MOST_NAMES:
            message = f"is one of more than {_MOST_NAMES:,} names of places; expected fewer"
            return PlaceFound(name, message=message)
        if normal(name) in _TOTALS:
            message = (
                f"“{name}” is no place but a total; expected its parts alone, without this row"
            )
            return PlaceFound(name, message=message)
        here = self.known.find(name)
        meant = "" if here.place else unscrambled(name)
        if meant:
            message = f"was read in a wrong encoding once; expected “{meant}”, saved as UTF-8"
            return PlaceFound(name, suggestions=(meant,), message=message)
        if here.place or here.candidates or not self.ask or len(self.asked) >= MOST_ASKED:
            return here
        self.asked.add(name)
        elsewhere = self.ask(name)
        return elsewhere if elsewhere.place else here

    def _position(self, row: Row, place: Place | None) -> tuple[float, float] | bool:
        """A row's own position in degrees; else whether it gives one, which cannot be used."""
        if not {"latitude", "longitude"} <= row.fields.keys():
            return False
        read = read_position(row.cell("latitude"), row.cell("longitude"), place)
        for problem in read.problems:
            suggested = {"latitude": problem.latitude, "longitude": problem.longitude}
            fixes = {
                field: f"{degrees:g}"
                for field, degrees in suggested.items()
                if degrees is not None and f"{degrees:g}" != row.cell(field)
            }
            first, *other = fixes or (problem.axis,)
            row.say(first, problem.message, fixes.get(first, ""), problem.severity)
            for field in other:
                row.say(field, f"see the {first} of this row", fixes[field], problem.severity)
        if read.latitude is None or read.longitude is None:
            return bool(read.problems)
        return read.latitude, read.longitude
