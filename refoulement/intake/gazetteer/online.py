"""Asks a Nominatim server for a place, if whoever runs this server switched that on.

The name of the place then leaves this server; a page says so beforehand, by `online_name`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from refoulement import __version__
from refoulement.dataset.bounds import FINEST_COORDINATE, PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES
from refoulement.dataset.geography import REACH_KM
from refoulement.intake.gazetteer.gazetteer import LONGEST_NAME
from refoulement.intake.gazetteer.place_names import COUNTRIES
from refoulement.intake.gazetteer.places import Place, PlaceFound
from refoulement.intake.gazetteer.questions import MOST_CANDIDATES, settle
from refoulement.messages import gettext, ngettext
from refoulement.settings import Nominatim, nominatim

if TYPE_CHECKING:
    from geopy.extra.rate_limiter import RateLimiter

USER_AGENT = f"refoulement-map/{__version__}"
SECONDS_BETWEEN = 1.0
PATIENCE = 10.0  # seconds for an answer

#: Marks of what is not a place name but might be personal: telephone numbers, addresses.
_NO_NAME = re.compile(r"[\d@:/\\]")


def online_name() -> str:
    """The host that place names would be sent to; empty if none is switched on.

    Raises SettingError if the setting cannot be used.
    """
    server = nominatim()
    return server.host if server else ""


def ask_online(name: str) -> PlaceFound:
    """What Nominatim knows by a name: a settlement in our countries, as `Gazetteer.find` gives it.

    At most one question a second leaves this server, and none twice. Failures are told in
    `message`. Text with digits or an address in it is never sent. Raises SettingError if
    the setting cannot be used, and nothing else.
    """
    # Imported here, and below: most servers ask nobody, and geopy takes long to load.
    from geopy.exc import GeocoderQuotaExceeded, GeocoderTimedOut, GeopyError

    asked = " ".join(name.split())
    server = nominatim()
    if server is None:
        return PlaceFound(asked, message=gettext("no online service is switched on"))
    if not asked or len(asked) > LONGEST_NAME or _NO_NAME.search(asked):
        message = gettext("not sent to the online service: it is not a plain name of a place")
        return PlaceFound(asked[:LONGEST_NAME], message=message)
    try:
        places = _places(server, asked)
    except GeocoderTimedOut:
        said = ngettext(
            "%(host)s did not answer in %(count)s second",
            "%(host)s did not answer in %(count)s seconds",
            round(PATIENCE),
            host=server.host,
        )
        return PlaceFound(asked, message=said)
    except GeocoderQuotaExceeded:
        said = gettext("%(host)s refuses more questions for now", host=server.host)
        return PlaceFound(asked, message=said)
    except GeopyError:
        said = gettext("%(host)s could not be asked", host=server.host)
        return PlaceFound(asked, message=said)
    except (AttributeError, KeyError, TypeError, ValueError):
        said = gettext("%(host)s gave an answer that is not Nominatim’s", host=server.host)
        return PlaceFound(asked, message=said)
    if not places:
        said = gettext(
            "%(host)s knows no place “%(name)s” in our region", host=server.host, name=asked
        )
        return PlaceFound(asked, message=said)
    return settle(asked, places, server.host)


@lru_cache(maxsize=1000)
def _places(server: Nominatim, name: str) -> tuple[Place, ...]:
    """The places that the server gives. Failures are not remembered."""
    found = _client(server)(
        name,
        exactly_one=False,
        limit=MOST_CANDIDATES,
        language="en",
        addressdetails=True,
        country_codes=[code.lower() for code in COUNTRIES],
        featuretype="settlement",
    )
    places = (_place(location.raw) for location in found or ())
    return tuple(place for place in places if place)


@lru_cache(maxsize=1)
def _client(server: Nominatim) -> RateLimiter:
    from geopy.extra.rate_limiter import RateLimiter
    from geopy.geocoders import Nominatim as NominatimClient

    service = NominatimClient(
        domain=server.domain, scheme=server.scheme, user_agent=USER_AGENT, timeout=PATIENCE
    )
    return RateLimiter(
        service.geocode,
        min_delay_seconds=SECONDS_BETWEEN,
        max_retries=0,
        swallow_exceptions=False,
    )


def _place(raw: dict[str, Any]) -> Place | None:
    """A place of Nominatim's as ours; None if it lies outside our countries or region."""
    latitude, longitude = float(raw["lat"]), float(raw["lon"])
    address = raw["address"]
    country = COUNTRIES.get(str(address.get("country_code", "")).upper())
    if (
        country is None
        or not PLAUSIBLE_LATITUDES[0] <= latitude <= PLAUSIBLE_LATITUDES[1]
        or not PLAUSIBLE_LONGITUDES[0] <= longitude <= PLAUSIBLE_LONGITUDES[1]
    ):
        return None
    name = raw.get("name") or str(raw["display_name"]).partition(",")[0]
    return Place(
        name=str(name)[:LONGEST_NAME],
        province=str(address.get("state", "")).removesuffix(" Province")[:LONGEST_NAME],
        country=country[0],
        latitude=round(latitude, FINEST_COORDINATE),
        longitude=round(longitude, FINEST_COORDINATE),
        reach_km=REACH_KM["town"],
    )
