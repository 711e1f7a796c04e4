"""Long cells that may give away a person, and hostile ones."""

from __future__ import annotations

import time

import pytest

from refoulement.intake.personal.cells import personal_cell
from refoulement.intake.personal.headings import DOCUMENTS


@pytest.mark.parametrize("before", [0, *range(470, 620, 7), *range(980, 1120, 7), 5000])
def test_a_number_in_a_long_cell_is_found_wherever_it_stands(before: int) -> None:
    filling = ("word " * 2000)[:before]
    assert personal_cell(f"{filling} passport M12345678 {'word ' * 400}") == DOCUMENTS


@pytest.mark.parametrize("piece", ["1", "A1_", "로1号", "0 ", "12-", "x", "+1 ", "пр 12-", "1/("])
def test_a_hostile_cell_costs_in_proportion_to_its_length(piece: str) -> None:
    personal_cell(piece * 500)  # compiles the patterns
    few, many = (piece * (length // len(piece)) for length in (5_000, 40_000))
    least = min(_seconds(few) for _ in range(3))
    # Eight times the length; time by its square would be 64 times as much.
    assert min(_seconds(many) for _ in range(3)) < 24 * least + 0.01


def _seconds(cell: str) -> float:
    """Of processor time: other work on the machine does not count."""
    begun = time.process_time()
    personal_cell(cell)
    return time.process_time() - begun
