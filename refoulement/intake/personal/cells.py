"""Cells that give away a person: numbers of telephones and documents, addresses, accounts.

The digits of a decimal number are nobody's: a coordinate or a share is no document. The forms are
in contacts.py, documents.py and addresses.py, and are compiled when a cell needs a closer look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache

from refoulement.intake.personal import addresses, contacts, documents
from refoulement.intake.personal.columns_of_numbers import numbers_of_persons
from refoulement.intake.personal.headings import ADDRESSES, CONTACTS, DOCUMENTS

#: Without one of these a row needs no closer look: five figures, a figure beside a word, a sign.
CLOSER_LOOK = re.compile(
    r"\d(?:\W{0,3}\d){4}|[^\W\d]\W{0,4}\d|\d\W{0,4}[^\W\d]"
    r"|@\w|[(\[{_](?:at|arroba)[)\]}_]| at \w|[*●•#]{3}|[xX○]{3}|<<|wxid|live:|\.com/|\.me/"
    r"|[Cc][/.][Oo]"
    r"|[:：]|(?i:kakao|wechat|weixin|telegram|whatsapp|skype|insta|viber)|카톡|카카오|微信|위챗"
    r"|라인"
)
#: A number of five figures, or letters and figures as documents mix them; no words between.
_LONG_NUMBER = re.compile(
    r"\d(?:[^\w\n]{0,3}[A-Z]?\d){4}|[A-Z]{3}\d{4}|[A-Z]\d\d[A-Z]|\d/[^\W\d]|[*●•#]{3}|[xX○]{3}|<<"
    r"|[A-ZА-ЯІЇЄ]{2} ?\d{6}|[A-Z]\d{4}"
)
_DATES = re.compile(
    r"(?<![\d./-])(?:(?:19|20)\d\d([-./])[01]?\d\1[0-3]?\d|[0-3]?\d([-./])[01]?\d\2(?:19|20)\d\d)"
    r"(?:[T ]\d\d:\d\d(?::\d\d)?)?(?![\d./-])"
)
_MAYBE_CONTACT = re.compile(
    r"\d(?:[^\w\n*○]{0,3}[\dxX*○]){6}|[@:：]|[(\[{_](?:at|arroba)| at \w|wxid|[^\W\d]\s?(?:id\b"
    r"|号|號)|카톡|카카오|微信|위챗|라인"
    r"|(?i:kakao|we ?chat|telegram|\btg\b|insta|\big\b|\bfb\b|facebook|skype|viber|zalo|discord"
    r"|snap|qq)"
)
_WORDS = re.compile(r"[^\W\d_]+")
_WORDS_AND_A_NUMBER = re.compile(
    r"(?:[a-z]{2,15} ){0,6}(?:[a-z]?\d{1,5}|\d{6}|[a-z]{1,2}\d{1,6}(?= ))(?: [a-z]{2,15}){0,6}"
)
_LONGEST = 300  # characters of a cell that is looked at for a number, a profile and no more
_LONGEST_ADDRESS = 160  # a longer text tells of streets without being anybody's address
_NUMBER = re.compile(  # with decimals, or with an exponent: nobody has such a number
    r"(?<![\w.])[+-]?\d+\.\d+(e[+-]?\d+)?(?![\w.])|(?<![\w,.])[+-]?\d{1,3},\d{4,}(?![\w,])",
    re.IGNORECASE,
)
#: Dates, times and numbers alone, as most cells of most files are.
_NOTHING = re.compile(
    r"\s*(?:(?:19|20)\d\d([-./])[01]?\d\1[0-3]?\d(?:[T ][\d:.,+Z -]{0,24})?"
    r"|[0-3]?\d([-./])[01]?\d\2(?:19|20)\d\d|[0-3]?\d-[01]?\d-\d{1,6}"
    r"|[+-]?\d{0,12}\.\d{1,20}|[+-]?\d{1,4})\s*"
)
_DASHES = str.maketrans("‐‑‒–—−", "------")
_MARKS = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_FIGURES = {
    zero + value: str(value)
    for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xBE6, 0xE50, 0x1040, 0x17E0)
    for value in range(10)
} | {0x66B: "."}
_BETWEEN_DIGITS = re.compile(r"(?<=\d{6}) - (?=\d{7}(?!\d))")
_ADDRESS_OF_A_PAGE = re.compile(r"((?<!\w)\w{1,20}://|www\.)\S+", re.IGNORECASE)
_PLACE = re.compile(r"\s+[^\W\d]{2,15}\s*$")  # behind a number: where it is answered
#: Before a number, whose it is: the relative of somebody, with a remark.
_WHOSE = re.compile(
    r"\A[^\W\d]{2,20}(?: [^\W\d]{2,20}){0,3}(?: \([^()\d]{1,20}\))?(?: - |[\s:]{1,3}(?=[0+(]))"
)
_REMARK = re.compile(r"\s*\([^()\d]{1,30}\)\s*$")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a cell first needs it: most files need none of the long patterns."""
    return re.compile(pattern)


