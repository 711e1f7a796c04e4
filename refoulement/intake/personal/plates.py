"""Number plates of cars, as some states write them: a column of which nearly all cells are one."""

from __future__ import annotations

import re

_CHINESE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_RUSSIAN = "[АВЕКМНОРСТУХ]"
#: 12 MAR 2019 is a day.
_MONTHS = (
    "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|MAI|MAJ|AVR|AOU|MRZ|OKT|DEZ|ENE|ABR|AGO|DIC|GEN"
    "|MAG|GIU|LUG|SET|OTT|FEV|OUT|MEI|AGU|DES|OCA|SUB|NIS|HAZ|TEM|EYL|EKI|KAS|ARA"
)

PLATE = re.compile(
    r"(?:[가-힣]{2} ?)?\d{2,3} ?[가-힣] ?\d{4}"  # Korea
    rf"|[{_CHINESE}][A-Z] ?[·.]? ?[A-Z\d]{{5,6}}"
    r"|[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}"  # India
    rf"|(?:0[1-9]|[1-7]\d|8[01]) (?!(?:{_MONTHS}) )[A-Z]{{1,3}} \d{{2,4}}"  # Turkey
    r"|(?!(?:19|20)\d\d)\d{4} ?[BCDFGHJKLMNPRSTVWXYZ]{3}"  # Spain
    r"|[A-Z]{2}\d{2} [A-Z]{3}"  # the United Kingdom
    r"|[A-Z]{2}-\d{3}-[A-Z]{2}"  # France, Italy
    rf"|{_RUSSIAN} ?\d{{3}} ?{_RUSSIAN}{{2}} ?\d{{2,3}}"
    r"|[A-ZА-ЯІЇЄ]{2} ?\d{4} ?[A-ZА-ЯІЇЄ]{2}"  # Ukraine
    r"|[KUT][A-Z]{2} ?\d{3}[A-Z]"  # Kenya, Uganda
    r"|[A-Z]{3}-?\d[A-Z]\d{2}"  # Brazil
    r"|(?i:plate|placa|plaque|reg|kfz|nopol|plaka|номер|госномер|车牌|車牌)\W{1,3}(?=\D{0,9}\d)"
    r"[A-Z\d -]{5,10}"
)
