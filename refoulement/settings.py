"""What the operator of the server may set, by environment variables. All are off by default."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from refoulement.messages import gettext

TILES_VARIABLE = "REFOULEMENT_TILES"
ADDRESS_VARIABLE = "REFOULEMENT_ADDRESS"
FRAMES_VARIABLE = "REFOULEMENT_FRAME_ANCESTORS"
CONTACT_VARIABLE = "REFOULEMENT_CONTACT"
NOMINATIM_VARIABLE = "REFOULEMENT_NOMINATIM"
ORIGINS_VARIABLE = "REFOULEMENT_API_ORIGINS"
HOSTS_VARIABLE = "REFOULEMENT_HOSTS"
PRIVATE_VARIABLE = "REFOULEMENT_PRIVATE"
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
    """A Nominatim server that may be asked for places that are not known here.

    `scheme` is http or https, `domain` the rest of its address, without a trailing slash.
    """

    scheme: str
    domain: str

    @property
    def host(self) -> str:
        """The host that sees the names of places that it is asked for."""
        return self.domain.partition("/")[0]


def tiles() -> Tiles | None:
    """The tiles that REFOULEMENT_TILES switches on: an address, a space, an attribution.

    None if it is not set. Raises SettingError if it is set and cannot be used.
    """
    setting = os.environ.get(TILES_VARIABLE, "").strip()
    if not setting:
        return None
    url, _, attribution = setting.partition(" ")
    if not (_TILE.fullmatch(url) and all(part in url for part in ("{z}", "{x}", "{y}"))):
        said = gettext(
            "%(setting)s begins with %(value)s; expected an http(s) address that holds {z}, {x} "
            "and {y}, and only characters that an address may have",
            setting=TILES_VARIABLE,
            value=repr(url),
        )
        raise SettingError(said)
    if not attribution.strip():
        said = gettext(
            "%(setting)s has no attribution; expected one after the address",
            setting=TILES_VARIABLE,
        )
        raise SettingError(said)
    return Tiles(url, attribution.strip())


def frame_ancestors() -> tuple[str, ...]:
    """The sites that REFOULEMENT_FRAME_ANCESTORS lets show this dashboard in a frame.

    Origins, separated by spaces; none by default. Raises SettingError if one is not an origin.
    """
    sites = tuple(os.environ.get(FRAMES_VARIABLE, "").split())
    for site in sites:
        if not _SITE.fullmatch(site):
            said = gettext(
                "%(setting)s has %(value)s; expected origins, scheme and host without a path, "
                "separated by spaces",
                setting=FRAMES_VARIABLE,
                value=repr(site),
            )
            raise SettingError(said)
    return sites


def api_origins() -> tuple[str, ...]:
    """The origins whose pages REFOULEMENT_API_ORIGINS lets read the API; `*` alone for any.

    None by default, whatever the address: what is served may be somebody's own data. Raises
    SettingError if one is not an origin.
    """
    origins = _listed(ORIGINS_VARIABLE)
    if origins != (ANY_ORIGIN,):
        for origin in origins:
            if not _API_ORIGIN.fullmatch(origin):
                said = gettext(
                    "%(setting)s has %(value)s; expected * alone, or origins, scheme and host "
                    "without a path, separated by commas",
                    setting=ORIGINS_VARIABLE,
                    value=repr(origin),
                )
                raise SettingError(said)
    return tuple(origin.lower() for origin in origins)


def served_hosts() -> frozenset[str]:
    """The names under which readers find this server, in lower case.

    They are the host of the public address and those of REFOULEMENT_HOSTS. Raises SettingError
    if one is not a host.
    """
    hosts = _listed(HOSTS_VARIABLE)
    for host in hosts:
        if not _HOST.fullmatch(host):
            said = gettext(
                "%(setting)s has %(value)s; expected names of hosts without scheme, port or path, "
                "separated by commas",
                setting=HOSTS_VARIABLE,
                value=repr(host),
            )
            raise SettingError(said)
    public = urlsplit(public_address()).hostname
    return frozenset(host.lower() for host in (*hosts, *([public] if public else [])))


def _listed(variable: str) -> tuple[str, ...]:
    """The items of a setting, separated by commas and spaces."""
    return tuple(part for part in re.split(r"[,\s]+", os.environ.get(variable, "")) if part)


def public_address() -> str:
    """Where readers find this dashboard, by REFOULEMENT_ADDRESS, with a slash at the end.

    Empty if it is not set. Raises SettingError if it is not an address.
    """
    address = os.environ.get(ADDRESS_VARIABLE, "").strip()
    if address and not _ADDRESS.fullmatch(address):
        said = gettext(
            "%(setting)s is %(value)s; expected an http(s) address without a question mark",
            setting=ADDRESS_VARIABLE,
            value=repr(address),
        )
        raise SettingError(said)
    return f"{address.rstrip('/')}/" if address else ""


def contact() -> str:
    """The e-mail address or web page of whoever runs this server, by REFOULEMENT_CONTACT.

    Empty if it is not set. Raises SettingError if it is neither.
    """
    setting = os.environ.get(CONTACT_VARIABLE, "").strip()
    if setting and not (_MAIL.fullmatch(setting) or _ADDRESS.fullmatch(setting)):
        said = gettext(
            "%(setting)s is %(value)s; expected an e-mail address, or the http(s) address of a "
            "page",
            setting=CONTACT_VARIABLE,
            value=repr(setting),
        )
        raise SettingError(said)
    return setting


def is_open() -> bool:
    """Whether any site may show a record's chart and pictures, and search may find its page.

    This holds if REFOULEMENT_ADDRESS says where readers are to find this dashboard, and
    REFOULEMENT_PRIVATE is empty.
    """
    return bool(public_address()) and not os.environ.get(PRIVATE_VARIABLE, "").strip()


def address_of(query: str) -> str:
    """The address that opens a query; only `?` and the query if ours is not known."""
    return public_address() + (f"?{query}" if query or not public_address() else "")


def nominatim() -> Nominatim | None:
    """The server that REFOULEMENT_NOMINATIM names: an address, or a host for https.

    None if it is not set. Raises SettingError if it is set and cannot be used.
    """
    setting = os.environ.get(NOMINATIM_VARIABLE, "").strip()
    if not setting:
        return None
    address = _SERVICE.fullmatch(setting)
    if not address:
        said = gettext(
            "%(setting)s is %(value)s; expected the http(s) address of a Nominatim server, "
            "without a query",
            setting=NOMINATIM_VARIABLE,
            value=repr(setting),
        )
        raise SettingError(said)
    return Nominatim(address[1] or "https", address[2])
