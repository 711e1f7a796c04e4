"""The words that appear in dates: months, and those that say there is no date."""

from __future__ import annotations

import re

from refoulement.intake.cells.words import listed

UNDATED = listed(
    "unknown|undated|no date|not known|not stated|n/a|na|nan|nat|none|null|n.d|nd|?|-|–"
    "|미상|불명|불상|날짜 미상|알 수 없음|모름|없음|不详|不詳|不明|未知|无|日期不详"
)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH = {
    "sept": 9,
    **{name: number for number, name in enumerate(MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(MONTHS, 1)},
}

#: Months in other languages that could be taken for misspelt English ones.
ELSEWHERE = listed(
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    "|diciembre|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|januar|februar|marz|juni|juli|oktober|dezember|janeiro|fevereiro|marco|maio|junho|julho"
    "|setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre"
    "|ottobre|dicembre|januari|februari|maart|augustus|augusti"
)

_HAN = re.compile("(?P<tens>[一二三]?十)?(?P<figures>[〇零一二三四五六七八九]*)(?=[年月日号號])")


def in_figures(text: str) -> str:
    """The text with its years, months and days in Chinese numerals as figures: 二〇二一, 二十四."""
    return _HAN.sub(_figures, text)


def _figures(han: re.Match[str]) -> str:
    figures = han["figures"].translate(str.maketrans("〇零一二三四五六七八九", "00123456789"))
    if not han["tens"]:
        return figures
    tens = " 一二三".find(han["tens"][0]) if len(han["tens"]) > 1 else 1
    return f"{tens}{figures or 0}"
