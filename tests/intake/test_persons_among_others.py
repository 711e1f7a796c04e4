"""Persons named in cells that hold more than a name; and what only looks like a person."""

from __future__ import annotations

import pytest

from refoulement.intake.file.table import RawTable
from refoulement.intake.personal.columns import personal_columns


def found(cells: str) -> bool:
    """Whether a column of these cells, parted by bars, is taken for one about persons."""
    rows: list[tuple[str, ...]] = [(cell.strip(),) for cell in cells.split(" | ")]
    numbers = [*range(2, 2 + len(rows))]
    return bool(
        personal_columns(RawTable("list", ("col",), rows, numbers, (), "UTF-8", ",", "", []))
    )


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
    assert found(cells)


@pytest.mark.parametrize(
    "cells",
    [
        "Interview with Amina Yusuf in Gao | Spoke to Peter Olsen | Heard from Maria Gomez",
        "Gulnara's aunt in Osh | Dilnoza, wife of Erkin | the brother of Aibek",
        "Judge Ana Ruiz | Prosecutor Luis Tapia | Colonel Jorge Mendoza",
    ],
    ids=["sentences", "relatives", "offices"],
)
def test_a_sentence_that_names_somebody_is_found(cells: str) -> None:
    assert found(cells)


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
    assert found(cells)


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
    ],
    ids=[
        *("town and country", "schools", "days", "months", "offices", "goods", "streets"),
        *("addresses of pages", "titles"),
    ],
)
def test_what_only_looks_like_a_person_is_left_alone(cells: str) -> None:
    assert not found(cells)
