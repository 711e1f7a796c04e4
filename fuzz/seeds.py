"""What fuzzing starts from: real files and words, and tokens in three languages to insert."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from refoulement.dataset.events import split_ids
from refoulement.dataset.package import DESCRIPTOR, canonical_resources
from refoulement.export.csv_file import export_csv
from refoulement.export.hxl import HASHTAGS, export_hxl
from refoulement.export.spreadsheet import export_xlsx
from refoulement.intake.cells.words import listed
from refoulement.intake.gazetteer.place_names import COUNTRIES, PROVINCES, SITE_ALIASES
from refoulement.intake.headings import aliases
from refoulement.loading.load import load
from refoulement.selecting.address import PAGE_PARAMETERS, PARAMETERS
from refoulement.selecting.selection import Selection, choices
from tests.copies import (
    FROZEN,
    JUDGEMENTS,
    TABLES,
    copy_package,
    edit_descriptor,
    read_records,
    read_rows,
    write_rows,
)

PACKAGE_FILES = (DESCRIPTOR, *(f"{table}.csv" for table in TABLES))

_FEW = Selection(sites=("tumen",), measures=("returned",))
_OWN = (
    "place,date,count,source\nTumen,2021-07-14,50,a\nDandnog,03/04/2021,about 60,b\n",
    "장소,날짜,인원\n투먼,2021년 7월 14일,약 50명\n단둥,2021-08,수십 명\n",
    "地点;日期;人数\n图们;2021年7月15日;至少30人\n丹东;2021-08;数百人\n",
    "place\tlatitude\tlongitude\tdate_from\tdate_to\tcount_low\tcount_high\n"
    "Tumen\t42.966\t129.842\t2021-07-01\t2021-07-14\t50\t60\n"
    "\t129.84212\t42,966\t2021-07-14\t2021-07-01\t60\t50\n",
    "report_id,event,place,date,count,name\n#meta+id,#event,#loc,#date,#affected,\n"
    'r1,e,Tumen; Hunchun,44391,"1,170",\nr1,e, Tumen ,unknown,,x\nr1,e,Tumen,2021,7\n',
    "sep=;\nplace;date;count\nTumen;2021-07-14;10\nDandong;2021-07-14;20\nShenyang;2021-07-14;30\n",
)

# Files


def tables() -> Iterator[bytes]:
    """Tables as people have them, in every encoding, and as we export them."""
    for text in _OWN:
        for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp949", "gb18030"):
            yield text.encode(codec, "replace")
    dataset = load(FROZEN)
    yield from (export(dataset, _FEW) for export in (export_csv, export_hxl, export_xlsx))
    yield _workbook()


def table_tokens() -> Iterator[str]:
    """Column names, hashtags, delimiters, and samples of everything that cells hold."""
    yield from (",", ";", "\t", '"', '""', "\n", "\r\n", "\ufeff", "\0", "sep=;\n", "'=", " ")
    for names in aliases().values():
        yield from (language[0] for language in names.values())
    yield from HASHTAGS.values()
    yield from ("#affected", "#date", "#loc", "name", "passport", "전화", "身份证", "010-1234-5678")
    for tokens in (date_tokens(), count_tokens(), position_tokens(), place_tokens()):
        yield from list(tokens)[:25]


def workbook_parts() -> Iterator[bytes]:
    """Each part of a workbook, after a line with its name."""
    for name, part in _parts().items():
        yield name.encode() + b"\n" + part


def workbook_tokens() -> Iterator[str]:
    """Attribute values and texts of a workbook, and some elements."""
    yield from listed("s|n|b|d|e|str|inlineStr|shared|array|hidden|veryHidden|true|general")
    yield from listed("0|1|2|-1|14|22|44391.5|60|1e308|1e9|99999999|2958466|NaN|inf|#N/A|A1|ZZZ9")
    yield from listed("A1048577|XFD1|A0|1A|A1:B2|yyyy|[h]:mm|&amp;|&#9;|&#xD800;|2021-07-14T00:00Z")
    yield from listed("xl/worksheets/sheet9.xml|../x|/xl/styles.xml|worksheets/sheet2.xml|rId9")
    yield from (
        "</c>",
        '<c r="B2" t="s"><v>9</v></c>',
        "<row>",
        "</row>",
        "<is><t>",
        "<si/>",
        "<!--",
    )


# Words


def dates() -> Iterator[bytes]:
    """Dates as the dataset and people write them."""
    reports = read_records(FROZEN, "reports")[:20]
    yield from _encoded(report["date_from"] for report in reports)
    yield from _encoded(
        listed(
            "14–18 July 2021|2021-02-30|2021년 7월 14일|2021年7月14日|2021-07|2021"
            "|03/04/2021|14.7.21|44391|44391.5|2021-07-14T15:00:00Z|early July 2021"
            "|2021년 7월 초순|between 1 May and 3 June 2021|Jluy 2021|2021.10"
            "|20210714|unknown|미상|about July 2021|7/2021|'21년 7월"
        )
    )


def date_tokens() -> Iterable[str]:
    """What dates are made of."""
    return listed(
        "2021|1945|1899|07|14|31|29|00|-|/|.|–|~| to |until|부터|까지|에서|至|到|년"
        "|월|일|年|月|日|号|경|쯤|左右|July|Sept|jan.|of|th|early |mid-|late "
        "|end of |상순|中旬|下旬|초|말|between | and |from |on |T00:00:00Z|+09:00"
        "|-0800|오전 |下午|pm|:59|.5|.0|'21|44391|unknown|미상|不详|２|²|\u202e"
        "|\u200b|İ"
    )


def counts() -> Iterator[bytes]:
    """Count wordings from the dataset, and others."""
    wordings = {report["count_wording"] for report in read_records(FROZEN, "reports")}
    yield from _encoded(sorted(wordings))
    yield from _encoded(
        listed(
            "50|about 50|at least 1,170|50–60|5 to 6백|약 50명|50여 명|2천600"
            "|至少三十人|数百人|수십 명|1.170|between 50 and 60 people|60-50"
            "|over 50 and under 60|fifty-five|삼백|(50)|50 (30 women)|two a week"
            "|12 families|Oct-12|-5|0|1e5|aboot 50|50.00|10 000"
        )
    )


def count_tokens() -> Iterable[str]:
    """What counts are made of."""
    return listed(
        "50|1,170|9999999|10 000|0|.0|.5|-|–|~|+|%| to |between | and |from |from "
        "| or more|at least |up to |about |fewer than |over |hundred|thousand|k"
        "|dozens|one |twenty|people|women|명|여 명|인|人|多人|약 |최소 |최대 |이상"
        "|미만|까지|至少|最多|约|以上|以下|수백|数十|백|천|만|百|千|万|零|两|스물"
        "|셋|(|)|;|[|a day|per week|families|가구|户|없음|無|不详|²|½|９|\u202e"
        "|\u200b|ﷺ"
    )


def positions() -> Iterator[bytes]:
    """Positions with and without a named place, right and wrong."""
    for line in (
        "42.966|129.842|tumen",
        "129.842|42.966|tumen",
        "42,966|129,842|",
        "-42.966|129.842|",
        "0|0|dandong",
        "42.966123|129.842|",
        "42.968|129.848|tumen",
        "42°57'58\"N|129°50'31\"E|tumen",
        "N42.966|E129.842|",
        "42.966, 129.842||tumen",
        "북위 42도 57분|동경 129도|",
        "91|181|",
    ):
        yield line.replace("|", "\n").encode()


def position_tokens() -> Iterable[str]:
    """What coordinates are made of, and sites."""
    yield from listed("0|1|42|129|180|90|.966|.842123|,|;|-|+|−|°|′|″|'|\"|N|S|e|W")
    yield from listed("도|분|초|度|分|秒|º")
    yield from ("nan", "inf", "1e9", "None", "\n", " ", "\u2009", "９")
    yield from load(FROZEN).site_ids


def places() -> Iterator[bytes]:
    """Names of places as people write them."""
    for site in load(FROZEN).site.values():
        yield from _encoded((site["name_en"], site["name_ko"], site["name_zh"]))
    yield from _encoded(
        listed(
            "Tumen, Jilin|투먼 (도문)|吉林省图们市|함경북도 회령시"
            "|Fushun (Liaoning), China|Nowhere|Dandnog|Jilin|Beijing"
            "|연변조선족자치주 훈춘시|吉林省延边朝鲜族自治州珲春市|Tumen, Dandong|Tumen,\0lin"
        )
    )


def place_tokens() -> Iterator[str]:
    """Names, provinces, countries, and the words for kinds of places."""
    for names in (*SITE_ALIASES.values(), *COUNTRIES.values(), *PROVINCES.values()):
        yield names[-1]
        yield names[0]
    yield from listed("City|County|shi|xian|시|군|읍|도|성|市|县|省|自治州|(|)|[|]")
    yield from (",", "; ", " ", "-", "'", "\u0301", "İ", "đ", "ß")


def columns() -> Iterator[bytes]:
    """Headers in three languages, with hashtags and a row."""
    for language in ("english", "korean", "chinese"):
        names = [names[language][0] for names in aliases().values()]
        yield "\t".join(names).encode()
    yield "\n".join(("\t".join(HASHTAGS), "\t".join(HASHTAGS.values()))).encode()
    header = "장소 / Place\tDate (YYYY-MM-DD)\tphoneNumber\tname"
    yield f"{header}\n\n투먼\t2021\t010-1234-5678\tx".encode()


# Addresses


def addresses() -> Iterator[bytes]:
    """Our own query strings, and some that cannot be used."""
    dataset = load(FROZEN)
    days = Selection(date_from=date(2021, 7, 1), date_to=date(2021, 12, 31), undated=True)
    for field, values in choices(dataset).items():
        narrowed: dict[str, Any] = {field: values[:2]}
        yield Selection(search="Tumen 투먼 50%", **narrowed).query_string().encode()
    yield days.query_string().encode()
    yield b"dates=2021-12-31&dates=2021-07-01&against=..&against=2020-01-01&place=none&embed=true"
    yield b"dates=2021-02-30&site=dandon&undated=no&x=%ED%A0%80&search=%00%0A&place=a&place=b;c"


def address_tokens() -> Iterator[str]:
    """Parameters, values, and the syntax of addresses."""
    yield from (f"&{name}=" for name in (*PARAMETERS, *PAGE_PARAMETERS))
    for values in choices(load(FROZEN)).values():
        yield from (value for value in values[:3] if len(value) < 40)
    yield from ("..", "=", "&", ";", "+", "%", "%00", "%0A", "%ED%A0%80", "%F0%9F%98%80", "yes")
    yield from ("2021-07-14", "0001-01-01", "9999-12-31", "none", "투먼", "e\u0301", "\ufdfa")


# Data packages


def package_files() -> Iterator[bytes]:
    """Each file of a small package, after a line with its name."""
    for name, content in _small_files().items():
        yield name.encode() + b"\n" + content


def package_tokens() -> Iterator[str]:
    """Column names, ids and values of a package, and JSON syntax."""
    for resource in canonical_resources():
        yield from (field["name"] for field in resource["schema"]["fields"])
        for field in resource["schema"]["fields"]:
            yield from field.get("constraints", {}).get("enum", ())
    yield from ("\\ud800", "\\u0000", "null", "true", "{}", "[]", '"":', "1e999", "NaN", "9" * 40)
    yield from ("2021-07-14", "9999-12-31", "0001-01-01", "-", ",", '"', "\n", "\r", ";", "\ufeff")


@cache
def _small_files() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        directory = small_package(Path(folder) / "package")
        return {name: (directory / name).read_bytes() for name in PACKAGE_FILES}


def small_package(to: Path) -> Path:
    """The frozen package cut down to a few connected rows, so that checking it is quicker."""
    copy_package(to)
    edit_descriptor(to, lambda descriptor: descriptor.pop("resources"))  # its form is ours anyway
    (to / JUDGEMENTS).unlink()
    reports = read_records(to, "reports")[:6]
    events = {event["event_id"]: event for event in read_records(to, "events")}
    kept = {report["event_id"] for report in reports}
    for _ in events:
        kept |= {events[event_id]["part_of"] for event_id in kept if event_id}
        kept |= {other for one in kept if one for other in split_ids(events[one]["may_overlap"])}
    context = read_records(to, "context")[:1]
    keys = {
        "reports": {report["report_id"] for report in reports},
        "events": kept,
        "context": {line["context_id"] for line in context},
        "sources": {line["source_id"] for line in (*reports, *context)},
        "sites": {site for report in reports for site in split_ids(report["site_ids"])},
        "crossings": set[str](),
        "arrivals": {line["period"] for line in read_records(to, "arrivals")[:2]},
    }
    for table, ids in keys.items():
        header, *rows = read_rows(to, table)
        write_rows(to, table, [header, *(row for row in rows if row[0] in ids)])
    return to


# Workbooks


def workbook_with(name: str, part: bytes) -> bytes:
    """A workbook with one part replaced: its first sheet if no part has the name."""
    changed = name if name in _parts() else "xl/worksheets/sheet1.xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for own, content in _parts().items():
            archive.writestr(zipfile.ZipInfo(own), part if own == changed else content)
    return packed.getvalue()


@cache
def _parts() -> dict[str, bytes]:
    """The parts from which the cells of a sheet are read."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        names = [name for name in archive.namelist() if not re.search("docProps|theme", name)]
        return {name: archive.read(name) for name in names}


@cache
def _workbook() -> bytes:
    """A workbook as Excel writes it, with every kind of cell."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("place", "date", "count", "note"))
    sheet.write_row(1, 0, ("투먼", date(2021, 7, 14), 50, True))
    sheet.write_row(2, 0, ("丹东", 44391.5, "about 50", "=1+1"))
    sheet.write_rich_string(3, 0, "Tu", book.add_format({"bold": True}), "men")
    sheet.write_row(3, 1, ("2021", "=NA()", time(12, 30)))
    book.add_worksheet().hide()
    book.close()
    return content.getvalue()


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    return (text.encode() for text in texts)
