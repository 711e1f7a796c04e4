"""From bytes to text: the encoding of a file that does not state it.

Korean and Chinese spreadsheets come in CP949 and GB18030, and most short files in one
are valid in the other too. Detectors need more text than three rows hold:
charset-normalizer 3.5.2 took three of five such Chinese files for Korean. So the
letters decide: only the right reading has many frequent ones. If even that is not
clear, as with a single rare place in a file, the doubt is stated.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from refoulement.messages import gettext, later
from refoulement.problems import IntakeError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", later("UTF-8 with a byte order mark")),
    (codecs.BOM_UTF16_LE, "utf-16-le", later("UTF-16 LE with a byte order mark")),
    (codecs.BOM_UTF16_BE, "utf-16-be", later("UTF-16 BE with a byte order mark")),
)
_UTF_16 = (("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"))
_ASCII_IN_UTF_16 = 0.1  # of all characters at least: digits, delimiters, line ends

_END_OF_LINE = re.compile(rb"\r\n|\r|\n")
_SHOWN = 30  # letters before a broken byte
_SAMPLE = 20_000  # letters beyond ASCII that decide
_AT_HOME = 0.8  # the least share of them in the older, common set of the encoding

#: Frequent letters, and those of places and words that such files are about.
_HANGUL = (
    "이다는에의가을로하고지사를한기도은인리나자대어서시아정일해수보부그동장제주상전여구조원라스만과있들면회"
    "선중으니적성소안비신게관공치국마유문경용연방생오것산무진학반재물당개양모발위거남북명년월날송환탈체포금"
    "민강단둥투먼훈춘창바랴닝린화룽옌볜허메쿤난수출처요약건계층호역간점위경합"
)
_HANZI = (
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小"
    "心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经面公同三已从动两长知民现分"
    "将外但与高进法实回二理点月明全工者向部正名定女力机等几最间新位被电四第门次东政海西平世信北关内化由代"
    "军入山五万市体处总场书员九报数件表原路期金反系京务制解各清物台记边共南度统字交百社指放管区城江语告据"
    "源要摘类型约余名左右丹图们长白沈阳珲春和龙延吉临通辽宁省县逮捕拘押遣返脱朝鲜强难逃送看守所警纬经备注"
    "三合林集安凭祥青岛秦皇满浦双目峰茂赛别尔圈元汀河口崇善古城里惠罗先稳会宁"
)

_OLDER = (
    ("cp949", "euc_kr", frozenset(_HANGUL), later("CP949 (Korean)")),
    ("gb18030", "gb2312", frozenset(_HANZI), later("GB18030 (Chinese)")),
)
_CLEAR = 0.3  # by how much the better reading's share of frequent letters must be larger
_QUOTED = 10  # letters quoted from each reading if it is not clear; fewer never make it clear


@dataclass(frozen=True)
class Decoded:
    """A file’s text, the name of its encoding for display, and what is doubtful about it."""

    text: str
    encoding: str
    doubt: str = ""


def decode(content: bytes) -> Decoded:
    """The text of a file, and how it was read. Raises IntakeError.

    By its byte order mark; else UTF-16 if NUL bytes show it; else UTF-8 if it is
    valid; else CP949 or GB18030. No encoding is ever half right: one that does not fit
    to the last byte is not taken.
    """
    for mark, codec, label in _MARKS:
        if content.startswith(mark):
            return Decoded(_marked(content[len(mark) :], codec, str(label)), str(label))
    if b"\0" in content and (wide := _as_utf_16(content)):
        return wide
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        _refuse_broken_utf_8(content, error)
    return _as_older(content)


def unscrambled(text: str) -> str:
    """The text whose UTF-8 somebody read as Western letters; empty if it is not such a text."""
    try:
        return "" if text.isascii() else text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def _marked(content: bytes, codec: str, label: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        message = gettext(
            "The file begins as %(encoding)s, and is broken at byte %(byte)s after that.",
            encoding=label,
            byte=str(error.start + 1),
        )
        raise IntakeError(message) from error


def _as_utf_16(content: bytes) -> Decoded | None:
    """ASCII characters have a NUL byte each, after them in LE and before them in BE."""
    nuls = {"utf-16-le": content[1::2].count(0), "utf-16-be": content[::2].count(0)}
    for codec, label in sorted(_UTF_16, key=lambda which: -nuls[which[0]]):
        text = _decoded(content, codec)
        few = nuls[codec] < _ASCII_IN_UTF_16 * len(content) / 2
        if text and not few and "\0" not in text and ("\n" in text or "\r" in text):
            return Decoded(text, label)
    return None


def _refuse_broken_utf_8(content: bytes, error: UnicodeDecodeError) -> None:
    """Raise IntakeError if most of it is sound UTF-8, which text in an older encoding is not."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(not char.isascii() for char in text) - broken
    if sound > broken:
        before = content[: error.start]
        line = len(_END_OF_LINE.findall(before)) + 1
        read = _END_OF_LINE.split(before)[-1].decode("utf-8", "replace")[-_SHOWN:]
        where, byte = str(line), str(error.start + 1)
        said = gettext(
            "Line %(line)s of the file is broken: the file is in UTF-8, but byte %(byte)s is not. "
            "Save it again from the program that made it.",
            line=where,
            byte=byte,
        )
        if read:
            said = gettext(
                "Line %(line)s of the file is broken after “%(text)s”: the file is in UTF-8, but "
                "byte %(byte)s is not. Save it again from the program that made it.",
                line=where,
                text=read,
                byte=byte,
            )
        raise IntakeError(said) from error


def _as_older(content: bytes) -> Decoded:
    readings = []
    for codec, home, frequent, label in _OLDER:
        text = _decoded(content, codec) or ""
        letters = [*islice((char for char in text if not char.isascii()), _SAMPLE)]
        at_home = sum(_is_in(letter, home) for letter in letters)
        if letters and at_home >= _AT_HOME * len(letters):
            share = sum(letter in frequent for letter in letters) / len(letters)
            quoted = "".join(letters[:_QUOTED])
            readings.append((share, text, label, quoted))
    if not readings:
        said = gettext(
            "The file is not text in an encoding that is known here: expected UTF-8, UTF-16, CP949 "
            "(Korean) or GB18030 (Chinese). In the spreadsheet program, save it as “CSV UTF-8”."
        )
        raise IntakeError(said)
    (share, text, label, quoted), *others = sorted(readings, key=lambda reading: -reading[0])
    for other_share, _, other_label, other in others:
        if share - other_share < _CLEAR or len(quoted) < _QUOTED:
            doubt = gettext(
                "the encoding is not certain: in %(encoding)s the first letters are “%(letters)s”, "
                "in %(other)s they would be “%(others)s”; if so, save it as UTF-8",
                encoding=label,
                letters=quoted,
                other=other_label,
                others=other,
            )
            return Decoded(text, str(label), doubt)
    return Decoded(text, str(label))


def _decoded(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_in(letter: str, codec: str) -> bool:
    """Whether an older encoding has this letter; four bytes in GB18030 are a sign of it as well."""
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return codec == "gb2312" and len(letter.encode("gb18030", "ignore")) == 4
    return True
