"""Dates and counts as people write them: what is read, asked about or refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import assert_never

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel

from refoulement.dataset.tables import Dataset
from refoulement.intake.cells import counts, dates, numerals
from refoulement.intake.cells.counts import MOST_PEOPLE, Count, read_count
from refoulement.intake.cells.dates import DateQuestion, DateRead, DateSpan, read_date
from refoulement.intake.cells.words import Unread
from refoulement.wording import day_text, figure_text, span_text

TODAY = date(2026, 5, 1)

many = settings(deadline=None)


def outcome(read: DateRead) -> str:
    """The result for a date on one line: days and precision, the readings, or `unread`."""
    if isinstance(read, DateSpan):
        return f"{read.written} {read.precision}".strip()
    if isinstance(read, DateQuestion):
        return " or ".join(reading.written for reading in read.readings)
    if isinstance(read, Unread):
        return f"unread {read.suggestion}".strip()
    assert_never(read)


# Dates

DAY, WEEK = "2021-07-14 day", "2021-07-14/2021-07-18 week"
MONTH, YEAR = "2021-07 month", "2021 year"
SUMMER = "2021-07-01/2021-09-30 span"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # in digits
        ("2021-07-14", DAY),
        ("2021-7-14", DAY),
        ("2021–07–14", DAY),
        ("20210714", DAY),
        ("2021.7.14", DAY),
        ("2021.07.14.", DAY),
        ("2021. 7. 14.", DAY),
        ("2021/7/14", DAY),
        ("'21.7.14", DAY),
        ("２０２１－０７－１４", DAY),
        (" 2021-07-14\u00a0", DAY),
        ("\ufeff2021-07-14", DAY),
        ("2021-07", MONTH),
        ("2021.7", MONTH),
        ("2021/07", MONTH),
        ("07/2021", MONTH),
        ("2021.10", "2021-10 month"),
        ("2021", YEAR),
        ("2021.0", YEAR),
        # with a time of day
        ("2021-07-14T00:00:00", DAY),
        ("2021-07-14 00:00:00", DAY),
        ("2021-07-14T10:30:00.000+09:00", DAY),
        ("2021-07-14T00:00:00Z", DAY),
        ("7/14/2021 12:00:00 AM", DAY),
        ("2021-07-14 오전 12:00:00", DAY),
        ("2021-07-14 下午3:05", DAY),
        # only one order gives a day
        ("14/07/2021", DAY),
        ("07/14/2021", DAY),
        ("14.07.2021", DAY),
        ("14-07-2021", DAY),
        ("14. 7. 2021", DAY),
        ("05/05/2021", "2021-05-05 day"),
        # two-digit years with only one possible year
        ("14-Jul-21", DAY),
        ("14-Jul-99", "1999-07-14 day"),
        ("7/14/21", DAY),
        ("31/12/99", "1999-12-31 day"),
        ("21년 7월", MONTH),
        # English
        ("14 July 2021", DAY),
        ("14 JULY 2021", DAY),
        ("14th of July, 2021", DAY),
        ("on the 14th July 2021", DAY),
        ("July 14, 2021", DAY),
        ("July 14th 2021", DAY),
        ("14 Jul 2021", DAY),
        ("14Jul2021", DAY),
        ("2021 July 14", DAY),
        ("2021-Jul-14", DAY),
        ("July 2021", MONTH),
        ("in July 2021", MONTH),
        ("Jul. 2021", MONTH),
        ("Sept 2021", "2021-09 month"),
        ("Jul '21", MONTH),
        # Korean and Chinese
        ("2021년 7월 14일", DAY),
        ("2021년7월14일", DAY),
        ("2021년 7월", MONTH),
        ("2021년", YEAR),
        ("2021年7月14日", DAY),
        ("2021年7月14号", DAY),
        ("2021年7月", MONTH),
        ("2021年", YEAR),
        ("２０２１年７月", MONTH),
        # spans
        ("2021-07-14/2021-07-18", WEEK),
        ("2021-07-14/18", WEEK),
        ("2021-07-14 to 2021-07-18", WEEK),
        ("from 2021-07-14 until 2021-07-18", WEEK),
        ("2021-07-14 - 2021-07-18", WEEK),
        ("2021.7.14~7.18", WEEK),
        ("14/07/2021 - 18/07/2021", WEEK),
        ("14–18 July 2021", WEEK),
        ("14-18 July 2021", WEEK),
        ("14 to 18 July 2021", WEEK),
        ("between 14 and 18 July 2021", WEEK),
        ("July 14–18, 2021", WEEK),
        ("2021년 7월 14일~18일", WEEK),
        ("2021년 7월 14~18일", WEEK),
        ("2021년 7월 14일부터 18일까지", WEEK),
        ("2021年7月14日至18日", WEEK),
        ("从2021年7月14日到7月18日", WEEK),
        ("July to September 2021", SUMMER),
        ("July–September 2021", SUMMER),
        ("2021년 7~9월", SUMMER),
        ("2021年7-9月", SUMMER),
        ("2021-07 to 2021-09", SUMMER),
        ("2020 to 2021", "2020-01-01/2021-12-31 span"),
        ("2020-2021", "2020-01-01/2021-12-31 span"),
        ("28 June to 3 July 2021", "2021-06-28/2021-07-03 week"),
        ("16 to 20 July 2021", "2021-07-16/2021-07-20 span"),  # Friday to Tuesday
        ("July 2020 to June 2021", "2020-07-01/2021-06-30 year"),
        ("1 to 31 July 2021", MONTH),
        # part of a month or year
        ("early July 2021", MONTH),
        ("mid-July 2021", MONTH),
        ("the end of July 2021", MONTH),
        ("late 2021", YEAR),
        ("2021년 7월 초", MONTH),
        ("2021년 7월 하순", MONTH),
        ("2021年7月初", MONTH),
        ("2021年7月中旬", MONTH),
        ("2021年底", YEAR),
        # serial day numbers
        ("44391", DAY),
        ("44391.0", DAY),
        ("44391.75", DAY),
        # no date
        *((text, "undated") for text in ("", "  ", "unknown", "Undated", "n/a", "N.D.", "-")),
        *((text, "undated") for text in ("미상", "날짜 미상", "不详", "未知")),
    ],
)
def test_a_date_is_read(text: str, expected: str) -> None:
    assert outcome(read_date(text, TODAY)) == expected


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("03/04/2021", "2021-04-03 or 2021-03-04"),
        ("03.04.2021", "2021-04-03 or 2021-03-04"),
        ("3-4-2021", "2021-04-03 or 2021-03-04"),
        ("03/04/2021 00:00", "2021-04-03 or 2021-03-04"),
        ("03/04/2021-05/04/2021", "2021-04-03/2021-04-05 or 2021-03-04/2021-05-04"),
        ("14/07/21", "2021-07-14 or 2014-07-21"),
        ("21.7.14", "2014-07-21 or 2021-07-14"),
        ("03/04/05", "2005-04-03 or 2005-03-04 or 2003-04-05"),
        ("2021.1", "2021-01 or 2021-10"),  # how a spreadsheet shows 2021.10
        ("2021-07-13T15:00:00Z", "2021-07-13 or 2021-07-14"),  # midnight in Seoul
        ("2021-07-13T20:00:00+0000", "2021-07-13 or 2021-07-14"),
    ],
)
def test_an_ambiguous_date_is_a_question(text: str, readings: str) -> None:
    read = read_date(text, TODAY)
    assert isinstance(read, DateQuestion)
    assert outcome(read) == readings
    for reading in read.readings:
        assert span_text(reading.first, reading.last) in read.message


def test_one_side_of_a_span_settles_the_order_of_both() -> None:
    assert outcome(read_date("14/07/2021 - 03/08/2021", TODAY)) == "2021-07-14/2021-08-03 span"


def test_a_two_digit_year_that_two_centuries_fit_is_a_question() -> None:
    assert outcome(read_date("14 Jul 47", date(2050, 1, 1))) == "2047-07-14 or 1947-07-14"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31 June 2021", "no day or month of the calendar"),
        ("2021-02-29", "no day or month of the calendar"),
        ("2021-13-01", "no day or month of the calendar"),
        ("31/06/2021", "no day or month of the calendar"),
        ("0000-00-00", "no day or month of the calendar"),
        ("2017-18", "no day or month of the calendar"),
        ("2026-05-02", "in the future"),
        ("2026-06", "in the future"),
        ("1 April to 31 May 2026", "in the future"),
        ("early 14 July 2021", "cannot be read"),
        ("9999", "in the future"),
        ("14-Jul-33", "in the future"),
        ("47000", "in the future"),
        ("1944-12-31", "before 1945"),
        ("1066", "before 1945"),
        ("03/12/2026", "only one is in the past"),
        ("7월 14일~18일", "no year"),
        ("7月初", "no year"),
        ("14 July", "no year"),
        ("14", "no year"),
        ("Jul-21", "no year"),  # July 2021, or 21 July
        ("about July 2021", "about when"),
        ("2021년 7월경", "about when"),
        ("28 December to 3 January 2021", "ends before it begins"),
        ("2021²", "raised"),
        ("2021-07-14\n2021-07-15", "line break"),
        ("\u202e41-70-1202", "hidden character"),
        ("2021" * 50, "100 characters at most"),
        *((text, "cannot be read") for text in ("20211", "2007–08", "7-9/2021", "2021 12:30")),
        *((text, "cannot be read") for text in ("summer", "=TODAY()", "٢٠٢١", "14 July 2021 x")),
    ],
)
def test_a_date_that_cannot_be_read_says_why(text: str, said: str) -> None:
    read = read_date(text, TODAY)
    assert isinstance(read, Unread)
    assert said in read.message
    assert "expected" in read.message or "holds" in read.message
    assert read.suggestion == ""


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("14 Jully 2021", "2021-07-14"),
        ("Febuary 2021", "2021-02"),
        ("2021-07-18 to 2021-07-14", "2021-07-14/2021-07-18"),
    ],
)
def test_a_near_miss_of_a_date_has_a_suggestion(text: str, suggestion: str) -> None:
    assert outcome(read_date(text, TODAY)) == f"unread {suggestion}"


@pytest.mark.parametrize("text", ["14 Juli 2021", "3 abril 2021", "5 mars 2021", "septiembre 2021"])
def test_a_month_of_another_language_is_no_slip_of_an_english_one(text: str) -> None:
    assert outcome(read_date(text, TODAY)) == "unread"


@pytest.mark.parametrize("text", ["2021-0714", "2030 - 2021"])
def test_the_other_way_round_is_no_suggestion_where_it_is_out_of_time(text: str) -> None:
    read = read_date(text, TODAY)
    assert isinstance(read, Unread)
    assert read.message.startswith("ends before it begins")
    assert read.suggestion == ""


def test_a_month_between_two_names_has_no_suggestion() -> None:
    assert outcome(read_date("14 Juny 2021", TODAY)) == "unread"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("14-Jul-21", "“21” is read as the year 2021"),
        ("early July 2021", "“early” is left out"),
        ("2021년 7월 초", "“초” is left out"),
        ("44391", "Excel"),
        ("2021-07-14 13:30", "time of day"),
        ("2026", "not over yet"),
    ],
)
def test_what_was_assumed_of_a_date_is_said(text: str, said: str) -> None:
    read = read_date(text, TODAY)
    assert isinstance(read, DateSpan)
    assert said in read.note


def test_a_year_that_has_begun_ends_today() -> None:
    read = read_date("2026", TODAY)
    assert isinstance(read, DateSpan)
    assert (read.first, read.last, read.precision) == (date(2026, 1, 1), TODAY, "year")


# Dates: properties

days = st.dates(date(1958, 1, 1), TODAY)
spans = st.tuples(days, days).map(sorted)
WAYS = [
    "{0:%Y-%m-%d}",
    "{0:%Y-%m-%d}T00:00:00",
    "{0:%Y%m%d}",
    "{0.year}. {0.month}. {0.day}.",
    "{0.year}/{0.month}/{0.day}",
    "{0:%d %B %Y}",
    "{0:%B %d, %Y}",
    "{0:%d-%b-%Y}",
    "{0.year}년 {0.month}월 {0.day}일",
    "{0.year}年{0.month}月{0.day}日",
]


@many
@given(days, st.sampled_from(WAYS))
def test_a_day_reads_back_in_each_way_of_writing_it(day: date, way: str) -> None:
    assert read_date(way.format(day), TODAY) == DateSpan(day, day, "day")


@many
@given(days, st.sampled_from([way for way in WAYS if "년" not in way and "年" not in way]))
def test_days_read_as_pandas_reads_them(day: date, way: str) -> None:
    text = way.format(day).replace(". ", ".").rstrip(".")
    read = read_date(text, TODAY)
    assert isinstance(read, DateSpan)
    assert read.first == pd.Timestamp(text).date()


@many
@given(days)
def test_day_numbers_read_as_openpyxl_writes_them(day: date) -> None:
    read = read_date(str(int(to_excel(day))), TODAY)
    assert isinstance(read, DateSpan)
    assert read.first == read.last == day


@many
@given(spans, st.sampled_from(["{}/{}", "{} to {}", "{}~{}", "{} – {}", "{}至{}"]))
def test_a_span_reads_back_in_each_way_of_writing_it(span: list[date], way: str) -> None:
    read = read_date(way.format(*span), TODAY)
    assert isinstance(read, DateSpan)
    assert [read.first, read.last] == span


@many
@given(spans)
def test_a_span_in_our_own_words_reads_back(span: list[date]) -> None:
    for text in (span_text(*span), day_text(span[0])):
        read = read_date(text, TODAY)
        assert isinstance(read, DateSpan)
        assert span_text(read.first, read.last) == text


@many
@given(spans)
def test_what_is_written_of_a_date_reads_back_as_itself(span: list[date]) -> None:
    read = read_date("/".join(day.isoformat() for day in span), TODAY)
    assert isinstance(read, DateSpan)
    assert read_date(read.written, TODAY) == read


@many
@given(st.integers(1, 31), st.integers(1, 12), st.integers(1945, 2025), st.sampled_from("/.-"))
def test_figures_before_a_year_are_never_guessed(a: int, b: int, year: int, sep: str) -> None:
    read = read_date(f"{a}{sep}{b}{sep}{year}", TODAY)
    assert isinstance(read, DateQuestion) == (a != b and a <= 12)


def test_each_date_of_the_dataset_reads_back(dataset: Dataset) -> None:
    for report in dataset.records:
        for day in filter(None, (report.date_from, report.date_to)):
            assert read_date(f"{day}", TODAY) == DateSpan(day, day, "day")


# Counts


@pytest.mark.parametrize(
    ("texts", "low", "high"),
    [
        (("325", " 325 ", "325 people", "325.0", "３２５", "325명", "325人"), 325, 325),
        (("1,170", "1 170", "1\u00a0170", "1170", "1천170명", "1,170.00"), 1170, 1170),
        (("about 50", "around 50", "roughly 50", "some 50", "nearly 50", "almost 50"), 50, 50),
        (("approximately 50", "~50", "c. 50", "an estimated 50", "only 50", "50 or so"), 50, 50),
        (("About  50 people", "“about 50”", "about 50.", "a total of 50", "fifty"), 50, 50),
        (("약 50명", "대략 50명", "50명 가까이", "50명가량", "50명 정도", "한 50명"), 50, 50),
        (("탈북민 50명", "북한 주민 50명", "쉰 명", "오십 명"), 50, 50),
        (("约50人", "大约50人", "近50人", "50人左右", "50名脱北者", "五十人"), 50, 50),
        (("at least 50", "more than 50", "over 50", "no fewer than 50", "50+", ">50"), 50, None),
        (("≥50", ">= 50", "50-plus", "50-odd", "50 or more", "50 people or more"), 50, None),
        (("최소 50명", "50명 이상", "50여 명", "50여명", "약 50여 명", "50명 넘는"), 50, None),
        (("至少50人", "50多人", "50余人", "超过50", "50人以上", "五十多人"), 50, None),
        (("1,170+", "at least 1,170", "over 1,170 people"), 1170, None),
        (("up to 50", "as many as 50", "at most 50", "no more than 50"), None, 50),
        (("fewer than 50", "<50", "≤ 50", "<= 50", "50 or fewer"), None, 50),
        (("최대 50명", "50명 이하", "50명까지", "最多50人", "不超过50", "50人以下"), None, 50),
        (("50-60", "50–60", "50 - 60", "50 to 60", "between 50 and 60"), 50, 60),
        (("from 50 to 60 people", "about 50 to 60", "fifty to sixty", "50-to-60"), 50, 60),
        (("50~60명", "50명에서 60명", "50명에서 60명까지", "최소 50명에서 최대 60명"), 50, 60),
        (("50~60人", "从50到60", "50至60人", "至少50人,最多60人"), 50, 60),
        (("at least 50 and at most 60", "more than 50 but fewer than 60"), 50, 60),
        (("hundreds", "dozens of people", "many", "several", "others", "some"), None, None),
        (("unknown", "n/a", "no number", "", "several hundred", "some people"), None, None),
        (("수백 명", "수십 명", "다수", "수백여 명", "여러 명", "약 수십 명"), None, None),
        (("数百人", "数十人", "多人", "若干", "若干人", "不详"), None, None),
        (("one", "1", "한 명", "一人"), 1, 1),
        (("twenty", "스무 명", "스물", "二十人", "이십 명"), 20, 20),
        (("twenty-five", "스물다섯 명", "二十五人"), 25, 25),
        (("two hundred", "two-hundred people", "200", "이백 명", "二百人", "两百人"), 200, 200),
        (("백여 명", "百余人", "more than a hundred"), 100, None),
        (("one hundred and two", "백이 명", "一百零二人"), 102, 102),
        (("2천600명", "2천6백명", "2.6천", "2.6k", "2,600"), 2600, 2600),
        (("1만2천명", "1.2만", "1.2万人", "12,000"), 12000, 12000),
        (("650여 (650-odd)", "more than 650; 650-plus"), 650, None),
        (("about 50 (the group)", "about 50; '50 men and women in total'"), 50, 50),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else str(value),
)
def test_a_count_is_read(texts: tuple[str, ...], low: int | None, high: int | None) -> None:
    for text in texts:
        read = read_count(text)
        assert isinstance(read, Count), text
        assert (read.low, read.high, read.wording) == (low, high, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "nobody"),
        ("00", "nobody"),
        ("none", "nobody"),
        ("up to 0", "nobody"),
        ("-5", "below zero"),
        ("−5", "below zero"),
        ("50.5", "not a whole number"),
        ("0.170", "not a whole number"),
        ("325.000", "thousands or decimals"),  # perhaps 325
        ("999.999.999", "thousands or decimals"),
        ("abuot 0", "cannot be read"),
        (".5", "not a whole number"),
        ("1,17", "not a whole number"),
        ("1.17e3", "not a whole number"),
        ("10,000,001", "too high"),
        ("9" * 200, "too high"),
        ("9" * 201, "200 characters at most"),
        ("150-60", "higher number first"),  # perhaps 150 to 160
        ("5~6백 명", "too far apart"),  # 500 to 600
        ("two to three hundred", "too far apart"),
        ("at least 50-60", "a span and a bound"),
        ("200–650+", "a span and a bound"),
        ("50 to hundreds", "half a span"),
        ("some 35; more than 30", "more than one count"),
        ("50; others", "more than one count"),
        ("50  600", "more than one count"),
        ("50[1]", "more than one count"),
        ("50¹", "raised"),
        ("1½", "raised"),
        ("50\n60", "line break"),
        ("50\t60", "line break"),
        ("\u202e05", "hidden character"),
        ("5\u00ad0", "hidden character"),
        ("50 a week", "rate"),
        ("하루 50명", "rate"),
        ("50 (per month)", "rate"),
        ("50 families", "families"),
        ("열 가구", "families"),
        ("3백500", "cannot be read"),
        ("12-Oct", "like a date"),
        ("2021-10-12", "like a date"),
        *(
            (text, "cannot be read")
            for text in ("50 60", "50, 60", "62 + 8", "50 or 60", "20 more")
        ),
        *((text, "cannot be read") for text in ("(50)", "50 (at least)", "50명 (최소)", "50%")),
        *((text, "cannot be read") for text in ("at least", "at least 50 or fewer", "一百二")),
        *((text, "cannot be read") for text in ("=1+1", "٥٠", "no idea", "50 (of 200 held)")),
    ],
)
def test_a_count_that_cannot_be_read_says_why(text: str, said: str) -> None:
    read = read_count(text)
    assert isinstance(read, Unread)
    assert said in read.message
    assert read.suggestion == ""


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("1.170", "1170"), ("60-50", "50–60"), ("60명~50명", "50–60"), ("abuot 50", "about 50")],
)
def test_a_near_miss_of_a_count_has_a_suggestion(text: str, suggestion: str) -> None:
    read = read_count(text)
    assert isinstance(read, Unread)
    assert read.suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("50 women", "“women”"),
        ("여성 50명", "“여성”"),
        ("50 (the group)", "left out"),
        ("1 170", "space"),
        ("", "empty"),
    ],
)
def test_what_was_assumed_of_a_count_is_said(text: str, said: str) -> None:
    read = read_count(text)
    assert isinstance(read, Count)
    assert said in read.note


# Counts: properties

people = st.integers(1, MOST_PEOPLE)


@many
@given(people, st.data())
def test_a_figure_as_we_print_it_reads_back(low: int, data: st.DataObject) -> None:
    high = data.draw(st.integers(low, min(low * counts.FARTHEST - 1, MOST_PEOPLE)))
    for text, expected in (
        (figure_text(low, low, open_above=False), (low, low)),
        (figure_text(low, low, open_above=True), (low, None)),
        (figure_text(None, high, open_above=False), (None, high)),
        (figure_text(low, high, open_above=False), (low, high)),
        (figure_text(None, None, open_above=False), (None, None)),
    ):
        read = read_count(text)
        assert isinstance(read, Count)
        assert (read.low, read.high) == expected


@many
@given(people)
def test_a_number_never_changes_its_value(number: int) -> None:
    for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number}.0"):
        read = read_count(text)
        assert isinstance(read, Count)
        assert read.low == read.high == number


def test_each_number_has_words_of_its_own() -> None:
    named = numerals.numerals()
    for number in range(1, 10_000):
        for word in (numerals._english(number), numerals._hangul(number), numerals._hanzi(number)):
            assert named[word] == number


#: Wordings of the dataset that say less than their row, or something else, and why.
NOT_READ = {
    "r001": "the number is not in the wording",
    "r011": "the number is not in the wording",
    "r148": "worded in two ways, of which a coder chose one",
    "r184": "a rate",
    "r186": "a sum of two parts",
    "r190": "a rate",
    "r906": "said in addition to others",
}


def test_wordings_of_the_dataset_read_as_its_counts(dataset: Dataset) -> None:
    wordings = dataset.reports["count_wording"]
    not_read = set()
    for report in dataset.records:
        wording = wordings[dataset.reports["report_id"] == report.report_id].item()
        read = read_count(wording)
        if isinstance(read, Unread):
            not_read.add(report.report_id)
        elif wording:
            assert (read.low, read.high) == (report.low, report.high), wording
    assert not_read == set(NOT_READ)


# Any text

FRAGMENTS = (
    *("2021", "07", "14", "7월", "7月", "日", "년", "July", "jul", "early ", "between ", " and "),
    *("-", "/", ".", "~", " to ", "–", "에서", "까지", ":00", "Z", "'", " ", "  ", "부터", "到"),
    *(
        "50",
        "1,170",
        "명",
        "여 ",
        "about ",
        "at least ",
        "hundred",
        "천",
        "만",
        "百",
        "(",
        ")",
        ";",
    ),
    *("fewer than ", "+", "women", "0", "９", "²", "\u202e", "\x00", "\ud800", "ﷺ", "\u0301", "İ"),
)
MULTIPLIERS = ("hundred", "천", "만", "百")
texts = st.one_of(
    st.text(),
    st.text(st.characters()),  # surrogates too
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join),
)


@many
@given(texts)
def test_any_text_gives_a_result(text: str) -> None:
    read = read_date(text, TODAY)
    if isinstance(read, DateSpan) and read.first and read.last:
        assert date(1945, 1, 1) <= read.first <= read.last <= TODAY
    if isinstance(read, DateQuestion):
        assert len({(reading.first, reading.last) for reading in read.readings}) > 1
    if isinstance(read, Unread):
        assert read.message
        assert not read.suggestion or isinstance(read_date(read.suggestion, TODAY), DateSpan)
    count = read_count(text)
    if isinstance(count, Count):
        assert count.wording == text
        assert 1 <= (count.low or 1) <= (count.high or MOST_PEOPLE) <= MOST_PEOPLE
    else:
        assert count.message
        assert not count.suggestion or isinstance(read_count(count.suggestion), Count)


@many
@given(st.lists(st.sampled_from([f for f in FRAGMENTS if f not in MULTIPLIERS])).map("".join))
def test_no_number_is_read_that_is_not_in_the_text(text: str) -> None:
    read = read_count(text)
    if isinstance(read, Count):
        digits = re.sub(r"\D", "", text.replace("９", "9"))
        for number in filter(None, (read.low, read.high)):
            assert str(number) in digits


@pytest.mark.parametrize("fragment", [*FRAGMENTS, "-1", " 1", "(1", "1;", "a ", "1 to ", "July 1 "])
def test_a_long_text_does_not_hold_the_reader_up(fragment: str) -> None:
    for length in (dates.LONGEST, counts.LONGEST, 1_000_000):
        text = (fragment * length)[:length]
        for whole in (text, f"{text[:-1]}x"):
            read_date(whole, TODAY)
            read_count(whole)


def test_many_misspelt_months_do_not_hold_the_reader_up() -> None:
    names = "januar februar marhc aprli augus septembr octobe novembe decembe"
    assert outcome(read_date(f"{names} 2021", TODAY)) == "unread"


def test_a_date_is_of_today_at_the_latest_where_today_is_not_given() -> None:
    tomorrow = date.today() + timedelta(days=2)
    assert isinstance(read_date(tomorrow.isoformat()), Unread)
