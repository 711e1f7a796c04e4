"""Every page, run by Streamlit's own test runner on the frozen dataset."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from refoulement.dataset.package import ENVIRONMENT_VARIABLE
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import COUNTING_COLUMNS
from refoulement.loading import reloading
from refoulement.presentation.html import escape
from refoulement.settings import CONTACT_VARIABLE, SettingError, contact
from tests.conftest import ROOT
from tests.copies import FROZEN, copy_package, edit_rows

PAGES = (
    "pages/map.py",
    "pages/events.py",
    "pages/places.py",
    "pages/sources.py",
    "pages/changes.py",
    "pages/method.py",
    "pages/api.py",
)


def open_page(page: str = "pages/map.py", **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page != PAGES[0]:
        app.switch_page(f"../{page}").run()
    assert not app.exception
    return app


def tied(widgets: Iterable[Any], key: str) -> Any:
    """The widget tied to the selection under this key, however often it was renewed."""
    (widget,) = (one for one in widgets if re.fullmatch(rf"{key} \d+", one.key or ""))
    return widget


def with_filters_open(app: AppTest) -> AppTest:
    """The page with its filter lists open, since they are drawn once their buttons are pressed."""
    for key in ("place", "kind", "source", "more_filters"):
        app.session_state[key] = True
    return app.run()


def html(app: AppTest) -> str:
    """All HTML that the page shows."""
    return " ".join(str(getattr(block, "value", "")) for block in app.get("html"))


def address(app: AppTest) -> dict[str, list[str]]:
    """What the page writes to the address; AppTest shows only what a test wrote there."""
    written: dict[str, list[str]] = {}
    for name, value in app.session_state["selection"].query():
        written.setdefault(name, []).append(value)
    return written


def footer(app: AppTest) -> str:
    """The lines under the page."""
    return html(app).split('<footer class="rm-footer" role="contentinfo">')[1]


def figures(app: AppTest) -> list[tuple[str, str]]:
    """The measures that the page shows, each with its figure."""
    return re.findall(
        r'<section class="rm-figure" data-measure="\w+" aria-label="(.*?)".*?'
        r'<span class="rm-figure-value">(.*?)</span>',
        html(app),
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_and_has_title_and_footer(page: str) -> None:
    shown = html(open_page(page))
    assert shown.count("<h1 ") == 1, "the name of the page, or of the map"
    for part in ("Dataset version 1.0.0", "Cite as:", "Licence:", "Found a mistake?"):
        assert part in shown


def test_the_footer_names_whom_to_write_to_where_that_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "written to" not in footer(open_page())
    monkeypatch.setenv(CONTACT_VARIABLE, "security@example.org")
    assert "Write to security@example.org with the entry number" in footer(open_page())
    for wrong in ("<b>x</b>", "javascript:alert(1)", "a@b", "x@example.org<script>"):
        monkeypatch.setenv(CONTACT_VARIABLE, wrong)
        with pytest.raises(SettingError, match=CONTACT_VARIABLE):
            contact()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_on_an_empty_selection(page: str) -> None:
    open_page(page, search="xyzzy")


def test_an_empty_selection_says_so() -> None:
    app = open_page(event="2023-10-held", measure="arrested")
    assert "<b> Nothing matches" in html(app)
    assert "No statement of this selection is about this event." in [box.value for box in app.info]
    assert {figure for _, figure in figures(app)} == {"no statements"}


def test_the_map_page_shows_the_figures_of_the_selection() -> None:
    app = open_page(dates=["2023-10-01", "2023-10-31"])
    assert figures(app) == [
        ("Held in China", "about 1,000"),
        ("Returned to North Korea", "200 to 650 or more"),
        ("Arrested in China", "no statements"),
    ]
    assert "based on 19 statements from 11 independent sources" in html(app)


def test_the_figures_stand_beside_the_sentence_that_they_are_no_totals_and_no_trend() -> None:
    shown = html(open_page())
    assert "We have verified none of them." in shown
    assert "cannot show a trend" in shown


def test_the_sentence_counts_the_undated_reports_that_are_not_shown() -> None:
    assert "not shown" not in html(open_page(dates=["2021-01-01", "2021-12-31"]))


@pytest.mark.parametrize(
    ("preset", "dates"),
    [
        ("preset All", None),
        ("preset Since 2020", ["2020-01-01", "2025-10-15"]),
        ("preset Last 5 years", ["2020-10-16", "2025-10-15"]),
    ],
)
def test_a_preset_sets_slider_days_and_address(preset: str, dates: list[str] | None) -> None:
    app = open_page(dates=["2021-07-01", "2021-07-31"])
    app.button(key=preset).click().run()
    first, last = tied(app.slider, "date_slider").value
    typed = [tied(app.text_input, f"typed {end}").value for end in ("From", "To")]
    assert [first.isoformat(), last.isoformat()] == typed
    assert [first.isoformat(), last.isoformat()] == (dates or ["2001-07-20", "2025-10-15"])
    assert address(app).get("dates") == dates


def test_the_slider_sets_days_and_address() -> None:
    app = open_page()
    last = tied(app.slider, "date_slider").value[1]
    start = last.replace(year=2024, month=1, day=1)
    tied(app.slider, "date_slider").set_value((start, last)).run()
    assert tied(app.text_input, "typed From").value == start.isoformat()
    assert address(app)["dates"] == ["2024-01-01", "2025-10-15"]


def test_clearing_a_typed_day_opens_that_end() -> None:
    app = open_page(dates=["2021-07-01", "2021-07-31"])
    tied(app.text_input, "typed From").set_value("").run()
    assert not app.exception
    assert tied(app.slider, "date_slider").value[0].isoformat() == "2001-07-20"
    assert address(app)["dates"] == ["..", "2021-07-31"]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021-07-14", "2021-07-14", "2021-07-14"),
        ("14 July 2021", "2021-07-14", "2021-07-14"),
        ("July 2021", "2021-07-01", "2021-07-31"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021년 7월", "2021-07-01", "2021-07-31"),
    ],
)
def test_a_typed_month_or_year_begins_with_its_first_day_and_ends_with_its_last(
    typed: str, first: str, last: str
) -> None:
    app = open_page()
    tied(app.text_input, "typed From").set_value(typed).run()
    tied(app.text_input, "typed To").set_value(typed).run()
    assert address(app)["dates"] == [first, last]


@pytest.mark.parametrize("typed", ["20231301", "03/04/2021", "soon", "<b>2021</b>"])
def test_what_is_no_date_is_said_beside_its_box_and_changes_nothing(typed: str) -> None:
    app = open_page(dates=["2021-07-01", "2021-07-31"])
    tied(app.text_input, "typed To").set_value(typed).run()
    said = re.findall(r'<p class="rm-date-error" role="alert">(.*?)</p>', html(app))
    assert len(said) == 1
    assert escape(typed) in said[0]
    assert address(app)["dates"] == ["2021-07-01", "2021-07-31"]
    assert 'class="rm-date-error"' not in html(app.run())


def test_days_the_wrong_way_round_are_turned_with_a_note() -> None:
    app = open_page(dates=["2021-07-01", "2021-07-31"])
    tied(app.text_input, "typed From").set_value("2021-08-31").run()
    assert "The dates were reversed, so we swapped them." in html(app)
    assert address(app)["dates"] == ["2021-07-31", "2021-08-31"]


def test_every_filter_narrows_and_is_in_the_address() -> None:
    app = with_filters_open(open_page())
    for key, value, parameter in (
        ("filter_measures", "returned", "measure"),
        ("filter_sites", "dandong", "site"),
        ("filter_publishers", "Radio Free Asia", "publisher"),
        ("filter_roles", "crossing", "role"),
        ("filter_languages", "en", "language"),
        ("filter_read_as", "excerpt", "read_as"),
        ("filter_events", "2021-07-14-dandong-return", "event"),
    ):
        tied(app.multiselect, key).select(value).run()
        assert address(app)[parameter] == [value]
    tied(app.text_input, "filter_search").input("buses").run()
    assert address(app)["search"] == ["buses"]
    assert "1 of 134 statement" in html(app)


def test_clearing_all_filters_empties_the_address() -> None:
    app = open_page(site="dandong", dates=["2021-07-01", "2021-07-31"], search="x")
    next(button for button in app.button if button.label == "Clear all").click().run()
    assert address(app) == {}
    assert "All 134 statements" in html(app)


def test_the_selection_stays_when_turning_to_another_page() -> None:
    app = open_page("pages/sources.py", site="dandong")
    assert "naming Dandong" in html(app)


def test_an_address_that_cannot_be_used_is_said_and_does_nothing() -> None:
    app = open_page(site="<script>alert(1)</script>", dates=["2021-12-31", "2021-01-01"])
    shown = html(app)
    assert "We have no place called “&#60;script&#62;alert(1)&#60;/script&#62;”" in shown
    assert "The dates were reversed, so we swapped them." in shown
    assert "<script>" not in shown
    assert address(app)["dates"] == ["2021-01-01", "2021-12-31"]
    assert "site" not in address(app)


def test_the_sources_page_lists_every_source_and_every_report(dataset: Dataset) -> None:
    shown = html(open_page("pages/sources.py"))
    assert shown.count('class="rm-source-entry"') == len(dataset.sources)
    for report_id in dataset.reports["report_id"]:
        assert f"({report_id}, " in shown
    for url in filter(None, dataset.sources["url"]):
        assert 'href="' + url.replace("&", "&#38;").replace("'", "&#39;") in shown


def test_an_address_with_a_second_range_says_that_none_is_shown() -> None:
    app = open_page("pages/map.py", dates=["2023-10-01", "2023-10-31"], against=["2021-07-01"])
    assert "these data cannot show" in html(app)
    assert dict(figures(app))["Returned to North Korea"] == "200 to 650 or more"


def test_events_can_be_ordered_by_disagreement() -> None:
    app = open_page("pages/events.py")
    newest = html(app).index("Return of women, September 2025")
    assert newest < html(app).index("Mass return of 9 October 2023")
    app.segmented_control[0].set_value("apart").run()
    shown = html(app)
    assert shown.index("Mass return of 9 October 2023") < shown.index("Return of women, September")


def test_the_table_holds_the_matching_reports_and_all_columns_where_asked_for() -> None:
    app = open_page(dates=["2021-07-22", "2021-07-22"], measure="held")
    assert html(app).count("data-pick=") == 9
    assert not app.dataframe
    next(t for t in app.toggle if t.label == "All columns").set_value(True).run()
    assert list(app.dataframe[0].value.columns)[:3] == ["report_id", "event_id", "source_id"]
    assert list(app.dataframe[0].value.columns)[-3:] == ["longitude", *COUNTING_COLUMNS]


def test_the_ledger_shows_every_report_of_the_place_chosen() -> None:
    app = open_page()
    app.selectbox(key="ledger_place 0").select("linjiang").run()
    shown = html(app)
    assert "린장 (임강)" in shown
    assert shown.count('class="rm-report"') == 1
    assert "Only headcount for Linjiang" in shown


def edited_package(folder: Path, edit: Callable[[str], str]) -> str:
    """The folder of a copy of the frozen package with an edited reports.csv."""
    shutil.copytree(FROZEN, folder)
    edit_rows(folder, "judgements", lambda rows: rows[:1])  # their reports may be gone
    reports = folder / "reports.csv"
    reports.write_text(edit(reports.read_text(encoding="utf-8")), encoding="utf-8")
    return str(folder)


def all_undated(reports: str) -> str:
    """Reports without dates, except one that would then equal another."""
    lines = [line for line in reports.splitlines(keepends=True) if not line.startswith("r033,")]
    return re.sub(r"\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d,[a-z]+,", ",,undated,", "".join(lines))


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.splitlines()[0] + "\n",
        lambda text: "\n".join(text.splitlines()[:2]) + "\n",
        lambda text: text.replace(",current", ",withdrawn"),
        all_undated,
    ],
    ids=["no report", "one day", "all withdrawn", "all undated"],
)
@pytest.mark.parametrize("page", PAGES)
def test_odd_but_sound_packages_are_shown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    edit: Callable[[str], str],
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, edited_package(tmp_path / "data", edit))
    app = open_page(page)
    assert not app.title, "the package is sound"
    assert "2000" not in footer(app), "no date is claimed that no report has"
    assert "Refoulement Map" in html(app)


def test_undated_reports_that_are_not_shown_are_counted_in_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undate(text: str) -> str:
        return text.replace("2021-07-22,2021-07-22,day,", ",,undated,", 3)

    monkeypatch.setenv(ENVIRONMENT_VARIABLE, edited_package(tmp_path / "data", undate))
    app = open_page(dates=["2021-07-01", "2021-07-31"])
    assert "3 undated statements are not shown" in html(app)
    with_filters_open(app)
    tied(app.checkbox, "filter_undated").check().run()
    assert "not shown" not in html(app)
    assert "including undated statements" in html(app)


def test_every_report_of_held_is_in_the_figure_or_listed_beside_it() -> None:
    shown = html(with_figure("held"))
    assert "based on 3 statements from 2 independent sources" in shown
    assert "34 statements left out, and why" in shown


def test_a_figure_shows_the_events_that_make_it() -> None:
    shown = html(with_figure("returned"))
    assert "Mass return of 9 October 2023</a>: <b>200–650+</b>" in shown
    assert (
        "Returns from Longjing, April 2002</a>: <b>≤ 900, adds nothing to the minimum</b>" in shown
    )


def test_a_figure_that_is_opened_closes_by_its_button_and_gives_way_to_a_place() -> None:
    app = with_figure("returned")
    assert 'class="rm-made"' in html(app)
    assert 'data-figure="returned" aria-expanded="true"' in html(app)
    app.selectbox(key="ledger_place 0").select("dandong").run()
    assert 'class="rm-made"' not in html(app)
    app = with_figure("held")
    app.button(key="close_figure").click().run()
    assert 'class="rm-made"' not in html(app)


def with_figure(measure: str) -> AppTest:
    """The map with a figure open, as after a click on it."""
    app = open_page()
    app.session_state["figure"] = measure
    return app.run()


def test_a_denial_stands_with_the_event_that_it_denies() -> None:
    app = open_page()
    app.selectbox(key="ledger_place 0").select("dandong").run()
    assert (
        "What parties said:</b> North Korea&#39;s foreign ministry called the reports a rumour"
        in html(app)
    )


def test_a_broken_package_is_explained_and_shows_no_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "nowhere"))
    app = open_page()
    assert app.title[0].value == "The data package cannot be shown"
    assert app.dataframe[0].value["File"].tolist() == ["datapackage.json"]
    assert app.code[0].value.endswith("validate …/nowhere")
    assert str(tmp_path) not in str(app), "where it lies is nobody's business"
    assert str(tmp_path) not in app.dataframe[0].value.to_csv()
    assert not figures(app)


# Timeline


def test_an_event_chosen_on_the_timeline_opens_with_all_its_reports() -> None:
    app = open_page("pages/events.py")
    app.selectbox(key="timeline_event").select("2023-10-09-mass-return").run()
    shown = html(app)
    assert "11 independent sources give figures from 200 to 650 or more." in shown
    assert shown.count('class="rm-line') >= 20
    assert "What parties said:</b> China&#39;s foreign ministry" in shown


def test_the_timeline_counts_what_is_in_no_figure_apart() -> None:
    shown = html(open_page("pages/events.py"))
    assert "Returned to North Korea: 14 events counted, 10 not counted" in shown


def test_events_without_a_date_are_counted_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_2002 = re.compile(r"2002-05-\d\d,2002-05-\d\d,[a-z]+,")
    package = edited_package(
        tmp_path / "data", lambda text: may_2002.sub(",,undated,", text, count=1)
    )
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, package)
    shown = html(open_page("pages/events.py"))
    assert "1 without a date and not on the axis" in shown
    assert "<td>undated</td>" in shown


def test_an_opened_event_closes_where_the_selection_no_longer_has_it() -> None:
    app = open_page("pages/events.py")
    app.selectbox(key="timeline_event").select("2023-10-09-mass-return").run()
    tied(with_filters_open(app).multiselect, "filter_measures").select("arrested").run()
    assert app.selectbox(key="timeline_event").value is None


def test_arrivals_are_said_to_be_another_measure() -> None:
    shown = html(open_page("pages/events.py"))
    assert "Not affected by filters and not included in any figure" in shown
    assert "For context: all arrivals in South Korea" in shown


# Play


def test_play_buttons_with_the_first_step_of_the_data() -> None:
    app = open_page()
    app.button(key="play_button").click().run()
    assert address(app)["dates"] == ["2001-07-20", "2001-12-31"]
    app.button(key="play_button").click().run()
    assert address(app)["dates"] == ["2001-07-20", "2001-12-31"]
    assert "1 of 134 statement" in html(app)


def test_play_moves_a_chosen_window_by_the_step() -> None:
    app = open_page(dates=["2021-07-01", "2021-07-31"])
    app.session_state["play_step"] = "Month"
    app.button(key="play_button").click().run()
    assert address(app)["dates"] == ["2021-08-01", "2021-08-31"]


def test_play_from_the_end_begins_again() -> None:
    app = open_page(dates=["2025-01-01", "2025-12-31"])
    app.button(key="play_button").click().run()
    assert address(app)["dates"] == ["2001-07-20", "2001-12-31"]


def test_choosing_other_dates_stops_play() -> None:
    app = open_page()
    app.button(key="play_button").click().run()
    app.button(key="preset Since 2020").click().run()
    assert [button.key for button in app.button if "play" in str(button.key)] == ["play_button"]
    assert address(app)["dates"][0] == "2020-01-01"


def test_play_goes_on_from_where_it_stopped() -> None:
    app = open_page()
    app.button(key="play_button").click().run()
    app.button(key="play_button").click().run()
    app.button(key="play_button").click().run()
    assert address(app)["dates"] == ["2002-01-01", "2002-12-31"]


def test_the_chooser_knows_places_by_all_their_names() -> None:
    known = open_page().selectbox(key="ledger_place 0").options
    assert "Dandong · 단둥 · 丹东" in known


def test_opening_a_ledger_stops_play() -> None:
    app = open_page()
    app.button(key="play_button").click().run()
    app.selectbox(key="ledger_place 0").select("tumen").run()
    assert app.session_state["play"] is None
    assert "투먼 (도문)" in html(app)


def test_play_buttons_on_turning_to_another_page() -> None:
    app = open_page()
    app.button(key="play_button").click().run()
    app.switch_page("../pages/events.py").run()
    assert app.session_state["play"] is None


# The map's box for reports without a place


def test_the_ledger_opens_on_the_reports_that_give_no_place() -> None:
    app = open_page(event="2025-09-women-28")
    app.selectbox(key="ledger_place 0").select("").run()
    shown = html(app)
    assert "These statements name no town" in shown
    assert shown.count('class="rm-report"') == 1


def test_a_report_without_a_place_that_is_in_no_figure_says_so_in_its_ledger() -> None:
    app = open_page(event="2020-2025-hrw-total")
    app.selectbox(key="ledger_place 0").select("").run()
    shown = html(app)
    assert "those that are not say so" in shown
    assert "Not counted: may include contract workers" in shown


# The method page


def test_the_method_page_follows_an_event_from_its_rows_to_the_total() -> None:
    shown = html(open_page("pages/method.py"))
    assert "<b>200–650+</b>" in shown
    assert "<b>580–2,609+</b>" in shown
    assert "./?event=2023-10-09-mass-return&amp;measure=returned" in shown.replace("&#38;", "&amp;")


def test_a_page_beyond_the_last_is_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dataset: Dataset
) -> None:
    """As after an edit that leaves fewer rows than the reader's page needs."""
    package = copy_package(tmp_path / "data")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    app = open_page()
    app.session_state["page of table, newest, 10?"] = 14
    app.run()
    assert "Statements 131–134 of 134" in html(app)

    def without_some(rows: list[list[str]]) -> list[list[str]]:
        status = rows[0].index("status")
        gone = [[*row[:status], "withdrawn", *row[status + 1 :]] for row in rows[-20:]]
        return [*rows[:-20], *gone]

    edit_rows(package, "reports", without_some)
    monkeypatch.setattr(reloading, "QUIET", 0)
    app.run()
    assert "Statements 111–114 of 114" in html(app)


