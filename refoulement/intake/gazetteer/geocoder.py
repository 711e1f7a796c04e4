"""The gazetteer as a geocoder of geopy's kind. It asks no server.

A module of its own: geopy takes longer to load than most files take to read.
"""

from __future__ import annotations

from typing import overload

from geopy.geocoders.base import Geocoder
from geopy.location import Location

from refoulement.intake.gazetteer.gazetteer import Gazetteer
from refoulement.intake.gazetteer.places import Place, found_places


class PlacesGeocoder(Geocoder):  # type: ignore[misc]
    """Names of a dataset's places and of GeoNames, as geopy's geocoders find them."""

    def __init__(self, known: Gazetteer) -> None:
        super().__init__()
        self._known = known

    @overload
    def geocode(self, query: str) -> Location | None: ...

    @overload
    def geocode(self, query: str, *, exactly_one: bool) -> Location | list[Location] | None: ...

    def geocode(self, query: str, *, exactly_one: bool = True) -> Location | list[Location] | None:
        """Where a name is; `raw` of a location is our `Place`.

        With `exactly_one`, None if no place has the name, or if several have: which one is a
        question. Without, all of them, or None.
        """
        found = self._known.find(query)
        if exactly_one:
            return _location(found.place) if found.place else None
        return [_location(place) for place in found_places(found)] or None


def _location(place: Place) -> Location:
    return Location(f"{place.label}, {place.country}", (place.latitude, place.longitude), place)