def personal_cell(cell: str) -> str:
    """What a cell gives away about a person, in words; empty where nothing."""
    if not CLOSER_LOOK.search(cell) or _NOTHING.fullmatch(cell) or _is_plain_count(cell):
        return ""
    return _of_cell(cell)


def _is_plain_count(cell: str) -> bool:
    """Whether these are words and a number of six figures at most, none of them a label.

    Such cells are common, and the patterns for all countries take long to say no.
    """
    text = cell.casefold()
    if not _WORDS_AND_A_NUMBER.fullmatch(text):
        return False
    words = _WORDS.findall(text)
    return addresses.WORDS.isdisjoint(words) and documents.LABEL_BEGINNINGS.isdisjoint(
        word[:3] for word in words
    )


def _of_cell(cell: str) -> str:
    if len(cell) < _LONGEST and _compiled(contacts.PROFILE).fullmatch(cell):
        return CONTACTS
    text = _DATES.sub(" ", _ADDRESS_OF_A_PAGE.sub("", _plain(cell)))
    without_decimals = _NUMBER.sub(" ", text)
    if _compiled(documents.OF_A_PERSON).search(without_decimals) or (
        _LONG_NUMBER.search(text) and _is_document(text, without_decimals)
    ):
        return DOCUMENTS
    if _is_article(text.strip()):
        return ""
    if _MAYBE_CONTACT.search(without_decimals) and _is_contact(without_decimals):
        return CONTACTS
    return ADDRESSES if _is_address(text) else ""


def personal_numbers(cells: Collection[str]) -> str:
    """What the different cells of a column give away together, though none does alone."""
    return numbers_of_persons([_plain(cell).strip() for cell in cells if len(cell) < _LONGEST])


def _plain(cell: str) -> str:
    """With ASCII figures and dashes, and without signs that cannot be seen."""
    text = unicodedata.normalize("NFKC", cell)
    if not text.isascii():
        text = text.translate(_MARKS).translate(_DASHES).translate(_FIGURES)
    return _BETWEEN_DIGITS.sub("-", text)


def _is_document(text: str, without_decimals: str) -> bool:
    if _compiled(documents.ANYWHERE).search(without_decimals) and not _is_article(text.strip()):
        return True
    if len(text) > _LONGEST:
        return False
    whole = _REMARK.sub("", text).strip()
    if _compiled(documents.CODE_OF_A_PLACE).fullmatch(whole):
        return False
    return bool(
        _compiled(documents.WHOLE).fullmatch(whole) or _compiled(documents.DOTTED).search(whole)
    )


def _is_contact(text: str) -> bool:
    if _compiled(contacts.ANYWHERE).search(text):
        return True
    return len(text) <= _LONGEST and any(
        _compiled(contacts.WHOLE).fullmatch(part.strip())
        for part in (
            text,
            *re.split(r" / |;|, ", _REMARK.sub("", text)),
            _PLACE.sub("", text),
            _WHOSE.sub("", text),
        )
    )


def _is_address(text: str) -> bool:
    """Whether an address is here; most words are of none, and are soon told."""
    if len(text) > _LONGEST_ADDRESS:
        return False
    words = _WORDS.findall(text.casefold())
    if addresses.WORDS.isdisjoint(words) and not _compiled(addresses.PARTS_OF_WORDS).search(text):
        return False
    return bool(_compiled(addresses.ADDRESS).search(text))


def _is_article(text: str) -> bool:
    """Whether this is the number of a good or a book, by its check digit."""
    if not re.fullmatch(r"\d{13}", text):
        return False
    return sum(int(figure) * (1, 3)[place % 2] for place, figure in enumerate(text)) % 10 == 0
