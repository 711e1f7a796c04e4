"""The places that a row of a visitor's file names, by name, id or position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from refoulement.dataset.events import split_ids
from refoulement.dataset.geography import distance_km
from refoulement.dataset.tables import Dataset
from refoulement.intake.cells.positions import (
    PositionProblem,
    Question,
    in_one_cell,
    lies_as,
    outside_the_region,
    read_position,
)
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
from refoulement.messages import gettext
from refoulement.problems import ended

#: What other sources know by the name of a place.
Ask = Callable[[str], PlaceFound]

#: Limits of one cell of places: each name, and each pair of names in a long one, is looked up.
MOST_IN_CELL, MOST_CHARACTERS = 50, 1_000
MOST_ASKED = 100  # names asked for online, one a second
_MOST_NAMES = 5_000  # different place names in one file: an unknown one takes a millisecond
_TOTALS = listed(
    "total|totals|subtotal|grandtotal|sum|합계|총계|소계|누계|계|总计|合计|小计|共计|總計|合計|小計"
)


class PlacesOfRows:
    """Finds the places of one file's rows, and limits how many names are looked up.

    `personal` are the columns, counted from 0, that may tell who a person is: their names
    stay out of what is found. `ask` looks up a name that is not known here, if anybody is to
    be asked; `accepted` are the questions on positions that a person answered with yes.
    """

    def __init__(
        self,
        dataset: Dataset,
        personal: Collection[int],
        ask: Ask | None,
        accepted: Collection[Question] = (),
    ) -> None:
        self.dataset = dataset
        self.accepted = accepted
        self.lie: Counter[str | None] = Counter()  # positions in the file, by how they lie
        self.known: Gazetteer = gazetteer(dataset)
        self.personal = personal
        self.ask = ask
        self.names: set[str] = set()
        self.asked: set[str] = set()

    def survey(self, positions: Iterable[tuple[str, str]]) -> None:
        """Look at how all positions in the file lie, before any is read.

        If most are west of Greenwich, that is not a slip: they are outside the region.
        """
        self.lie = Counter(lies_as(*pair) for pair in positions)

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
                row.say(field, answer.message, candidates=_meant(answer, answers))
        return tuple(places), "; ".join(areas)

    def _unnamed(
        self,
        row: Row,
        field: str,
        position: tuple[float, float] | bool,
    ) -> tuple[Place, ...]:
        """The place at the position of a row that names none; an error if it has neither."""
        if isinstance(position, tuple):
            return (self._at(position, row),)
        # A row of our own form has an area, or the source names no place.
        if not (position or row.cell("area") or "site_ids" in row.fields):
            message = gettext("No place. Use a town, a county or coordinates.")
            pair = "latitude" if {"latitude", "longitude"} <= row.fields.keys() else ""
            given = next(filter(row.fields.__contains__, (field, "coordinates", pair)), "")
            if given:
                row.say(given, row.empty(message))
        return ()

    def _answers(self, row: Row, field: str) -> list[PlaceFound]:
        """What the place names in a row stand for; those of our own export have ids."""
        text = row.cell(field)
        names, ids = split_ids(text), split_ids(row.cell("site_ids"))
        if len(text) > MOST_CHARACTERS or len(names) > MOST_IN_CELL:
            message = gettext(
                "is too long for the names of places; expected at most %(names)s names and "
                "%(characters)s characters",
                names=MOST_IN_CELL,
                characters=MOST_CHARACTERS,
            )
            return [PlaceFound(text[:LONGEST_NAME], message=message)]
        if field == "place" or len(ids) != len(names):
            return [self._find(name) for name in names]
        return [self._by_id(*pair) or self._find(pair[1]) for pair in zip(ids, names, strict=True)]

    def _by_id(self, site_id: str, name: str) -> PlaceFound | None:
        if site_id not in self.dataset.site:
            return None
        # Imported here: geopy takes long to load, and most files have none of our ids.
        from refoulement.intake.gazetteer.geocoder import PlacesGeocoder

        here = PlacesGeocoder(self.known).geocode(self.dataset.site_name(site_id))
        return PlaceFound(name, here and here.raw)

    def _placed(
        self,
        found: PlaceFound,
        position: tuple[float, float],
        field: str,
        row: Row,
    ) -> Place:
        """The place of a name that is not enough by itself, at the position given with it."""
        is_personal = row.fields[field] in self.personal
        here = self._at(position, row, "" if is_personal else found.asked)
        near = [
            place
            for place in found.candidates
            if distance_km(place.position, here.position) <= SAME_PLACE_KM
        ]
        if len(near) == 1:
            return near[0]
        said = gettext("%(message)s It is put at the position given.", message=ended(found.message))
        row.say(field, said, severity="warning")
        return here

    def _at(self, position: tuple[float, float], row: Row, name: str = "") -> Place:
        """The place at a position, with a warning if it is far from everything known."""
        here = self.known.at(*position, name=name)
        if here.country == NO_COUNTRY:
            message = gettext(
                "More than %(distance)s km from every place that we know. Is it right? Its country "
                "is left open",
                distance=round(FAR_KM),
            )
            field = "latitude" if "latitude" in row.fields else "coordinates"
            row.say(field, message, severity="warning")
        return here

    def _find(self, name: str) -> PlaceFound:
        self.names.add(name)
        if len(self.names) > _MOST_NAMES:
            message = gettext(
                "is one of more than %(most)s names of places; expected fewer", most=_MOST_NAMES
            )
            return PlaceFound(name, message=message)
        if normal(name) in _TOTALS:
            message = gettext("“%(name)s” is a total, not a place. Leave this row out.", name=name)
            return PlaceFound(name, message=message)
        here = self.known.find(name)
        meant = "" if here.place else unscrambled(name)
        if meant:
            message = gettext("was once read in the wrong encoding; save the file again as UTF-8")
            return PlaceFound(name, suggestions=(meant,), message=message)
        if here.place or here.candidates or not self.ask or len(self.asked) >= MOST_ASKED:
            return here
        self.asked.add(name)
        elsewhere = self.ask(name)
        return elsewhere if elsewhere.place else here

    def _position(self, row: Row, place: Place | None) -> tuple[float, float] | bool:
        """A row's own position in degrees; otherwise whether it gives one that cannot be used."""
        if {"latitude", "longitude"} <= row.fields.keys():
            cells = row.cell("latitude"), row.cell("longitude")
        elif "coordinates" in row.fields:
            cell = row.cell("coordinates")
            parted = in_one_cell(cell)
            if parted is None:
                if cell:
                    message = gettext(
                        "Not coordinates; expected latitude and longitude, as 42.966, 129.842"
                    )
                    row.say("coordinates", message)
                return bool(cell)
            cells = parted
        else:
            return False
        read = read_position(*cells, place, self.accepted)
        for problem in read.problems:
            self._say(row, self._asked(problem))
        if read.latitude is None or read.longitude is None:
            return bool(read.problems)
        return read.latitude, read.longitude

    def _asked(self, problem: PositionProblem) -> PositionProblem:
        """The problem, or “outside the region” if it is a question that most rows would raise."""
        if problem.question == "unsigned" and self.lie["unsigned"] > self.lie["here"]:
            return outside_the_region(0.0, -1.0) or problem
        return problem

    def _say(self, row: Row, problem: PositionProblem) -> None:
        """Report one problem per row, for the first cell that has to change."""
        suggested = {"latitude": problem.latitude, "longitude": problem.longitude}
        if "coordinates" in row.fields and "latitude" not in row.fields:
            both = ", ".join(
                f"{degrees:g}" for degrees in suggested.values() if degrees is not None
            )
            better = {"coordinates": both} if both and both != row.cell("coordinates") else {}
            axis = "coordinates"
        else:
            axis = problem.axis
            better = {
                field: f"{degrees:g}"
                for field, degrees in suggested.items()
                if degrees is not None and f"{degrees:g}" != row.cell(field)
            }
        first = next(iter(better), axis)
        if problem.is_certain:
            row.say(first, problem.message, better.get(first, ""), problem.severity)
            for field in [*better][1:]:
                row.mend(field, better[field])
            return
        pair = f"{problem.latitude:g}, {problem.longitude:g}" if better and problem.latitude else ""
        row.say(
            first,
            problem.message,
            severity=problem.severity,
            candidates=(pair,) if pair else (),
            cause=problem.question or problem.cause or problem.message,
        )


def _meant(answer: PlaceFound, answers: list[PlaceFound]) -> tuple[str, ...]:
    """The candidates for a whole cell in which one name is in question."""
    if len(answers) == 1:
        return answer.suggestions
    return tuple(
        "; ".join(better if other is answer else other.asked for other in answers)
        for better in answer.suggestions
    )