def test_what_is_chosen_in_a_chooser_of_an_earlier_turn_is_not_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The browser may send it after another place has been opened on the map."""
    choosers: list[Callable[[], None]] = []
    drawn = st.selectbox

    def late(label: str, *given: Any, **options: Any) -> Any:
        if label == "What is reported for…":
            if choosers:
                st.session_state["ledger_place 0"] = "dandong"
                choosers[0]()
            choosers.append(options["on_change"])
        return drawn(label, *given, **options)

    app = open_page()
    monkeypatch.setattr(st, "selectbox", late)
    app.run()
    app.session_state["turn"] = 1
    app.run()
    assert len(choosers) == 2
    assert app.session_state["opened"] is None


def test_the_panel_says_what_carries_the_figure_of_an_event_and_leaves_origins_out_at_once() -> (
    None
):
    app = open_page(event="2023-10-09-mass-return")
    assert "without Daily NK, citing multiple sources in North Korea: 500 to 650 or more" in html(
        app
    )
    assert "Leave out" in [one.label for one in app.button_group]
    origins = ["daily-nk-north-korea-2023-10", "nk-times-2023-10"]
    app.session_state["leave_out 2023-10-09-mass-return"] = origins
    app.run()
    assert "Hamgyong and Ryanggang: 500 to 600 or more" in html(app)


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ({"event": "2021-07-held"}, "./event/2021-07-held"),
        ({"place": "tumen"}, "./place/tumen"),
        ({"report": "r031"}, "./report/r031"),
    ],
)
def test_what_is_opened_leads_to_its_permanent_page(query: dict[str, str], address: str) -> None:
    assert f'href="{address}"' in html(open_page(**query))


def test_events_and_sources_lead_to_their_permanent_pages() -> None:
    assert 'href="./event/2021-07-held"' in html(open_page("pages/events.py"))
    assert 'href="./source/hrw-2021-07"' in html(open_page("pages/sources.py"))
