"""A visitor's own file in a real browser: only its session sees it, and nothing in it runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from refoulement.dataset.tables import Dataset
from refoulement.export.formats import FORMATS
from tests.conftest import PHONE, Server, Visit, at_rest, serve, visitor
from tests.copies import parse
from tests.presentation.test_markup import HOSTILE, visible

OWN = (
    "place,date,count,type,source\n"
    "투먼,2021-07-14,50,북송,Example Daily\n"
    "Dandnog,2021-07-14,60,returned,Example Daily\n"
    "Yanji,2021-09,at least 12,held,Only-this-session Weekly\n"
)
#: Texts from the corpus and elsewhere that a CSV cell can hold.
CORPUS = (
    *(text for text in HOSTILE if "\0" not in text),
    "![](https://example.org/x.png)",
    "=HYPERLINK(1)",
    "+1<script>alert(1)</script>",
    "<b>" + "long " * 400,
)


ODS = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def upload(page: Page, content: str, name: str = "own.csv") -> None:
    """Upload a file to the page, and wait until it has been read."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    expect(page.locator("input[type=file]")).to_have_count(1)  # the previous one is gone
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_text("rows read,").or_(page.locator(".rm-alert")).first.wait_for()


def open_rows(page: Page) -> None:
    page.get_by_role("button", name="on the map").click()
    page.locator(".rm-own").wait_for()
    page.frame_locator("iframe[title*=folium]").locator(".rm-place").first.wait_for()


