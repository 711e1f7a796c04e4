"""Which field of ours a column name stands for, in three languages or by HXL.

The names are in aliases.csv, one row per field, with `; ` between names of one language. To
teach a new name, add it there: case, spaces and punctuation do not matter.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from refoulement.export.csv_file import COUNTING_COLUMNS
from refoulement.export.hxl import HASHTAGS
from refoulement.intake.file.table import export_columns
from refoulement.messages import gettext

ALIASES = Path(__file__).with_name("aliases.csv")
LANGUAGES = ("english", "korean", "chinese")
LEFT_OUT = "-"  # how a mapping says that a column is not read

_HASHTAG_FIELDS = {
    **{"#affected": "count", "#affected+num": "count", "#affected+total": "count"},
    **{"#population": "count", "#population+total": "count", "#population+num": "count"},
    **{"#date": "date", "#date+occurred": "date", "#date+year": "date", "#event": "event"},
    **{"#loc": "place", "#loc+name": "place", "#country": "country", "#country+name": "country"},
    **{"#adm1": "area", "#adm1+name": "area", "#meta+source": "publisher", "#source": "publisher"},
    **{f"#adm{level}{name}": "place" for level in (2, 3, 4, 5) for name in ("", "+name")},
    **{"#geo+lat": "latitude", "#geo+lon": "longitude", "#lat_deg": "latitude"},
    **{"#lon_deg": "longitude", "#description": "summary", "#meta+url": "url"},
}
#: How wide the places in a column are: of several columns, that of the town is the place.
_WIDER = re.compile(
    r"\b(county|counties|prefecture|district|admin ?2( ?name)?|adm2( (en|name))?)\b|^#adm2\b"
    r"|시군구|시·군·구|地区|区县|县区"
)
_WITHIN_A_TOWN = re.compile(
    r"\b(facility|facilities|detention (site|cent(er|re))|prison|camp|crossing|reporting site)\b"
    r"|시설|수용소|구금지|看守所|设施|口岸|关押地"
)
#: What may precede a known name: words for an event, or for a place.
_OF_AN_EVENT = re.compile(
    r"^(event|incident|case|arrest|return|repatriation|deportation|detention|record)s? "
)
_OF_A_PLACE = re.compile(
    r"^(facility|site|location|loc|place|event|incident|detention|camp|prison|crossing|arrest"
    r"|return|gps|geo|point|map|approx|approximate|estimated|centroid|wgs84|decimal|dec|xy)s? "
)
_BEHIND_AN_EVENT = {"date", "date_from", "date_to", "country", "area", "summary"}
_BEHIND_A_PLACE = {"country", "area", "latitude", "longitude"}

_YEARS = re.compile(r"^(years?|연도별?|년도별?|년|年份|年度|年|年代)$")
#: When a form was filled in or sent, which is not the day of an event.
# Compiled only when we meet an unknown name: what every file pays for is kept small.
_FORM = (
    r"^(timestamp|time stamp|submission (date|time)|submitted( (at|on))?|submissiondate|today"
    r"|start ?time|end ?time|created( (at|on|date))?|creation ?date|updated( (at|on))?|last updated"
    r"|modified( (at|on))?|edit ?date|entry (date|time)|date (of )?(entry|submission|created)"
    r"|data entry date|interview date|date of interview|타임스탬프"
    r"|작성 ?일시?|제출 ?일시?|입력 ?일시?"
    r"|등록 ?일시?|면담 ?일자?"
    r"|填写时间|填表(时间|日期)|提交时间|录入(时间|日期)|访谈日期)$"
)

_PARTS = (  # between two names of one column
    r"[/|\n()\[\]]|(?<=[A-Za-z.]) +(?=[가-힣一-鿿])|(?<=[가-힣一-鿿]) +(?=[A-Za-z])"
)
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LONGEST_NAME = 200  # characters: no name that we know is longer
_SHORTEST_NEAR = 5  # letters: shorter names are never taken for a slip of another


def field_of(name: str) -> str:
    """The field that a column name, or an HXL hashtag, stands for; empty if unknown.

    A name with a part in brackets or after a slash is known by its parts too, if
    these agree: “장소 / Place”, “Date (YYYY-MM-DD)”. So is one that also says what it is of:
    “Facility Latitude”.
    """
    if len(name) > _LONGEST_NAME:
        return ""
    name = unicodedata.normalize("NFKC", name).strip()
    if name.startswith("#"):
        return _of_hashtag(name)
    if whole := exact_field(name):
        return whole
    if is_of_a_form(name):
        return ""
    known = _by_name()
    whole = known.get(_plain(_IN_BRACKETS.sub("", name)), "")
    fields = {known[plain] for part in re.split(_PARTS, name) if (plain := _plain(part)) in known}
    return whole or (fields.pop() if len(fields) == 1 else "") or _qualified(name)


def exact_field(name: str) -> str:
    """The field that a name stands for exactly as written; empty if it is not in aliases.csv."""
    return _by_name().get(_plain(name), "")


def is_of_a_form(name: str) -> bool:
    """Whether a column of this name says when a form was filled in or sent."""
    return bool(re.match(_FORM, words_of(name).strip()))


def is_of_years(name: str) -> bool:
    """Whether a column of this name holds only years."""
    return bool(_YEARS.match(words_of(name)))


def width_of(name: str) -> int:
    """How wide the places in a column are: -1 within a town, 0 a town, 1 wider."""
    words = words_of(name)
    if _WIDER.search(words):
        return 1
    return -1 if _WITHIN_A_TOWN.search(words) else 0


def near_field(name: str) -> str:
    """The field with a name one slip from this one, for a question; empty if there is none."""
    plain = _plain(name[:_LONGEST_NAME])
    if len(plain) < _SHORTEST_NEAR or not plain.isascii():
        return ""
    known = _by_name()
    near = process.extractOne(plain, known.keys(), scorer=OSA.distance, score_cutoff=1)
    return known[near[0]] if near and len(near[0]) >= _SHORTEST_NEAR else ""


@lru_cache(maxsize=1)
def aliases() -> dict[str, dict[str, list[str]]]:
    """For each field, its names by language, as aliases.csv gives them."""
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        return {
            row["field"]: {language: row[language].split("; ") for language in LANGUAGES}
            for row in csv.DictReader(lines)
        }


def is_field(text: str) -> bool:
    """Whether a text is the name that we use for a field."""
    return text in aliases() or text in export_columns()


def words_of(name: str) -> str:
    """A name in lower case, with one space between its words."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", name))
    return " ".join(re.findall(r"#?[^\W_]+", parted.casefold()))


