"""How one name of a place is written: what is the same name, and what narrows it down."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from refoulement.intake.gazetteer.place_names import PROVINCES

#: The word for a place's kind at the end of its name.
_KINDS = re.compile(
    r"(?<=\w)[\s-]+(city|county|prefecture|municipality|town|township|shi|xian|zhen|"
    r"si|gun|kun|up|eup|ri|nodongjagu|rodongjagu)$"
    r"|(?<=[가-힣]{2})\s*(특별시|직할시|시|군|읍|현)$"
    r"|(?<=[一-鿿]{2})\s*(市|县|縣|镇|鎮)$"
)
_PROVINCE = re.compile(r"\s*(province|autonomous (region|prefecture)|prefecture|성|도)$")
_HAN_PROVINCE = re.compile(r"(省|(壮族)?自治区|(朝鲜族)?自治州)$")
#: The word for a facility at the end of a name, which is found by the town that it is in.
_FACILITY = (
    r"(?i)[\s-]+(detention|repatriation|holding|processing|border|military|army|police|prison|jail)"
    r"\b.*$|\s*(구금|구류|수용|송환|변방|국경|간수)\S*$|(边境|边防|看守所|拘留所|收容所|监狱|遣返|口岸).*$"
)
_BETWEEN_NAMES = (  # compiled only when a name is unknown
    r"\s*[,，、/&+·]\s*|\s+(?:[Aa][Nn][Dd]|및)\s+|(?<=[가-힣])[와과]\s+|(?<=[一-鿿])[和与與及](?=[一-鿿])"
)
_BRACKETS = re.compile(r"([^()\[\]]+?)\s*[(\[]([^()\[\]]+)[)\]]")


def normal(name: str) -> str:
    """A name without what spellings vary in: case, accents, spaces, apostrophes, hyphens."""
    return _together(_plain(name))


def keys(name: str) -> tuple[str, ...]:
    """The normal form of a name as it is written, then without the word for the place's kind."""
    plain = _plain(name).strip()
    both = _together(plain), _together(_KINDS.sub("", plain))
    return tuple(dict.fromkeys(key for key in both if key))


def without_province_word(name: str) -> str:
    """The normal form of a province's name without the word for province."""
    return _together(_HAN_PROVINCE.sub("", _PROVINCE.sub("", _plain(name).strip())))


def without_facility(name: str) -> str:
    """The name without the word for a facility in the town; empty if it has none."""
    town = re.sub(_FACILITY, "", name).strip()
    return town if town != name.strip() else ""


def several_names(name: str) -> tuple[str, ...]:
    """The names in a text that are separated by a comma, a slash or an “and”."""
    names = tuple(filter(None, re.split(_BETWEEN_NAMES, name.strip())))
    return names if len(names) > 1 else ()


def parts(name: str) -> tuple[str, ...]:
    """A name and what follows it in brackets; without brackets the name alone."""
    match = _BRACKETS.fullmatch(name.strip())
    return tuple(match.groups()) if match else (name,)


def readings(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How a name can be read: the name proper, and what narrows it down, plainest first.

    `Fushun, Liaoning, China` and `Fushun (Liaoning)` put the province last, `辽宁省抚顺市`
    and `함경북도 회령시` first.
    """
    name = unicodedata.normalize("NFKC", name).strip()
    yield name, ()
    if len(parts(name)) == 2:
        yield parts(name)[0], parts(name)[1:]
    head, *rest = (part.strip() for part in name.split(","))
    if head and any(rest):
        yield head, tuple(part for part in rest if part)
    before = _PROVINCE_BEFORE.fullmatch(name)
    if before:
        yield before["name"], (before["province"],)


def _together(plain: str) -> str:
    return "".join(filter(str.isalnum, plain))


def _plain(name: str) -> str:
    """Lower case without accents; Hangul stays in syllables."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(itertools.filterfalse(unicodedata.combining, folded))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("ı", "i"))


_PROVINCE_BEFORE = re.compile(
    r"(?P<province>{})(?:省|(?:壮族)?自治区|市|성|도|\s)\s*(?:.{{2,8}}自治州|연변조선족자치주)?\s*(?P<name>.+)".format(
        "|".join(name for names in PROVINCES.values() for name in names if not name.isascii())
    )
)
