"""Counts in words: how printed words change a number, and how we word it."""

from __future__ import annotations

import pytest

from refoulement.wording import in_words, is_approximate

#: Every wording in the dataset at version 1.1.0, by what readers take it to mean.
APPROXIMATE = (
    "200명가량 (about 200)",
    "30명 안팎 (around 30)",
    "about 1,000",
    "about 100",
    "about 20",
    "about 200",
    "about 30",
    "about 40",
    "about 5,000 every year",
    "about 50",
    "about 50 (the group)",
    "about 500",
    "about 50; '50 men and women in total'",
    "about 60",
    "about seven",
    "an estimated 2,000",
    "an estimated 2,500",
    "an estimated 7,800",
    "approximately 30",
    "around 10",
    "around 2,600",
    "around 200",
    "around 50",
    "around 50 every two days",
    "around 60",
    "around 600",
    "around 600 to two-thousand",
    "around 90",
    "close to 2,000; almost 2,000; reportedly",
    "nearly 40",
    "nearly 50",
    "roughly 50",
    "some 15-hundred",
    "some 220",
    "some 35; more than 30",
    "some 500",
    "some 600; around 600",
    "約20人 (about 20)",
    "약 30명 (about 30)",
    "연간 2천 명 전후 (around 2,000 a year)",
)
OTHER = (
    "2천~3천여 명 (2,000 to 3,000-odd)",
    "",
    "1,300여명 (1,300-odd)",
    "100-to-200 a week",
    "1000人以上 (1,000 or more)",
    "100여명 (100-odd)",
    "170여명 (170-odd)",
    "180여명 (180-odd)",
    "1백40여명 (140-odd; the document); 1백40명 (140; the paper)",
    "1백여명 (100-odd), a third of those held",
    "1천3백여명 (1,300-odd)",
    "2,600여 (2,600-odd)",
    "20 more",
    "2000",
    "200명 넘는 (over 200)",
    "200여 (200-odd)",
    "20∼30명 (20 to 30)",
    "20여 명 (20-odd)",
    "270여 (270-odd)",
    "2천여 (2,000-odd)",
    "3,200여명 (3,200-odd)",
    "300여명 (300-odd)",
    "30여명 (30-odd)",
    "31 of 62; confirmed",
    "350여명 (350-odd)",
    "3천2백여명 (3,200-odd)",
    "40여 명 (40-odd)",
    "4천8백9명 (4,809; the text); 4천 890명 (4,890; the headline)",
    "50 to 60",
    "50-60",
    "500-600",
    "5000명에 이르렀다 (reached 5,000)",
    "50여 명 (50-odd)",
    "600여 (600-odd)",
    "60여 (60-odd)",
    "60여 명 (60-odd)",
    "62 + 8",
    "650여 (650-odd)",
    "670여 명 (670-odd)",
    "70 to 80 a week from each border point",
    "70여명 (70-odd)",
    "a significant number",
    "all 31",
    "another 200",
    "anywhere between 300 and 400",
    "as many as 14",
    "as many as 2,000 a month",
    "as many as 600",
    "as many as 600; reportedly",
    "at least",
    "at least 1,076",
    "at least 13",
    "at least 21",
    "at least 24; dozens",
    "at least 30",
    "at least 37",
    "at least 406",
    "at least 41",
    "at least 51",
    "at least 92",
    "at least nine",
    "at least nine; reportedly",
    "between 150-200 per week",
    "between 200 and 300",
    "between 4,800 and 8,900 every year",
    "hundreds",
    "hundreds, and possibly thousands",
    "hundreds, perhaps thousands",
    "more than 1,000",
    "more than 1000",
    "more than 2,000",
    "more than 20",
    "more than 3,000",
    "more than 500",
    "more than 50; 50-plus",
    "more than 670",
    "only 46",
    "others",
    "over 200",
    "over 30; reportedly",
    "over a thousand",
    "ranging from 24 to 40",
    "reportedly 2,000",
    "several hundred",
    "small-scale",
    "some",
    "thousands",
    "unclear exactly how many",
    "up to 200",
    "up to 500",
    "up to 600",
    "up to 900",
    "全員 (all of them)",
    "只有46人 (only 46)",
    "少なくとも60人以上 (at least 60 or more)",
    "数十人 (dozens)",
    "数百名 (hundreds)",
    "至少28名 (at least 28)",
    "至少406人 (at least 406)",
    "至少41名 (at least 41); 共拘捕41名 (41 in all)",
    "逾500名 (over 500)",
    "逾百名 (over a hundred)",
    "대부분 (most of them)",
    "매주 200∼300명 (200 to 300 a week)",
    "소규모지만 ‘상시’ (small but constant)",
    "소수 (a small number)",
    "수십 명 (dozens)",
    "수십명 (dozens)",
    "적어도 11명 (at least 11)",
    "적어도 33명 (at least 33)",
    "적어도 41명 (at least 41)",
    "적지 않은 (not a few)",
    "최대 6000명 (up to 6,000)",
    "최소 28 (at least 28)",
    "최소 40명 (at least 40)",
    "최소 92명 (at least 92)",
    "탈북자들 (the escapees)",
    "하루에도 몇 번씩 트럭에 가득 (full trucks, several times a day)",
)


@pytest.mark.parametrize("wording", APPROXIMATE)
def test_about_around_and_the_like_make_a_number_approximate(wording: str) -> None:
    assert is_approximate(wording)


@pytest.mark.parametrize("wording", OTHER)
def test_other_words_of_the_sources_do_not(wording: str) -> None:
    assert not is_approximate(wording)


@pytest.mark.parametrize(
    "wording",
    [
        "大约50人",
        "約五十名",
        "50人左右",
        "약 오십 명 (약 50)",
        "50명쯤",
        "~50",
        "unos 50",
        "Some forty",
    ],
)
def test_further_words_of_these_languages_make_a_number_approximate(wording: str) -> None:
    assert is_approximate(wording)


@pytest.mark.parametrize(
    "wording",
    ["20~30", "some of them", "roundabout 5", "조약 5호", "계약 3건", "최근 5명", "last 5"],
)
def test_what_only_looks_like_such_a_word_does_not(wording: str) -> None:
    assert not is_approximate(wording)


@pytest.mark.parametrize(
    ("low", "high", "open_above", "approximate", "said"),
    [
        (None, None, False, False, "no number given"),
        (50, 50, False, True, "about 50"),
        (1170, 1170, True, False, "1,170 or more"),
        (None, 500, False, False, "up to 500"),
        (200, 650, True, False, "200 to 650 or more"),
    ],
)
def test_a_figure_is_said_in_one_way(
    low: int | None, high: int | None, open_above: bool, approximate: bool, said: str
) -> None:
    assert in_words(low, high, open_above, approximate) == said
