"""The window of playback: where it starts, how it moves, and when it ends."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refoulement.selecting.playing import STEPS, Player
from refoulement.selecting.selection import Selection

SPAN = (date(2001, 7, 20), date(2025, 10, 15))
DAY = timedelta(days=1)

days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
spans = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
steps = st.sampled_from(list(STEPS.values()))


def windows(player: Player) -> list[tuple[date, date]]:
    """Every window from here to the end."""
    found = [player.window]
    following = player.following(loop=False)
    while following:
        found.append(following.window)
        following = following.following(loop=False)
    return found


@pytest.mark.parametrize(
    ("step", "first", "second", "last", "number"),
    [
        ("Month", "2001-07-20 2001-07-31", "2001-08-01 2001-08-31", "2025-10-01 2025-10-15", 292),
        ("Quarter", "2001-07-20 2001-09-30", "2001-10-01 2001-12-31", "2025-10-01 2025-10-15", 98),
        ("Year", "2001-07-20 2001-12-31", "2002-01-01 2002-12-31", "2025-01-01 2025-10-15", 25),
    ],
)
def test_without_dates_it_plays_the_calendar_from_first_to_last(
    step: str, first: str, second: str, last: str, number: int
) -> None:
    player = Player.start(SPAN, Selection(), STEPS[step])
    found = [f"{start} {end}" for start, end in windows(player)]
    assert (found[0], found[1], found[-1], len(found)) == (first, second, last, number)


@given(spans, steps)
def test_without_dates_no_day_of_the_span_is_left_out_or_shown_twice(
    span: tuple[date, date], months: int
) -> None:
    found = windows(Player.start(span, Selection(), months))
    assert (found[0][0], found[-1][1]) == span
    for one, following in pairwise(found):
        assert following[0] == one[1] + DAY


def test_a_chosen_window_keeps_its_width_in_the_calendar() -> None:
    chosen = Selection(date_from=date(2020, 1, 1), date_to=date(2020, 1, 31))
    found = windows(Player.start(SPAN, chosen, 1))
    assert found[:4] == [
        (date(2020, 1, 1), date(2020, 1, 31)),
        (date(2020, 2, 1), date(2020, 2, 29)),
        (date(2020, 3, 1), date(2020, 3, 31)),
        (date(2020, 4, 1), date(2020, 4, 30)),
    ]


def test_a_window_that_starts_on_the_31st_comes_back_to_it() -> None:
    chosen = Selection(date_from=date(2020, 1, 31), date_to=date(2020, 3, 30))
    found = windows(Player.start(SPAN, chosen, 1))
    assert [first for first, _ in found[:3]] == [
        date(2020, 1, 31),
        date(2020, 2, 29),
        date(2020, 3, 31),
    ]


def test_an_open_end_is_the_spans() -> None:
    assert Player.start(SPAN, Selection(date_from=date(2020, 1, 1)), 12).window == (
        date(2020, 1, 1),
        SPAN[1],
    )


def test_at_the_end_it_stops_or_begins_again() -> None:
    chosen = Selection(date_from=date(2025, 1, 1), date_to=date(2025, 12, 31))
    last = Player.start(SPAN, chosen, 12)
    assert last.window == (date(2025, 1, 1), SPAN[1])
    assert last.following(loop=False) is None
    again = last.following(loop=True)
    assert again
    assert again.window == (SPAN[0], date(2001, 12, 31))


def test_a_window_of_nearly_the_whole_span_shows_no_day_past_its_end() -> None:
    chosen = Selection(date_from=date(2002, 1, 1), date_to=date(2025, 10, 1))
    assert windows(Player.start(SPAN, chosen, 12)) == [
        (date(2002, 1, 1), date(2025, 10, 1)),
        (date(2003, 1, 1), SPAN[1]),
    ]


@given(spans, spans, steps)
def test_a_window_that_shows_a_day_of_the_span_shows_none_outside_it(
    span: tuple[date, date], chosen: tuple[date, date], months: int
) -> None:
    player = Player.start(span, Selection(date_from=chosen[0], date_to=chosen[1]), months)
    for first, last in windows(player):
        assert first <= last
        if first <= span[1] and last >= span[0]:
            assert span[0] <= first <= last <= span[1]


@given(spans, spans, steps)
def test_begun_again_it_leaves_out_nothing_at_the_start(
    span: tuple[date, date], chosen: tuple[date, date], months: int
) -> None:
    player = Player.start(span, Selection(date_from=chosen[0], date_to=chosen[1]), months)
    assert player.rewound().window[0] <= span[0]


def test_a_new_step_goes_on_from_the_whole_of_a_window_that_was_cut() -> None:
    year = Player.start(SPAN, Selection(), 12)
    assert year.window == (SPAN[0], date(2001, 12, 31))
    following = year.with_step(1).following(loop=False)
    assert following
    assert following.window == (SPAN[0], date(2002, 1, 31))


def test_a_window_of_one_day_at_a_months_end_stays_a_day() -> None:
    day = date(2019, 3, 30)
    player = Player.start((day, date(2023, 9, 4)), Selection(date_from=day, date_to=day), 3)
    assert all(first <= last for first, last in windows(player))
