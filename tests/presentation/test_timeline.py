"""Events, publications, the border and arrivals in time: what bars and their texts say."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import altair
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.counting.rivals import event_rivals
from refoulement.counting.rules import figure
from refoulement.dataset.events import EventGraph
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.presentation import timeline_markup
from refoulement.presentation.summary import summary
from refoulement.presentation.timeline import (
    EventBar,
    arrivals,
    context,
    event_bars,
    period_days,
    reports_per_month,
    reports_per_year,
    sources_per_year,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, STYLES
from tests.copies import FROZEN, copy_package, edit_cells
from tests.generated import FIRST_DAY, World, report, worlds
from ui import charts
from ui.chart_pieces import FAINT, INK, PAPER
from ui.dark_charts import for_dark_page

DATASET = load(FROZEN)
DAY = timedelta(days=1)


def bars(measure: str, **selected: object) -> dict[str, EventBar]:
    """The bars for the frozen data, by event."""
    selection = Selection(**selected)  # type: ignore[arg-type]
    events = event_rivals(DATASET, selection.reports(DATASET), selection.sites)
    return {bar.rivals.event_id: bar for bar in event_bars(events, measure)}


def bars_of(graph: EventGraph, reports: tuple[Report, ...], measure: str) -> list[EventBar]:
    """The bars for reports about events other than the frozen ones."""
    dataset = replace(DATASET)
    dataset.__dict__["event_graph"] = graph
    return event_bars(event_rivals(dataset, reports), measure)


def one_bar(*reports: Report, **whole: str) -> EventBar:
    """The single bar for reports about e1 and its parts."""
    graph = EventGraph.from_links({r.event_id for r in reports} | {"e1"}, whole, [])
    (bar,) = bars_of(graph, reports, "returned")
    return bar


# Bars


@pytest.mark.parametrize(
    ("event_id", "measure", "figure", "days", "agreed"),
    [
        (
            "2023-10-09-mass-return",
            "returned",
            "200–650+",
            (date(2023, 10, 1), date(2023, 10, 31)),
            (date(2023, 10, 9), date(2023, 10, 9)),
        ),
        (
            "2024-04-26-return",
            "returned",
            "50–200+",
            (date(2024, 4, 26), date(2024, 4, 26)),
            (date(2024, 4, 26), date(2024, 4, 26)),
        ),
        (
            "2021-07-14-dandong-return",
            "returned",
            "50",
            (date(2021, 7, 12), date(2021, 7, 18)),
            (date(2021, 7, 14), date(2021, 7, 14)),
        ),
        ("2023-held", "held", "600–2,600+", (date(2023, 3, 20), date(2023, 10, 13)), None),
    ],
)
def test_a_bar_is_as_wide_as_its_date_and_as_tall_as_its_interval(
    event_id: str, measure: str, figure: str, days: tuple[date, date], agreed: object
) -> None:
    bar = bars(measure)[event_id]
    assert (str(bar.rivals.interval), bar.days, bar.agreed) == (figure, days, agreed)


def test_a_day_that_one_source_rules_out_is_not_agreed() -> None:
    month = report(date_to=FIRST_DAY + 30 * DAY)
    week = report(report_id="r2", date_from=FIRST_DAY + 7 * DAY, date_to=FIRST_DAY + 13 * DAY)
    bar = one_bar(month, week)
    assert bar.days == (FIRST_DAY, FIRST_DAY + 30 * DAY)
    assert bar.agreed == (FIRST_DAY + 7 * DAY, FIRST_DAY + 13 * DAY)


def test_a_repeat_does_not_widen_a_bar() -> None:
    repeat = report(report_id="r2", derived_from="r1", date_to=FIRST_DAY + 30 * DAY)
    assert one_bar(report(), repeat).days == (FIRST_DAY, FIRST_DAY)


def test_a_report_without_a_number_does_not_widen_a_bar_that_has_one() -> None:
    words = report(report_id="r2", low=None, high=None, date_to=FIRST_DAY + 30 * DAY)
    assert one_bar(report(), words).days == (FIRST_DAY, FIRST_DAY)


def test_an_event_without_a_dated_report_has_no_days() -> None:
    bar = one_bar(report(date_from=None, date_to=None))
    assert (bar.days, bar.agreed) == (None, None)
    assert str(bar.rivals.interval) == "10"


def test_one_report_agrees_with_nobody() -> None:
    assert one_bar(report()).agreed is None


def test_an_undated_report_leaves_the_days_of_the_others() -> None:
    undated = report(report_id="r2", date_from=None, date_to=None)
    assert one_bar(report(), undated).days == (FIRST_DAY, FIRST_DAY)


def test_an_event_with_only_words_has_its_days_and_no_figure() -> None:
    bar = one_bar(report(low=None, high=None))
    assert bar.days == (FIRST_DAY, FIRST_DAY)
    assert (bar.rivals.interval, bar.rivals.figure_text) == (None, "no number given")


def test_an_event_in_no_figure_is_said_to_be_not_counted() -> None:
    assert one_bar(report(basis="rate")).rivals.figure_text == (
        "10 (not counted: a rate, not a headcount)"
    )


def test_a_whole_without_a_number_lies_where_its_parts_do() -> None:
    whole = report(low=None, high=None, date_to=FIRST_DAY + 90 * DAY)
    parts = [
        report(report_id=f"r{n}", event_id=f"e{n}", date_from=day, date_to=day)
        for n, day in ((2, FIRST_DAY + 3 * DAY), (3, FIRST_DAY + 5 * DAY))
    ]
    bar = one_bar(whole, *parts, e2="e1", e3="e1")
    assert str(bar.rivals.interval) == "20"
    assert (bar.days, bar.agreed) == ((FIRST_DAY + 3 * DAY, FIRST_DAY + 5 * DAY), None)


def test_a_part_larger_than_its_whole_changes_neither_height_nor_width() -> None:
    whole = report()
    part = report(report_id="r2", event_id="e2", low=90, high=90, date_to=FIRST_DAY + 9 * DAY)
    bar = one_bar(whole, part, e2="e1")
    assert (str(bar.rivals.interval), bar.days) == ("10", (FIRST_DAY, FIRST_DAY))


def test_a_part_whose_whole_is_filtered_away_stands_at_its_own_days() -> None:
    part = report(report_id="r2", event_id="e2")
    bar = one_bar(part, e2="e1")
    assert (bar.rivals.event_id, str(bar.rivals.interval)) == ("e1", "10")
    assert bar.days == (FIRST_DAY, FIRST_DAY)


def test_a_repeat_whose_original_is_filtered_away_is_not_counted_and_has_its_days() -> None:
    bar = one_bar(report(derived_from="r0"))
    assert bar.rivals.figure_text == "10 (not counted: repeats another source)"
    assert bar.days == (FIRST_DAY, FIRST_DAY)


@settings(max_examples=300)
@given(st.sampled_from(COUNTED_MEASURES).flatmap(lambda m: worlds(m).map(lambda w: (m, w))))
def test_agreed_days_lie_within_the_days_and_no_report_that_makes_the_figure_lies_outside(
    drawn: tuple[str, World],
) -> None:
    measure, world = drawn
    for bar in bars_of(world.graph, world.reports, measure):
        of_event = [line.report for line in bar.rivals.all_lines()]
        if bar.days is None:
            assert bar.agreed is None
            continue
        dated = [r for r in of_event if r.date_from and r.date_to]
        assert bar.days[0] in [r.date_from for r in dated]
        assert bar.days[1] in [r.date_to for r in dated]
        if bar.agreed:
            assert bar.days[0] <= bar.agreed[0] <= bar.agreed[1] <= bar.days[1]
        if bar.rivals.interval:
            makers = [r for r in bar.rivals.lines if r.reason is None and r.interval]
            for line in makers:
                first, last = line.report.date_from, line.report.date_to
                if first and last:
                    assert bar.days[0] <= first <= last <= bar.days[1]


def test_every_event_of_a_figure_has_a_bar(dataset: Dataset) -> None:
    reports = Selection().reports(dataset)
    for measure in COUNTED_MEASURES:
        events = figure(dataset.event_graph, measure, reports).events
        counted = {event.event_id for event in events}
        shown = {event for event, bar in bars(measure).items() if bar.rivals.is_counted}
        assert shown == counted, measure


# When sources were published


def test_sources_are_counted_by_year_with_the_silent_years_between(dataset: Dataset) -> None:
    years = sources_per_year(dataset, Selection())
    assert sum(years.values()) == 64
    assert list(years) == list(range(min(years), max(years) + 1))
    assert 0 in years.values()
    with (FROZEN / "sources.csv").open(encoding="utf-8-sig") as file:
        published = [row["published"] for row in csv.DictReader(file)]
    assert years[2023] == sum(day.startswith("2023") for day in published)


def test_a_source_of_several_reports_is_counted_once(dataset: Dataset) -> None:
    reports = [r for r in dataset.records if r.source_id == "hrw-2021-07"]
    assert len(reports) > 1
    ids = tuple(report.report_id for report in reports)
    assert sources_per_year(dataset, Selection(report_ids=ids)) == {2021: 1}


def test_no_report_gives_no_year(dataset: Dataset) -> None:
    assert sources_per_year(dataset, Selection(search="xyzzy")) == {}


# Arrivals and the border


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31)),
        ("2019-Q4", date(2019, 10, 1), date(2019, 12, 31)),
        ("2024-Q1..Q3", date(2024, 1, 1), date(2024, 9, 30)),
    ],
)
def test_a_period_is_read_as_its_days(period: str, first: date, last: date) -> None:
    assert period_days(period) == (first, last)


@pytest.mark.parametrize("period", ["", "19", "2019-Q", "2019-01", "2019-Q1..", "Q1"])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        period_days(period)


def test_provisional_and_revised_arrivals_are_both_kept(dataset: Dataset) -> None:
    found = arrivals(dataset)
    assert len(found) == len(dataset.arrivals) == 32
    spring = [(item.status, item.people) for item in found if item.period == "2021-Q2"]
    assert spring == [("provisional", 2), ("revised", 5)]


def test_arrivals_are_in_no_figure(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    edit_cells(package, "arrivals", "2000", people="30000")
    assert arrivals(load(package))[0].people == 30000
    assert summary(load(package), Selection()) == summary(DATASET, Selection())


def test_the_border_is_told_with_its_sources(dataset: Dataset) -> None:
    found = context(dataset)
    assert [item.days[0].year for item in found] == [2020, 2021, 2023]
    shown = timeline_markup.context_text(dataset, found)
    for item in found:
        assert dataset.source[item.source_id]["publisher"] in shown
    assert shown.count("Source: ") == 3


# The charts' content stands beside them as text


def texts(measure: str) -> str:
    return timeline_markup.bars_text(DATASET, bars(measure).values())


@pytest.mark.parametrize("measure", COUNTED_MEASURES)
def test_every_bar_is_a_line_of_the_text(measure: str) -> None:
    shown = texts(measure)
    assert shown.count("<tr>") == len(bars(measure)) + 1
    for bar in bars(measure).values():
        if bar.rivals.interval:
            assert f"<td>{bar.rivals.interval}</td>" in shown


def test_every_arrival_is_a_line_of_the_text(dataset: Dataset) -> None:
    found = arrivals(dataset)
    shown = timeline_markup.arrivals_text(found)
    assert shown.count("<tr>") == 33
    assert "<td>2021-Q2</td><td>2</td><td>provisional</td>" in shown
    assert "<td>2021-Q2</td><td>5</td><td>revised</td>" in shown
    assert "<td>about 300</td>" in shown


def test_every_year_is_a_line_of_the_text(dataset: Dataset) -> None:
    years = sources_per_year(dataset, Selection())
    assert timeline_markup.years_text(years).count("<tr>") == len(years) + 1


def test_every_month_that_reports_speak_of_is_a_line_of_the_text(dataset: Dataset) -> None:
    months = reports_per_month(dataset, Selection())
    shown = timeline_markup.months_text(months)
    spoken = [count for count in months if count.reports]
    assert shown.count("<tr>") == len(spoken) + 1
    october = next(count for count in months if count.month == date(2023, 10, 1))
    matching = Selection(date_from=date(2023, 10, 1), date_to=date(2023, 10, 31))
    assert october.reports == len(matching.reports(dataset))
    assert f"<td>October 2023</td><td>{october.reports}</td>" in shown


def test_what_a_package_says_does_nothing_in_the_texts() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    found = [replace(item, note=hostile, source=hostile) for item in arrivals(DATASET)]
    border = [replace(item, label=hostile) for item in context(DATASET)]
    shown = timeline_markup.arrivals_text(found) + timeline_markup.context_text(DATASET, border)
    assert "<img" not in shown


# Charts


def drawn(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that a chart draws, from all its layers."""
    return [row for layer in spec["layer"] for row in layer["data"]["values"]]


