"""Numbers in words of three languages."""

from __future__ import annotations

import re
from functools import cache

from refoulement.intake.cells.words import listed


@cache
def numerals() -> dict[str, int]:
    """The words for 1 to 9,999 in English, Korean and Chinese, each in its regular forms."""
    found = {"百": 100, "千": 1000, "万": 10_000}
    found |= {"만": 10_000, "일만": 10_000, "一万": 10_000}
    for number in range(1, 10_000):
        for word in (_english(number), _hangul(number), _hanzi(number)):
            found[word] = number
    for tens, ten in enumerate(("", *listed("열|스물|서른|마흔|쉰|예순|일흔|여든|아흔"))):
        for ones, one in enumerate(("", *listed("한|두|세|네|다섯|여섯|일곱|여덟|아홉"))):
            found[ten + one] = tens * 10 + ones
    found |= {"스무": 20, "하나": 1, "둘": 2, "셋": 3, "넷": 4}
    del found[""]
    return found


_ONES = listed(
    "|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    "|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_TENS = listed("||twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety")


def _english(number: int) -> str:
    """A number below 10,000 in English, without “and” and hyphens."""
    words = []
    for unit, name in ((1000, "thousand"), (100, "hundred")):
        if number >= unit:
            words += [_ONES[number // unit], name]
            number %= unit
    words += [_ONES[number]] if number < 20 else [_TENS[number // 10], _ONES[number % 10]]
    return " ".join(filter(None, words))


def _hangul(number: int) -> str:
    """A number below 10,000 in Sino-Korean, where one is not said before a unit."""
    digits = f"{number:04}"
    return "".join(
        ("" if digit == "1" and unit else " 일이삼사오육칠팔구"[int(digit)]) + unit
        for digit, unit in zip(digits, ("천", "백", "십", ""), strict=True)
        if digit != "0"
    )


def _hanzi(number: int) -> str:
    """A number below 10,000 in Chinese, with a zero where units are passed over."""
    digits = f"{number:04}"
    text = "".join(
        "零" if digit == "0" else "零一二三四五六七八九"[int(digit)] + unit
        for digit, unit in zip(digits, ("千", "百", "十", ""), strict=True)
    )
    text = re.sub("零+", "零", text).strip("零")
    return text.removeprefix("一") if 10 <= number < 20 else text