def turn_to(page: Page, title: str) -> None:
    at_rest(page)
    size = page.viewport_size
    assert size
    if size["width"] < 900:
        page.get_by_role("button", name="Menu").click()
    elif title == "Your data":
        page.get_by_role("button", name="About & data").click()
    page.get_by_role("link", name=title, exact=True).click()
    path = "check" if title == "Your data" else title.lower()
    expect(page).to_have_url(re.compile(f"/{path}[?]"))
    at_rest(page)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has had no other visitors."""
    with serve(tmp_path_factory.mktemp("own") / "log") as running:
        yield running


def test_ready_rows_open_for_this_session_alone_and_the_way_back_is_a_button(
    browser: Browser, fresh: Server
) -> None:
    with visitor(browser, fresh) as guest, visitor(browser, fresh) as other:
        page = guest.page
        guest.open("check")
        upload(page, OWN)
        expect(page.get_by_text("3 rows read, 2 ready")).to_be_visible()
        problems = page.locator(".st-key-own_problems tbody tr")
        expect(problems).to_have_count(1)
        expect(problems).to_contain_text("Dandong, Liaoning")
        with page.expect_download() as got:
            page.get_by_role("button", name="Download a copy").click()
        copy = parse(Path(got.value.path()).read_bytes())
        assert [row[0] for row in copy] == ["place", "투먼", "Dandnog", "Yanji"]  # only asked about
        open_rows(page)
        expect(page.locator(".rm-own")).to_contain_text("own.csv")
        expect(page.locator(".rm-sentence")).to_contain_text("All 2 statements")
        expect(page.locator(".rm-footer")).to_contain_text("not part of Refoulement Map")
        assert "data=own" in page.url
        with page.expect_download() as got:
            page.get_by_role("button", name="CSV,").click()
        rows = list(
            csv.DictReader(io.StringIO(Path(got.value.path()).read_bytes().decode("utf-8-sig")))
        )
        assert [row["report_id"] for row in rows] == ["row-2", "row-4"]
        turn_to(page, "Sources")
        expect(page.get_by_text("Only-this-session Weekly")).to_be_visible()

        other.open("sources")
        expect(other.page.locator(".rm-sentence")).to_contain_text("All 134 statements")
        assert "Only-this-session" not in other.page.content()
        other.page.goto(page.url)  # the address does not carry the file
        expect(other.page.locator(".rm-notes")).to_contain_text("no longer available")
        expect(other.page.locator(".rm-own")).to_have_count(0)

        page.get_by_role("link", name="Map", exact=True).click()
        place = page.frame_locator("iframe[title*=folium]").locator("[data-place]")
        place.first.wait_for()
        at_rest(page)
        page.get_by_role("button", name="Back to the published data").click()
        expect(page.locator(".rm-own")).to_have_count(0)
        expect(place).not_to_have_count(2)  # a new frame
        at_rest(page)
        expect(page.locator(".rm-sentence")).to_contain_text("All 134 statements")
        assert "Only-this-session" not in fresh.output()
        assert "own.csv" not in fresh.output()
        for one in (guest, other):
            assert one.other_hosts() == []
            assert one.errors == []


def test_a_file_that_is_put_right_takes_the_place_of_the_one_before(visit: Visit) -> None:
    page = visit.page
    visit.open("check")
    upload(page, OWN, "first.csv")
    expect(page.get_by_role("heading", name="first.csv")).to_be_visible()
    for name in ("second.csv", "third.csv"):
        upload(page, OWN.replace("Dandnog", "Dandong"), name)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_text("3 rows read, 3 ready")).to_be_visible()
    page.get_by_role("button", name="Remove this file").click()
    expect(page.get_by_text("rows read,")).to_have_count(0)
    upload(page, OWN, "fourth.csv")
    expect(page.get_by_role("heading", name="fourth.csv")).to_be_visible()


def test_on_a_phone_every_problem_is_read_without_moving_sideways(
    browser: Browser, server: Server
) -> None:
    with visitor(browser, server, PHONE) as guest:
        guest.open("check")
        upload(guest.page, OWN)
        suggestion = guest.page.locator(".st-key-own_problems td:last-child").first
        box = suggestion.bounding_box()
        assert box
        assert box["x"] + box["width"] <= PHONE["width"]


def test_a_column_about_persons_is_left_out_and_its_rows_open(visit: Visit) -> None:
    page = visit.page
    visit.open("check")
    upload(page, "place,date,count,measure,source,full name\nTumen,2021,50,held,a,Kim Example\n")
    expect(page.get_by_text("The column “full name” may identify people")).to_be_visible()
    expect(page.get_by_role("button", name="Open 1 ready row on the map")).to_be_visible()
    assert "Kim Example" not in page.content()
    page.get_by_text("Use it anyway").click()
    expect(page.get_by_text("The column “full name” is read, as you decided")).to_be_visible()
    assert "Kim Example" not in page.content()
    page.get_by_role("button", name="Remove this file").click()
    expect(page.get_by_text("rows read,")).to_have_count(0)


def test_what_comes_first_in_dates_is_asked_once_and_answers_can_be_taken_back(
    visit: Visit,
) -> None:
    page = visit.page
    visit.open("check")
    rows = "Tumenn,03/04/2021,50,held,a\nTumenn,05/06/2021,60,held,b\n"
    upload(page, f"place,date,count,measure,source\n{rows}")
    expect(page.get_by_text("2 rows read, 0 ready")).to_be_visible()
    choose(page, "Dates in date such as 03/04/2021 (2 rows): which comes first?", DAY_FIRST)
    choose(page, "“Tumenn” in place (2 rows): did you mean", "Tumen, Jilin")
    expect(page.get_by_text("2 rows read, 2 ready")).to_be_visible()
    choose(page, "“Tumenn” in place is read as", AS_IT_IS)
    expect(page.get_by_text("2 rows read, 0 ready")).to_be_visible()
    choose(page, "“Tumenn” in place (2 rows): did you mean", "Tumen, Jilin")
    expect(page.get_by_text("2 rows read, 2 ready")).to_be_visible()
    choose(page, "Dates in date", AS_IT_IS)
    expect(page.get_by_text("2 rows read, 0 ready")).to_be_visible()


def test_a_file_outlives_decisions_that_come_while_it_is_read_for_one_before(visit: Visit) -> None:
    page = visit.page
    visit.open("check")
    names = ("full name", "passport no", "phone", "email", "home address")
    row = "Tumen,2021,50,held,a,Kim Example,M1234567,010-0000-0000,a@example.org,Example Street 1\n"
    upload(page, f"place,date,count,measure,source,{','.join(names)}\n{row * 3000}")
    expect(page.locator(".stCheckbox input")).to_have_count(len(names))
    at_rest(page)
    page.evaluate(
        """async (boxes) => {
          const pause = () => new Promise((then) => setTimeout(then, 60));
          const box = (number) => document.querySelectorAll(".stCheckbox input")[number];
          for (let i = 0; i < boxes; i += 1) {
            while (!box(i)) await pause();  // it is drawn again
            box(i).click();
            await pause();
          }
        }""",
        len(names),
    )
    for name in names:
        said = f"The column “{name}” is read, as you decided"
        expect(page.get_by_text(said)).to_be_visible()


STRANGE = "Wo,Wann,Wieviele\nTumen,2021-07-14,50\nDandnog,2021-08-02,60\nTumen,2021-09-05,7\n"


DAY_FIRST, AS_IT_IS = "The day comes first", "Leave it as it is"


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option in one of Streamlit's lists."""
    at_rest(page)
    page.get_by_label(label, exact=False).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_whole_visit_columns_are_mapped_questions_decided_and_rows_lie_over_the_map(
    visit: Visit,
) -> None:
    page = visit.page
    visit.open("check")
    upload(page, STRANGE, "list <b>.csv")
    expect(page.get_by_text("3 rows read, 0 ready")).to_be_visible()
    for column, field in (("Wo, e.g.", "place"), ("Wann, e.g.", "date"), ("Wieviele", "count")):
        choose(page, column, field)
    page.get_by_role("button", name="Read the file with these columns").click()
    expect(page.get_by_text("3 rows read, 2 ready")).to_be_visible()
    choose(page, "“Dandnog” in Wo (1 row): did you mean", "Dandong, Liaoning")
    expect(page.get_by_text("3 rows read, 3 ready")).to_be_visible()
    at_rest(page)
    with page.expect_download() as got:
        page.get_by_role("button", name="Download a copy").click()
    copy = parse(Path(got.value.path()).read_bytes())
    assert [row[0] for row in copy] == ["Wo", "Tumen", "Dandong, Liaoning", "Tumen"]

    page.get_by_role("button", name="Show them beside the published data").click()
    frame = page.frame_locator("iframe[title*=folium]")
    expect(frame.locator(".rm-overlay")).to_have_count(2)
    expect(frame.locator(".rm-overlay-legend")).to_have_text("list <b>.csv")
    said = {text or "" for text in map(_label, frame.locator(".rm-overlay").all())}
    assert any("1 to 30 September 2021: 7" in text or "September 2021: 7" in text for text in said)
    assert not any("5 September" in text for text in said)  # few people on one day
    stops = frame.locator('.rm-overlay[tabindex="0"]')
    expect(stops).to_have_count(1)
    stops.focus()
    there = {"Tumen": "ArrowLeft", "Dandong": "ArrowRight"}
    here = next(name for name in there if name in (_label(stops) or ""))
    expect(frame.locator(".rm-tooltip")).to_contain_text(here)
    page.keyboard.press("Enter")
    expect(frame.locator(".rm-tooltip")).to_have_count(0)
    page.keyboard.press(there[here])
    expect(frame.locator(".rm-tooltip")).not_to_contain_text(here)
    expect(stops).to_have_count(1)
    expect(page.locator(".rm-sentence")).to_contain_text("All 134 statements")
    expect(page.locator(".rm-own")).to_contain_text("lies over the map in grey")
    assert "data=own" not in page.url
    with page.expect_download() as got:
        page.get_by_role("button", name="CSV,").click()
    assert len(parse(Path(got.value.path()).read_bytes())) == 135
    page.get_by_role("button", name="Take it off the map").click()
    expect(frame.locator(".rm-overlay")).to_have_count(0)
    turn_to(page, "Your data")
    page.get_by_role("button", name="Remove this file").click()
    expect(page.get_by_text("rows read,")).to_have_count(0)
    # Streamlit requests a download as soon as it is drawn; if another run follows at once, its
    # address is already gone.
    errors = [said for said in visit.errors if not re.search("/media/|Download Button", said)]
    assert (visit.other_hosts(), errors) == ([], [])