DOMAIN = charts.time_domain(*DATASET.span)


def events_chart(measure: str, opened: str | None = None, **selected: object) -> dict[str, Any]:
    shown = list(bars(measure, **selected).values())
    return charts.events_chart(DATASET, shown, measure, DOMAIN, opened)


def all_charts(domain: tuple[date, date] = DOMAIN) -> list[dict[str, Any]]:
    years = sources_per_year(DATASET, Selection())
    return [
        *(
            charts.events_chart(DATASET, list(bars(measure).values()), measure, domain, None)
            for measure in COUNTED_MEASURES
        ),
        charts.sources_chart(years, domain),
        charts.context_chart(context(DATASET), domain),
        charts.arrivals_chart(arrivals(DATASET), domain),
    ]


@pytest.mark.parametrize("days", [0, 5, 60, 400, 9000])
def test_every_chart_is_sound_by_the_schema_of_vega_lite(days: int) -> None:
    end = DATASET.span[1]
    for spec in all_charts(charts.time_domain(end - days * DAY, end)):
        altair.LayerChart.from_dict(spec)


def test_all_charts_have_one_time_axis_and_only_one_layer_says_it() -> None:
    axes = [
        [x["scale"] for layer in spec["layer"] if "scale" in (x := layer["encoding"].get("x", {}))]
        for spec in all_charts()
    ]
    assert all(axis == axes[0] for axis in axes)
    assert len(axes[0]) == 1


