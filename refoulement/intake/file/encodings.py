"""From bytes to text: which encoding a file is in that does not say so.

Korean and Chinese spreadsheets come in CP949 and GB18030, and most short files in one
are sound in the other too. Detectors need more text than three rows hold:
charset-normalizer 3.5.2 took three of five such Chinese files for Korean. So it is
decided by letters: a reading has few frequent ones unless it is the right one. Where
that is not clear either, as with one rare place in a file, the doubt is said.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import islice

from refoulement.problems import IntakeError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE with a byte order mark"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE with a byte order mark"),
)
_UTF_16 = (("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"))
_ASCII_IN_UTF_16 = 0.1  # of all characters at least: digits, delimiters, ends of lines

_EXPECTED = (
    "expected UTF-8, UTF-16, CP949 (Korean) or GB18030 (Chinese); in the spreadsheet program, "
    "save it as “CSV UTF-8”"
)
_SAMPLE = 20_000  # letters beyond ASCII by which it is decided
_AT_HOME = 0.8  # of these at least in the older, common set of the encoding

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
    ("cp949", "euc_kr", frozenset(_HANGUL), "CP949 (Korean)"),
    ("gb18030", "gb2312", frozenset(_HANZI), "GB18030 (Chinese)"),
)
_CLEAR = 0.3  # by how much more of its letters the better reading has frequent ones
_QUOTED = 10  # letters of each reading, where it is not clear; fewer never make it clear


@dataclass(frozen=True)
class Decoded:
    """A file’s text, the name of its encoding to be shown, and what is doubtful about it."""

    text: str
    encoding: str
    doubt: str = ""


def decode(content: bytes) -> Decoded:
    """The text of a file, and how it was read. Raises IntakeError.

    By its byte order mark; else UTF-16 where NUL bytes show it; else UTF-8 where it is
    sound; else CP949 or GB18030. No encoding is ever half right: one that does not fit
    to the last byte is not taken.
    """
    for mark, codec, label in _MARKS:
        if content.startswith(mark):
            return Decoded(_marked(content[len(mark) :], codec, label), label)
    if b"\0" in content and (wide := _as_utf_16(content)):
        return wide
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        _refuse_broken_utf_8(content, error)
    return _as_older(content)


def unscrambled(text: str) -> str:
    """The text whose UTF-8 somebody read as Western letters; empty where it is another."""
    try:
        return "" if text.isascii() else text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def _marked(content: bytes, codec: str, label: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        message = f"The file says that it is {label}, but byte {error.start + 1} after it is none."
        raise IntakeError(message) from error


def _as_utf_16(content: bytes) -> Decoded | None:
    """ASCII characters have a NUL byte each, in LE behind them and in BE before them."""
    nuls = {"utf-16-le": content[1::2].count(0), "utf-16-be": content[::2].count(0)}
    for codec, label in sorted(_UTF_16, key=lambda which: -nuls[which[0]]):
        text = _decoded(content, codec)
        few = nuls[codec] < _ASCII_IN_UTF_16 * len(content) / 2
        if text and not few and "\0" not in text and ("\n" in text or "\r" in text):
            return Decoded(text, label)
    return None


def _refuse_broken_utf_8(content: bytes, error: UnicodeDecodeError) -> None:
    """Text of an older encoding makes hardly any sound UTF-8; UTF-8 cut or patched does."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(not char.isascii() for char in text) - broken
    if sound > broken:
        row = content.count(b"\n", 0, error.start) + 1
        raise IntakeError(
            f"Line {row} of the file is broken: it is in UTF-8, but byte {error.start + 1} is "
            "none; save it anew from the program that made it."
        ) from error


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
        raise IntakeError(f"The file is no text in an encoding that is known here: {_EXPECTED}.")
    (share, text, label, quoted), *others = sorted(readings, key=lambda reading: -reading[0])
    for other_share, _, other_label, other in others:
        if share - other_share < _CLEAR or len(quoted) < _QUOTED:
            return Decoded(
                text,
                label,
                f"the encoding is not sure: in {label} the first letters are “{quoted}”, in "
                f"{other_label} they would be “{other}”; if so, save it as UTF-8",
            )
    return Decoded(text, label)


def _decoded(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_in(letter: str, codec: str) -> bool:
    """Whether an older encoding has this letter; GB18030’s four bytes are a sign of their own."""
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return codec == "gb2312" and len(letter.encode("gb18030", "ignore")) == 4
    return True
