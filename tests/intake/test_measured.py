"""What we promise for other people's files, tested on labelled lists and samples of names."""

from __future__ import annotations

import gzip

import pytest

from refoulement.dataset.tables import Dataset
from refoulement.intake.gazetteer.gazetteer import gazetteer
from refoulement.intake.personal.name_parts import FILE
from scripts.build_names import names_txt
from scripts.measure_personal import of_names, of_towns, of_values
from scripts.measure_places import elsewhere, misspelt, named, rate


def test_columns_named_for_persons_are_found_on_a_list_by_another_hand() -> None:
    found = of_names("after")
    assert found.columns >= 300
    assert (found.recall >= 0.97, found.precision >= 0.95) == (True, True), found


def test_columns_of_persons_are_found_by_their_cells_and_coordinates_are_not() -> None:
    found = of_values("after")
    assert found.columns >= 300
    assert (found.recall >= 0.95, found.precision >= 0.98) == (True, True), found


def test_what_the_rule_has_learned_it_keeps() -> None:
    by_name, by_cells = of_names("before"), of_values("before")
    assert (by_name.recall >= 0.99, by_name.precision >= 0.99) == (True, True), by_name
    assert (by_cells.recall >= 0.98, by_cells.precision >= 0.99) == (True, True), by_cells


@pytest.mark.outside
@pytest.mark.parametrize("with_country", [False, True], ids=["alone", "with their country"])
def test_hardly_a_column_of_towns_of_any_country_is_taken_for_names_of_persons(
    with_country: bool,
) -> None:
    found = of_towns(with_country=with_country)
    assert found.columns >= 1_500
    assert len(found.wrong) <= 0.005 * found.columns, found.wrong


@pytest.mark.outside
def test_the_names_that_are_kept_are_those_that_the_script_takes_of_its_sources() -> None:
    assert gzip.decompress(FILE.read_bytes()) == names_txt()
    assert FILE.stat().st_size <= 520_000


@pytest.mark.outside
def test_no_name_of_a_place_elsewhere_is_taken_for_ours_and_hardly_one_is_asked_about(
    dataset: Dataset,
) -> None:
    found = elsewhere(gazetteer(dataset))
    assert found.names == 6_000
    assert found.taken == ()
    assert len(found.asked) <= 6, found.asked


@pytest.mark.outside
def test_misspelt_places_are_found_or_asked_about_with_the_right_one_first(
    dataset: Dataset,
) -> None:
    known = gazetteer(dataset)
    assert rate(misspelt(known, named(known, dataset))) >= 0.9