def _label(point: Locator) -> str | None:
    return point.get_attribute("aria-label")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "an old Excel file (.xls)"),
        ("list.geojson", b'{"type":"FeatureCollection","features":[]}', "a JSON file"),
        ("list.ods", ODS, "an OpenDocument spreadsheet (.ods)"),
    ],
)
def test_files_of_other_kinds_get_the_sentence_of_the_command_line(
    visit: Visit, name: str, content: bytes, sentence: str
) -> None:
    visit.open("check")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    visit.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(visit.page.locator(".rm-alert")).to_contain_text(sentence)


def like_r046(dataset: Dataset, count: str, source: bool) -> list[str]:
    """A row saying the same as r046, with another count or with a source of its own."""
    report, document = dataset.report["r046"], dataset.source[dataset.report["r046"]["source_id"]]
    named = [document[name] for name in ("publisher", "title", "url")]
    return [
        report["site_ids"].replace(";", "; "),
        f"{report['date_from']:%Y-%m-%d}",
        count,
        report["measure"],
        *(named if source else ("Example <b>Daily</b>", "", "")),
    ]


def test_rows_that_are_published_are_listed_to_a_limit_and_are_all_in_a_file(
    browser: Browser, server: Server, dataset: Dataset
) -> None:
    count = str(dataset.report["r046"]["count_low"])
    rivals = [like_r046(dataset, str(int(count) + more), source=False) for more in range(1, 25)]
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(
        [
            ("site_ids", "date", "count", "measure", "source", "title", "url"),
            like_r046(dataset, count, source=True),
            *rivals,
        ]
    )
    with visitor(browser, server, PHONE) as guest:
        page = guest.page
        guest.open("check")
        upload(page, lines.getvalue())
        expect(page.get_by_text("25 rows read, 25 ready")).to_be_visible()
        compared = page.locator(".st-key-own_alike")
        expect(compared.locator("li")).to_have_count(20)
        expect(compared.locator("li").first).to_contain_text("Row 2 is already here as r046")
        label = dataset.event[dataset.report["r046"]["event_id"]]["label"]
        expect(compared.locator("li").nth(1)).to_contain_text(f"Row 3 looks like “{label}”")
        expect(compared.locator("li").nth(1)).to_contain_text(f"{int(count) + 1} against")
        expect(compared).to_contain_text("5 more rows in the download. Nothing is merged")
        box = compared.bounding_box()
        assert box
        assert box["x"] + box["width"] <= PHONE["width"]
        link = compared.get_by_role("link", name="Open entry r046")
        assert link.get_attribute("target") == "_blank"  # leaving the page would forget the file
        assert (link.get_attribute("href") or "").endswith("?report=r046")
        with page.expect_download() as got:
            page.get_by_role("button", name="Download the comparison").click()
        head, *rows = parse(Path(got.value.path()).read_bytes())
        assert head[:4] == ["row", "kind", "report_id", "event_id"]
        assert [row[0] for row in rows] == [str(number) for number in range(2, 27)]
        assert (guest.other_hosts(), guest.errors) == ([], [])

        # The file on the map is not compared with itself.
        open_rows(page)
        turn_to(page, "Your data")
        expect(compared.locator("li")).to_have_count(20)
        expect(compared.locator("li").first).to_contain_text("already here as r046")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("%PDF-1.7\n", "seems to be"),
        (",".join(f"c{i}" for i in range(10_000)) + "\n", "10,000 columns"),
        ('place,date,count\n"Tumen,2021,5\n' * 3, "quotation mark"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(
    visit: Visit, content: str, sentence: str
) -> None:
    visit.open("check")
    upload(visit.page, content)
    expect(visit.page.locator(".rm-alert")).to_contain_text(sentence)
    expect(visit.page.get_by_role("button", name="on the map")).to_have_count(0)


def hostile_file() -> str:
    """A file with the corpus in every free-text column, and in place names where possible."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(
        ("place", "latitude", "longitude", "date", "count", "measure", "event", "source", "title",
         "summary", "caveat", "attributed_to", "<img src=x onerror=alert(1)>")
    )  # fmt: skip
    for number, text in enumerate(CORPUS):
        place = "Tumen" if ";" in text or len(text) > 80 else text
        at = (f"{41 + number / 10:.2f}", f"{124 + number / 10:.2f}") if place == text else ("", "")
        measure = ("held", "returned", "arrested")[number % 3]
        writer.writerow(
            (place, *at, f"2021-{number % 12 + 1:02}", "at least 50", measure, *[text] * 7)
        )
    return lines.getvalue()


def test_nothing_runs_of_a_hostile_file_on_any_page_or_in_any_file_it_is_exported_to(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    dialogs: list[str] = []

    def heard(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", heard)
    visit.open("check")
    upload(page, hostile_file(), "<img src=x onerror=alert(1)>${alert(1)}.csv")
    expect(page.get_by_text(f"{len(CORPUS)} rows read, {len(CORPUS)} ready")).to_be_visible()
    open_rows(page)
    frame = page.frame_locator("iframe[title*=folium]")
    places = frame.locator(".rm-place")
    drawn = places.count()
    assert drawn > 5
    for number in range(0, drawn, 15):
        places.nth(number).dispatch_event("mouseover")
        places.nth(number).dispatch_event("click")
        at_rest(page)
    expect(page.locator(".rm-ledger")).to_contain_text("at least 50")
    ledger = page.locator(".rm-ledger").inner_text()
    assert any(" ".join(visible(text).split())[:80] in ledger for text in CORPUS)
    for name, form in FORMATS.items():
        label = "CSV," if name == "csv" else form.label
        with page.expect_download() as got:
            page.get_by_role("button", name=label).click()
        got.value.save_as(tmp_path / f"own-{name}{form.suffix}")
        if name == "csv":
            page.get_by_role("button", name="More", exact=True).click()
    for name in ("csv", "hxl"):
        cells = parse((tmp_path / f"own-{name}{FORMATS[name].suffix}").read_bytes())
        assert not [cell for row in cells for cell in row if cell[:1] in [*"=+-@\t\r"]]
    for title in ("Events", "Places", "Your data", "Sources"):
        turn_to(page, title)
        expect(page.locator(".rm-own")).to_be_visible()
    shown = " ".join(page.locator("[data-testid=stMain]").inner_text().split())
    for text in CORPUS:
        assert " ".join(visible(text).split())[:300] in shown
    assert (dialogs, visit.other_hosts(), visit.errors) == ([], [], [])
    page.goto((tmp_path / "own-html.html").as_uri())
    page.locator(".rm-place").first.wait_for()
    for name in ("print", "svg"):
        page.goto((tmp_path / f"own-{name}{FORMATS[name].suffix}").as_uri())
        expect(page.locator(":root")).to_contain_text("own file")
    assert (dialogs, visit.errors) == ([], [])
