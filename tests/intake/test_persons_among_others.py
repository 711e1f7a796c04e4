"""Persons named in cells that hold more than a name; and what only looks like a person."""

from __future__ import annotations

import re
import time

import pytest

from refoulement.intake.personal.name_parts import OWN, bare, parts
from refoulement.intake.personal.names import are_names
from scripts.measure_personal import told_of


@pytest.mark.parametrize(
    "cells",
    [
        "Amina Diallo, Ségou, farmer | Moussa Keita, Gao, driver | Fatou Traore, Kayes, n/a",
        "2014-77 Wang Li | 2015-03 Chen Hua | 2015-91 Zhang Wei",
        "Donor: Sarah Whitfield | Donor: Peter Olsen | Donor: Maria Gomez",
        "전거리교화소 수감자 김옥화 | 전거리교화소 수감자 리철남 | 전거리교화소 수감자 박춘일",
        "Ivanov v. Russia, appl. of Olga Ivanova | Petrov v. Russia, appl. of Anna Petrova"
        " | Sidorov v. Russia, appl. of Elena Sidorova",
        "记者马文俊 | 编辑孙丽华 | 主编吴国强",
    ],
    ids=["commas", "numbers", "shared word", "blanks", "cases", "offices in hanzi"],
)
def test_a_name_at_one_place_of_nearly_every_cell_is_found(cells: str) -> None:
    assert "names of persons" in told_of(cells)


@pytest.mark.parametrize(
    "cells",
    [
        "Interview with Amina Yusuf in Gao | Spoke to Peter Olsen | Heard from Maria Gomez",
        "Gulnara's aunt in Osh | Dilnoza, wife of Erkin | the brother of Aibek",
        "Judge Ana Ruiz | Prosecutor Luis Tapia | General Jorge Mendoza",
        "Amina Yusuf fled the camp | Peter Olsen crossed the border | Ana Ruiz lost her house",
        "Talk with Ahmad al-Masri | Call from Samira al-Khalil | Visit to Yusuf al-Haddad",
        "Amina Diallo\nby bus, at night | Peter Olsen\nby train | Maria Gomez\non foot",
    ],
    ids=["sentences", "relatives", "offices", "camps", "al-", "lines"],
)
def test_a_sentence_that_names_somebody_is_found(cells: str) -> None:
    assert "names of persons" in told_of(cells)


@pytest.mark.parametrize(
    "cells",
    [
        "34 ZKT 482 | 06 BHL 917 | 35 ADF 204 | 21 ABY 773",
        "12가 3456 | 34나 7812 | 157다 9023",
        "Prisoner No. 4471/B | Prisoner No. 0892/A | Prisoner No. 3320/C",
        "IBAN JO71CBJO0010000000482917301984 | IBAN JO40ARAB1180000000201984477103",
        "0779-482-9013 | 0712-450-1998 | 0744-118-2003 | 0790-662-8841",
    ],
    ids=["plates", "plates in Hangul", "prisoners", "accounts", "numbers that end like years"],
)
def test_numbers_of_a_person_are_found(cells: str) -> None:
    assert re.search("document or case numbers|phone numbers", told_of(cells))


@pytest.mark.parametrize(
    "cells",
    [
        "Candelaria, Argentina | San Pedro, Argentina | Darwin, Argentina | Almafuerte, Argentina",
        "Liceo Galileo Galilei | Scuola Gianni Rodari | Istituto Enrico Fermi",
        "Mon | Tue | Wed | Thu",
        "Février | Avril | Juin | Mai",
        "Testimony A | Testimony B | Witness C",
        "45233140-2 | 79710000-4 | 33600000-6 | 90910000-9",
        "đường Lê Lợi | đường Nguyễn Huệ | đường Trần Hưng Đạo",
        "www.example.org | www.ruiz.net | https://keita.info/page",
        "Detainee Deaths 2019 | Inmate Count 2020 | Detainee Transfers 2021",
        "12 MAR 2019 | 03 JAN 2020 | 25 DEC 2018",
        "Mt Elgon | Mt Kenya | Mt Meru",
        "с. Ивановка | с. Петровка | с. Николаевка",
    ],
    ids=[
        *("town and country", "schools", "days", "months", "offices", "goods", "streets"),
        *("addresses of pages", "titles", "dates", "mountains", "villages"),
    ],
)
def test_what_only_looks_like_a_person_is_left_alone(cells: str) -> None:
    assert told_of(cells) == ""


@pytest.mark.parametrize("piece", ["a", "-", "a.", "a@", "ア・", "iang", "王/", "1a"])
def test_long_cells_of_a_column_cost_in_proportion_to_their_length(piece: str) -> None:
    are_names({"a b", "c d"})  # loads the lists
    few, many = (
        [f"{one}{piece * (length // len(piece))}" for one in "kmnp"] for length in (4_000, 32_000)
    )
    # Eight times the length; time by its square would be 64 times as much.
    assert min(_seconds(many) for _ in range(3)) < 24 * min(_seconds(few) for _ in range(3)) + 0.01


def _seconds(cells: list[str]) -> float:
    """Of processor time: other work on the machine does not count."""
    begun = time.process_time()
    are_names(cells)
    return time.process_time() - begun


def test_each_word_of_the_list_stands_once_in_its_kind_and_parts_are_as_names_are_parted() -> None:
    kinds: dict[str, list[str]] = {}
    for line in OWN.read_text(encoding="utf-8").splitlines():
        kind, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            kinds.setdefault(kind, []).extend(words.split())
    for kind, listed in kinds.items():
        folded = [bare(word) for word in listed]
        assert sorted(folded) == sorted(set(folded)), kind
    assert [word for word in kinds["parts"] if parts(word) != [bare(word)]] == []