def _qualified(name: str) -> str:
    """The field of a name without the words for what it is of; empty if that is not known."""
    words = words_of(_IN_BRACKETS.sub("", name))
    for qualifier, behind in (
        (_OF_AN_EVENT, _BEHIND_AN_EVENT),
        (_OF_A_PLACE, _BEHIND_A_PLACE),
    ):
        rest = qualifier.sub("", words)
        if rest != words:
            field = _by_name().get(_plain(rest), "")
            if field in behind and len(rest) > 1:
                return field
    return ""


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    known = {
        _plain(name): field
        for field, languages in aliases().items()
        for names in languages.values()
        for name in names
    }
    ours = (*aliases(), *export_columns(), *COUNTING_COLUMNS)
    return known | {_plain(field): field for field in ours}


@lru_cache(maxsize=1)
def _by_hashtag() -> dict[frozenset[str], str]:
    ours = {_hashtag(hashtag): field for field, hashtag in HASHTAGS.items() if field != "admin1"}
    return {_hashtag(hashtag): field for hashtag, field in _HASHTAG_FIELDS.items()} | ours


def _of_hashtag(name: str) -> str:
    """The field of a hashtag; a language, or that it was cleaned, does not make it another."""
    said = _hashtag(name)
    kept = frozenset(part for part in said if not re.match(r"(i_[a-z]{2}|cleaned|clean)$", part))
    return _by_hashtag().get(said, "") or _by_hashtag().get(kept, "")


def _hashtag(text: str) -> frozenset[str]:
    """A hashtag without the order of its attributes, which means nothing."""
    return frozenset("".join(text.split()).casefold().split("+"))


def _plain(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


def no_field(name: str) -> str:
    """The message about a name that is taken for a field but is none."""
    return gettext(
        "“%(name)s” is not a field. Fields are %(fields)s, or %(none)s to leave the column out.",
        name=name,
        fields=", ".join(aliases()),
        none=LEFT_OUT,
    )


def names_in_three_languages(field: str) -> str:
    """Two names for a field in each language, in quotation marks."""
    names = aliases()[field]
    return ", ".join(f"“{name}”" for each in LANGUAGES for name in names[each][:2])