@pytest.mark.parametrize("measure", COUNTED_MEASURES)
def test_the_chart_draws_every_dated_bar(measure: str) -> None:
    events = {row["event_id"] for row in drawn(events_chart(measure)) if "event_id" in row}
    assert events == {event for event, bar in bars(measure).items() if bar.days}


def test_a_bar_includes_its_last_day_and_runs_from_low_to_high() -> None:
    rows = drawn(events_chart("returned", events=("2024-04-26-return",)))
    (row, *others) = (row for row in rows if "event_id" in row)
    assert all(other == row for other in others)
    assert row["first"] == "2024-04-26T00:00:00"
    assert row["after"] == "2024-04-27T00:00:00"
    assert (row["low"], row["high"], row["sign"]) == (50, 200, "50–200+")


def test_an_event_without_a_figure_stands_under_the_axis_and_not_at_zero() -> None:
    for row in drawn(events_chart("returned")):
        if "event_id" in row:
            assert (row["top"] < 0) == (not row["numbered"])


def test_what_is_stated_for_an_event_in_no_figure_is_told() -> None:
    told = {row["event_id"]: row for row in drawn(events_chart("returned")) if "event_id" in row}
    assert (
        told["2020-2025-hrw-total"]["figure"]
        == "1,076+ (not counted: may include contract workers)"
    )
    assert told["2020-2025-hrw-total"]["evidence"] == "no counted statement"


