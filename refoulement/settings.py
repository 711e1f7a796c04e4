"""What whoever runs the server may set, by environment variables. All are off by default."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

TILES_VARIABLE = "REFOULEMENT_TILES"
ADDRESS_VARIABLE = "REFOULEMENT_ADDRESS"
FRAMES_VARIABLE = "REFOULEMENT_FRAME_ANCESTORS"
CONTACT_VARIABLE = "REFOULEMENT_CONTACT"
NOMINATIM_VARIABLE = "REFOULEMENT_NOMINATIM"
ORIGINS_VARIABLE = "REFOULEMENT_API_ORIGINS"
HOSTS_VARIABLE = "REFOULEMENT_HOSTS"
ANY_ORIGIN = "*"
_ORIGIN = re.compile(r"https?://(\{s\}\.)?[A-Za-z0-9.-]+(:\d+)?(?=/)")
_TILE = re.compile(
    r"https?://(\{s\}\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?"
    r"(/([A-Za-z0-9._~@%-]|\{[zxyr]\})*)+(\?([A-Za-z0-9._~@%=&/-]|\{[zxyr]\})*)?"
)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[\w~/.-]*)?")
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SITE = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?")
_API_ORIGIN = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?")
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_SERVICE = re.compile(r"(?:(https?)://)?([A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~-]+)*)/?")


class SettingError(ValueError):
    """A setting cannot be used. The message is one sentence that says what is expected."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Online map tiles: the address of a tile, and whom to credit for them."""

    url: str
    attribution: str

    @property
    def host(self) -> str:
        """The host that sees which part of the map is viewed."""
        return urlsplit(self.url.replace("{s}.", "")).netloc

    @property
    def content_source(self) -> str:
        """The tiles' origin as a Content-Security-Policy names it."""
        origin = _ORIGIN.match(self.url)
        assert origin, "tiles() lets no other address pass"
        return origin.group().replace("{s}", "*")


@dataclass(frozen=True, slots=True)
class Nominatim:
    """A server of Nominatim that may be asked for places that are not known here.

    `scheme` is http or https, `domain` the rest of its address, without a slash at its end.
    """

    scheme: str
    domain: str

    @property
    def host(self) -> str:
        """The host that sees the names of places that it is asked for."""
        return self.domain.partition("/")[0]


def tiles() -> Tiles | None:
    """The tiles that REFOULEMENT_TILES switches on: an address, a space, an attribution.

    None where it is not set. Raises SettingError where it is set and cannot be used.
    """
    setting = os.environ.get(TILES_VARIABLE, "").strip()
    if not setting:
        return None
    url, _, attribution = setting.partition(" ")
    if not (_TILE.fullmatch(url) and all(part in url for part in ("{z}", "{x}", "{y}"))):
        raise SettingError(
            f"{TILES_VARIABLE} begins with {url!r}; expected an http(s) address that holds "
            "{z}, {x} and {y}, and no signs but those of an address"
        )
    if not attribution.strip():
        raise SettingError(f"{TILES_VARIABLE} has no attribution; expected one after the address")
    return Tiles(url, attribution.strip())


def frame_ancestors() -> tuple[str, ...]:
    """The sites that REFOULEMENT_FRAME_ANCESTORS lets show this dashboard in a frame.

    Origins, divided by spaces; none by default. Raises SettingError where one is no origin.
    """
    sites = tuple(os.environ.get(FRAMES_VARIABLE, "").split())
    for site in sites:
        if not _SITE.fullmatch(site):
            raise SettingError(
                f"{FRAMES_VARIABLE} has {site!r}; expected origins, scheme and host without a "
                "path, divided by spaces"
            )
    return sites


def api_origins() -> tuple[str, ...]:
    """The origins whose pages REFOULEMENT_API_ORIGINS lets read the API; `*` alone for any.

    None by default, whatever the address: what is served may be somebody's own data. Raises
    SettingError where one is no origin.
    """
    origins = _listed(ORIGINS_VARIABLE)
    if origins != (ANY_ORIGIN,):
        for origin in origins:
            if not _API_ORIGIN.fullmatch(origin):
                raise SettingError(
                    f"{ORIGINS_VARIABLE} has {origin!r}; expected * alone, or origins, scheme and "
                    "host without a path, divided by commas"
                )
    return tuple(origin.lower() for origin in origins)


def served_hosts() -> frozenset[str]:
    """The names under which readers find this server, in small letters.

    They are the host of the public address and those of REFOULEMENT_HOSTS. Raises SettingError
    where one is no host.
    """
    hosts = _listed(HOSTS_VARIABLE)
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise SettingError(
                f"{HOSTS_VARIABLE} has {host!r}; expected names of hosts without scheme, port or "
                "path, divided by commas"
            )
    public = urlsplit(public_address()).hostname
    return frozenset(host.lower() for host in (*hosts, *([public] if public else [])))


def _listed(variable: str) -> tuple[str, ...]:
    """What stands in a setting between commas and spaces."""
    return tuple(part for part in re.split(r"[,\s]+", os.environ.get(variable, "")) if part)


def public_address() -> str:
    """Where readers find this dashboard, as REFOULEMENT_ADDRESS says it, ended by a slash.

    Empty where it is not set. Raises SettingError where it is no address.
    """
    address = os.environ.get(ADDRESS_VARIABLE, "").strip()
    if address and not _ADDRESS.fullmatch(address):
        raise SettingError(
            f"{ADDRESS_VARIABLE} is {address!r}; expected an http(s) address without a "
            "question mark"
        )
    return f"{address.rstrip('/')}/" if address else ""


def contact() -> str:
    """The e-mail address or web page of whoever runs this server, by REFOULEMENT_CONTACT.

    Empty where it is not set. Raises SettingError where it is neither.
    """
    setting = os.environ.get(CONTACT_VARIABLE, "").strip()
    if setting and not (_MAIL.fullmatch(setting) or _ADDRESS.fullmatch(setting)):
        raise SettingError(
            f"{CONTACT_VARIABLE} is {setting!r}; expected an e-mail address, or the http(s) "
            "address of a page"
        )
    return setting


def address_of(query: str) -> str:
    """The address that opens a query; `?` and the query alone where ours is not known."""
    return public_address() + (f"?{query}" if query or not public_address() else "")


def nominatim() -> Nominatim | None:
    """The server that REFOULEMENT_NOMINATIM names: an address, or a host for https.

    None where it is not set. Raises SettingError where it is set and cannot be used.
    """
    setting = os.environ.get(NOMINATIM_VARIABLE, "").strip()
    if not setting:
        return None
    address = _SERVICE.fullmatch(setting)
    if not address:
        raise SettingError(
            f"{NOMINATIM_VARIABLE} is {setting!r}; expected the http(s) address of a server of "
            "Nominatim, without a query"
        )
    return Nominatim(address[1] or "https", address[2])