def test_only_the_opened_event_is_marked() -> None:
    rows = drawn(events_chart("returned", "2024-04-26-return"))
    assert {r["event_id"] for r in rows if r.get("opened")} == {"2024-04-26-return"}


def test_one_report_alone_or_an_upper_limit_is_not_drawn_solid() -> None:
    rows = {row["event_id"]: row for row in drawn(events_chart("returned")) if "event_id" in row}
    assert rows["2002-04-longjing-900"]["agreed_first"] is None
    assert rows["2025-09-women-28"]["agreed_first"] is None
    assert rows["2023-10-09-mass-return"]["agreed_first"] == "2023-10-09T00:00:00"


def test_the_middle_of_what_is_shown_lies_within_the_axis() -> None:
    domain = charts.time_domain(date(2021, 7, 14), date(2021, 7, 14))
    for spec in all_charts(domain):
        for row in drawn(spec):
            day = date.fromisoformat(row["middle"][:10])
            if charts.is_shown((date.fromisoformat(row["first"][:10]),) * 2, domain):
                assert domain[0] <= day <= domain[1] + DAY


def test_years_without_a_figure_of_arrivals_are_marked_and_not_zero() -> None:
    rows = drawn(charts.arrivals_chart(arrivals(DATASET), DOMAIN))
    unknown = sorted(row["first"][:4] for row in rows if row.get("said") == "?")
    assert unknown == [str(year) for year in range(2001, 2009)]
    assert all(row["people"] > 0 for row in rows if "people" in row)


def test_in_a_short_range_years_are_labelled_with_their_figure() -> None:
    domain = charts.time_domain(date(2021, 7, 14), date(2021, 7, 14))
    signs = {row.get("sign") for row in drawn(charts.arrivals_chart(arrivals(DATASET), domain))}
    assert {"2021: 63", "2021-Q3: 12"} <= signs


@pytest.mark.parametrize("days", [0, 1, 30, 100])
def test_the_axis_never_tells_hours(days: int) -> None:
    (spec, *_) = all_charts(charts.time_domain(FIRST_DAY, FIRST_DAY + days * DAY))
    axis = spec["layer"][0]["encoding"]["x"]["axis"]
    assert axis["format"] == "%-d %b %Y"
    assert axis["tickCount"]["interval"] == "day"


def test_the_axis_is_never_without_width() -> None:
    first, last = charts.time_domain(FIRST_DAY, FIRST_DAY)
    assert first < FIRST_DAY < last


def test_arrivals_have_no_colour_of_a_measure() -> None:
    assert charts.OTHER not in {style.colour for style in STYLES.values()}
    spec = str(charts.arrivals_chart(arrivals(DATASET), DOMAIN))
    assert charts.OTHER in spec
    assert not any(style.colour in spec for style in STYLES.values())


def test_a_year_counts_every_report_that_speaks_of_a_day_in_it(dataset: Dataset) -> None:
    for chosen in (Selection(), Selection(measures=("held",)), Selection(sites=("tumen",))):
        years = reports_per_year(dataset, chosen)
        assert list(years) == list(range(dataset.span[0].year, dataset.span[1].year + 1))
        for year, number in years.items():
            within = replace(chosen, date_from=date(year, 1, 1), date_to=date(year, 12, 31))
            assert number == within.count(dataset), year


def test_the_months_of_a_year_are_buttons_where_the_dates_lie_in_it(dataset: Dataset) -> None:
    months = reports_per_month(dataset, Selection())
    assert "button" not in timeline_markup.months_of_year(
        months, (date(2022, 12, 1), date(2023, 1, 31))
    )
    shown = timeline_markup.months_of_year(months, (date(2023, 10, 1), date(2023, 10, 31)))
    of_october = next(count for count in months if count.month == date(2023, 10, 1)).reports
    assert shown.count("<button") == 12
    assert f"October 2023: {of_october} statements" in shown
    assert 'data-dates="2023-02-01 2023-02-28"' in shown
    assert shown.count('aria-pressed="true"') == 1


def test_on_a_dark_page_a_chart_has_none_of_its_light_colours() -> None:
    chart = events_chart("returned")
    dark = for_dark_page(chart)
    for light in (PAPER, INK, FAINT, STYLES["returned"].colour):
        assert light in json.dumps(chart)
        assert light not in json.dumps(dark)
    assert dark["vconcat" if "vconcat" in chart else "layer"]
