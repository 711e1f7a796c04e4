"""The map as a picture and the ledger on paper: complete, legible, and the same as on the page."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, cycle
from pathlib import Path

import pytest
import resvg_py
from PIL import Image, ImageFont
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from refoulement.counting.places import place_measures
from refoulement.counting.rivals import event_rivals
from refoulement.dataset.tables import Dataset
from refoulement.drawing.legend import HALF, do_not_add, measures, signs
from refoulement.drawing.placement import DOT, Box
from refoulement.drawing.still_map import border_map, places_drawn
from refoulement.drawing.symbols import path
from refoulement.drawing.typeset import FONT_FILES, Face, has_letter, width, wrap
from refoulement.export.paper import export_print
from refoulement.export.picture import PNG_ZOOM, SCALE, export_png, export_svg
from refoulement.loading.load import load
from refoulement.presentation.citation import citation
from refoulement.presentation.summary import selection_text, summary, warning
from refoulement.selecting.selection import Selection, choices
from refoulement.vocabulary import MEASURES, STYLES
from tests.conftest import PATIENCE, Visit
from tests.copies import FREE_TEXT, FROZEN, copy_package, edit_cells, fill_columns

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text></style><script>window.broken=1</script><img src=x onerror="window.broken=1">'
EVERYTHING = Selection()
KNOWN = choices(load(FROZEN))
SELECTIONS = {
    "everything": EVERYTHING,
    "one place": Selection(sites=("tumen",)),
    "far places": Selection(sites=("kunming", "nanning", "pingxiang")),
    "no place": Selection(search="Vietnam"),
    "nothing": Selection(date_to=date(1990, 12, 31)),
    "2023": Selection(date(2023, 1, 1), date(2023, 12, 31)),
    "every filter": Selection(
        measures=KNOWN["measures"],
        sites=KNOWN["sites"],
        publishers=KNOWN["publishers"],
        events=KNOWN["events"],
        undated=True,
    ),
    "long words": Selection(search="w" * 200),
    "hostile": Selection(search=HOSTILE),
    "hangul": Selection(search="탈북민 图们 " + "강제북송" * 40),
}
every_selection = pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS)


@dataclass(frozen=True)
class Text:
    """A text in a picture, with the box that its letters fill by the font's own metrics."""

    said: str
    box: Box
    stated: float  # its declared width


def offsets(
    node: ET.Element, x: float = 0, y: float = 0
) -> Iterator[tuple[ET.Element, float, float]]:
    """Every element with its accumulated offset."""
    moved = re.match(r"translate\((\S+) (\S+)\)", node.get("transform", ""))
    if moved:
        x, y = x + float(moved.group(1)), y + float(moved.group(2))
    yield node, x, y
    for child in node:
        yield from offsets(child, x, y)


def picture(dataset: Dataset, selection: Selection) -> ET.Element:
    return ET.fromstring(export_svg(dataset, selection))


def texts(root: ET.Element) -> list[Text]:
    found = []
    for node, x, y in offsets(root):
        if node.tag != f"{SVG}text":
            continue
        size, said = float(node.get("font-size", "")), node.text or ""
        face: Face = "semibold" if node.get("font-weight") else "regular"
        face = "italic" if node.get("font-style") else face
        font = ImageFont.truetype(FONT_FILES[face], 1000)
        long = sum(font.getlength(c) if has_letter(c, face) else 1000 for c in said) * size / 1000
        left, base = x + float(node.get("x", "")), y + float(node.get("y", ""))
        top, bottom = base - 0.7 * size, base + 0.2 * size
        box = Box(left + long / 2, (top + bottom) / 2, long, bottom - top)
        found.append(Text(said, box, float(node.get("textLength", ""))))
    return found


def said(root: ET.Element) -> str:
    """All text of a picture, lines joined."""
    return " ".join(text.said.strip() for text in texts(root))


def frame(root: ET.Element) -> Box:
    wide, high = map(float, root.get("viewBox", "").split()[2:])
    return Box(wide / 2, high / 2, wide, high)


def symbols(root: ET.Element) -> dict[str, list[tuple[int, Box]]]:
    """Each place's symbols, without dots: the number of corners, and the box that they fill."""
    places: dict[str, list[tuple[int, Box]]] = {}
    for node, x, y in offsets(root):
        if node.get("data-place") and node.get("data-dot") is None:
            drawn = [child for child in node if child.get("fill")]
            places[node.get("data-place", "")] = [outline(p.get("d", ""), x, y) for p in drawn]
    return places


def dots(root: ET.Element) -> dict[str, Box]:
    """The dots of places without room for their symbols."""
    return {
        node.get("data-place", ""): outline(node[0].get("d", ""), x, y)[1]
        for node, x, y in offsets(root)
        if node.get("data-dot") is not None
    }


def outline(d: str, x: float = 0, y: float = 0) -> tuple[int, Box]:
    """A path's number of corners (none for a disc), and its box."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", d)]
    if "a" in d:
        radius = numbers[2]
        box = Box(x + numbers[0] + radius, y + numbers[1], 2 * radius, 2 * radius)
        return 0, box
    xs, ys = numbers[::2], numbers[1::2]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    box = Box(x + (max(xs) + min(xs)) / 2, y + (max(ys) + min(ys)) / 2, wide, high)
    return len(xs), box


@every_selection
def test_a_picture_is_well_formed_and_refers_to_nothing_else(
    dataset: Dataset, selection: Selection
) -> None:
    for node in picture(dataset, selection).iter():
        assert node.tag in {
            SVG + tag for tag in ("svg", "title", "rect", "g", "path", "circle", "text")
        }
        for name, value in node.attrib.items():
            assert "href" not in name
            assert not name.startswith("on")
            assert "url(" not in value


@every_selection
def test_nothing_is_cut_off_and_no_text_covers_another(
    dataset: Dataset, selection: Selection
) -> None:
    root = picture(dataset, selection)
    found = texts(root)
    whole = frame(root).grown(-10)
    for text in found:
        assert whole.holds(text.box), text.said
        assert text.stated == pytest.approx(text.box.width, rel=0.02, abs=0.3), text.said
    for one, other in combinations(found, 2):
        assert not one.box.grown(-0.3).overlaps(other.box.grown(-0.3)), (one.said, other.said)


@every_selection
def test_a_picture_has_the_same_symbols_as_the_page(dataset: Dataset, selection: Selection) -> None:
    matching = selection.reports(dataset)
    places = places_drawn(dataset, place_measures(dataset, matching))
    expected = {
        place.id: [
            outline(path(STYLES[symbol.measure].shape, size))
            for symbol in place.symbols
            for size in (symbol.ring, symbol.core)
            if size
        ]
        for place in places
    }
    root = picture(dataset, selection)
    drawn, without_room = symbols(root), dots(root)
    assert drawn.keys() | without_room.keys() == expected.keys()
    assert drawn.keys().isdisjoint(without_room)
    assert all(box.width == DOT for box in without_room.values())
    for place, paths in drawn.items():
        assert [corners for corners, _ in paths] == [corners for corners, _ in expected[place]]
        for (_, box), (_, wanted) in zip(paths, expected[place], strict=True):
            size = pytest.approx((wanted.width, wanted.height), abs=0.25)
            assert (box.width, box.height) == size, place


def test_symbols_cover_neither_each_other_nor_any_text(dataset: Dataset) -> None:
    root = picture(dataset, EVERYTHING)
    boxes = {place: [box for _, box in paths] for place, paths in symbols(root).items()}
    for one, other in combinations(boxes, 2):
        for first in boxes[one]:
            assert not any(first.grown(-0.5).overlaps(second) for second in boxes[other])
    for text in texts(root):
        for place, of_place in boxes.items():
            covers = any(text.box.grown(-0.5).overlaps(box) for box in of_place)
            assert not covers, (text.said, place)


def test_no_text_covers_a_drawing_of_the_legend(dataset: Dataset) -> None:
    root = picture(dataset, EVERYTHING)
    legend = [
        (x, y)
        for node, x, y in offsets(root)
        if node.get("transform") and node.find(f"{SVG}text") is None
    ]
    assert len(legend) == len([*measures(), *signs(dataset, is_still=True)])
    for x, y in legend:
        drawing = Box(x, y, 2 * HALF, 2 * HALF - 6)
        assert not any(text.box.overlaps(drawing) for text in texts(root))


def test_each_place_has_its_name_and_figures_beside_it(dataset: Dataset) -> None:
    words = said(picture(dataset, EVERYTHING))
    matching = EVERYTHING.reports(dataset)
    for measure in place_measures(dataset, matching):
        assert dataset.site_name(measure.site_id) in words
        if measure.alone.high is not None:
            assert str(measure.alone) in words


def test_what_has_no_room_on_a_map_is_said_in_words(dataset: Dataset) -> None:
    small = border_map(dataset, EVERYTHING.reports(dataset), 150, 120)
    assert "Tumen 325 2021 ≤ 500 2002" in small.unlabelled
    root = ET.fromstring(f'<svg xmlns="{SVG[1:-1]}">{small.svg}</svg>')
    for name in ("Tumen", "Dandong", "Changchun", "Hunchun"):
        assert name in said(root) + " ".join(small.unlabelled)


def test_far_places_leave_the_border_region_at_its_scale(dataset: Dataset) -> None:
    alone = symbols(picture(dataset, Selection(sites=("linjiang",))))
    root = picture(dataset, EVERYTHING)
    everything = symbols(root)
    assert alone["linjiang"][0][1].x == pytest.approx(everything["linjiang"][0][1].x, abs=1)
    far = ("kunming", "nanning", "pingxiang", "qingdao", "beijing", "qinhuangdao")
    right_of_the_map = max(
        box.x for place, of_place in everything.items() if place not in far for _, box in of_place
    )
    middles = {place: of_place[0][1] for place, of_place in everything.items()} | dots(root)
    for place in far:
        assert middles[place].x > right_of_the_map, place


@pytest.mark.parametrize("name", ["everything", "2023", "nothing"])
def test_a_picture_stands_alone(dataset: Dataset, name: str) -> None:
    selection = SELECTIONS[name]
    words = said(picture(dataset, selection))
    for measure, figure in summary(dataset, selection).items():
        assert f"{MEASURES[measure]} {figure.words}" in words
    for needed in (
        selection_text(dataset, selection),
        warning(),
        do_not_add(),
        citation(dataset),
        selection.query_string(),
        "Natural Earth",
        "GeoNames",
        *(entry.text for entry in (*measures(), *signs(dataset, is_still=True))),
    ):
        assert needed in words
    unplaced = sum(not report.sites for report in selection.reports(dataset))
    assert bool(re.search(rf"\b{unplaced} statements? names? no town", words)) == (unplaced > 0)
    assert ("Nothing matches" in words) == (name == "nothing")


def test_hostile_words_stay_text(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    bad = [
        HOSTILE,
        "${x} `y` \\u0041 {{z}}",
        "&lt; ]]> <!--",
        "\ufffe\u202etext\u0007",
        "탈북민 图们",
    ]
    for table, columns in FREE_TEXT.items():
        fill_columns(package, table, columns, cycle(bad))
    dataset = load(package)
    root = picture(dataset, EVERYTHING)
    assert {node.tag for node in root.iter()}.isdisjoint({SVG + "script", SVG + "img", "script"})
    joined = "".join(text.said for text in texts(root)).replace(" ", "")
    assert HOSTILE.replace(" ", "") in joined


def test_every_letter_that_we_print_is_in_the_font(dataset: Dataset) -> None:
    words = said(picture(dataset, EVERYTHING)) + "≤–“”·+’…▸"
    assert {char for char in words if not has_letter(char)} == {"▸"}  # drawn by CSS, only on paper
    assert not has_letter("탈")


def test_lines_are_no_wider_than_their_room_and_lose_nothing() -> None:
    for text in ("a few words and no more", "w" * 300, "탈북민" * 50, "x " * 90, ""):
        lines = wrap(text, 100, 13)
        assert all(width(line, 13) <= 100 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_small_symbols_lie_above_large_ones(dataset: Dataset) -> None:
    """In drawing order, by the largest shape of each place."""
    drawn = symbols(ET.fromstring(export_svg(dataset, EVERYTHING)))
    heights = [max(box.height for _, box in of_place) for of_place in drawn.values()]
    assert min(heights[:5]) > max(heights[-5:])


# PNG


def test_a_png_shows_each_symbol_in_its_colour_where_the_svg_has_it(dataset: Dataset) -> None:
    selection = SELECTIONS["2023"]
    root = picture(dataset, selection)
    image = Image.open(io.BytesIO(export_png(dataset, selection))).convert("RGB")
    assert image.size == tuple(PNG_ZOOM * int(root.get(side, "")) for side in ("width", "height"))
    checked = set()
    for node, x, y in offsets(root):
        fill = node.get("fill", "")
        if node.get("data-place") is None:
            continue
        for child in node:
            fill = child.get("fill", "")
            if child.get("fill-opacity") != "0.9":
                continue
            box = outline(child.get("d", ""), x, y)[1]
            # Off the middle, where another place's dot may be.
            zoom = SCALE * PNG_ZOOM
            at = (round((box.x - box.width / 4) * zoom), round(box.y * zoom))
            pixel = image.getpixel(at)
            assert isinstance(pixel, tuple)
            wanted = [int(fill[i : i + 2], 16) for i in (1, 3, 5)]
            assert all(abs(a - b) < 45 for a, b in zip(pixel, wanted, strict=True)), node.attrib
            checked.add(fill)
    assert checked == {STYLES["held"].colour, STYLES["returned"].colour}


@pytest.mark.parametrize("machine_has_fonts", [True, False])
def test_letters_that_our_font_lacks_are_never_blank(
    dataset: Dataset, machine_has_fonts: bool
) -> None:
    selection = Selection(search="탈북민" * 8)
    png = export_png(dataset, selection)
    if not machine_has_fonts:
        png = resvg_py.svg_to_bytes(
            svg_string=export_svg(dataset, selection).decode(),
            font_files=list(FONT_FILES.values()),
            skip_system_fonts=True,
            zoom=PNG_ZOOM,
        )
    dark = Image.open(io.BytesIO(png)).convert("L").point(lambda value: 255 * (value < 150))
    (hangul,) = [text for text in texts(picture(dataset, selection)) if "탈북민" in text.said]
    zoom = SCALE * PNG_ZOOM
    for letter in range(len(hangul.said)):
        wide = hangul.box.width / len(hangul.said)
        left = hangul.box.x - hangul.box.width / 2 + letter * wide
        top = hangul.box.y - hangul.box.height / 2
        ink = dark.crop(
            (int(left * zoom), int(top * zoom), int((left + wide) * zoom), int((top + 16) * zoom))
        )
        assert ink.getbbox()


# Paper


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Page]:
    """A page that opens files, and records its requests and errors."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def printed(page: Page, content: bytes, folder: Path) -> tuple[PdfReader, list[str]]:
    """The document as printed by Chromium, with all its requests and errors."""
    file = folder / "sheet.html"
    file.write_bytes(content)
    heard: list[str] = []
    page.on("request", lambda asked: heard.append(asked.url))
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(file.as_uri(), timeout=PATIENCE * 1000)
    return PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))), [
        what for what in heard if what not in (file.as_uri(), "data:,")
    ]


@pytest.mark.parametrize(
    ("name", "pages"), [("everything", (20, 40)), ("2023", (6, 14)), ("nothing", (1, 3))]
)
def test_paper_has_every_report_and_asks_nobody(
    dataset: Dataset, paper: Page, tmp_path: Path, name: str, pages: tuple[int, int]
) -> None:
    selection = SELECTIONS[name]
    pdf, heard = printed(paper, export_print(dataset, selection), tmp_path)
    assert heard == []
    assert pages[0] <= len(pdf.pages) <= pages[1]
    assert float(pdf.pages[0].mediabox.width) == pytest.approx(595, abs=1)
    said_by_page = [page.extract_text() for page in pdf.pages]
    joined = re.sub(r"\s", "", "".join(said_by_page))
    reports = selection.reports(dataset)
    for report in reports:
        assert f"{report.report_id})" in joined
        url = dataset.source[report.source_id]["url"]
        assert not (url and url.isascii()) or f"<{url}>" in joined, report.report_id
    assert joined.count("<http") == sum(
        dataset.source[report.source_id]["url"].startswith("http") for report in reports
    )
    for number, words in enumerate(said_by_page, 1):
        assert f"{number} / {len(pdf.pages)}" in words


def test_on_paper_nothing_is_wider_than_the_page(
    dataset: Dataset, paper: Page, tmp_path: Path
) -> None:
    printed(paper, export_print(dataset, SELECTIONS["every filter"]), tmp_path)
    paper.emulate_media(media="print")
    paper.set_viewport_size({"width": 680, "height": 960})  # 180 mm
    wider = paper.evaluate(
        """() => [...document.body.querySelectorAll(':not(svg *)')]
          .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
          .map((node) => node.className)"""
    )
    assert wider == []


def test_paper_lists_events_from_the_newest_with_rivals_and_parts_together(
    dataset: Dataset,
) -> None:
    content = export_print(dataset, SELECTIONS["2023"]).decode()
    events = event_rivals(dataset, SELECTIONS["2023"].reports(dataset))
    ids = [re.escape(event.event_id) for event in events]
    assert re.search(".*".join(f"event {name}<" for name in ids), content, re.DOTALL)
    mass = content.split("event 2023-10-09-mass-return<")[1].split("</section></section>")[0]
    assert "Part: Through Dandong, 9 October 2023 (60–300)" in mass
    for report in dataset.records:
        graph = dataset.event_graph
        if graph.root(report.event_id) == "2023-10-09-mass-return":
            assert f"; {report.report_id})" in mass


def test_paper_says_why_a_report_of_a_selected_place_is_in_no_figure(dataset: Dataset) -> None:
    content = export_print(dataset, Selection(sites=("hunchun",))).decode()
    assert "Not counted: one figure for several places" in content
    assert (
        "Not counted: one figure for several places"
        not in export_print(dataset, EVERYTHING).decode()
    )


def test_hostile_cells_do_nothing_on_paper(paper: Page, tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    for table, columns in FREE_TEXT.items():
        fill_columns(package, table, columns, [HOSTILE])
    edit_cells(package, "reports", "r905", count_low="14", count_high="14")  # no report repeats it
    _, heard = printed(paper, export_print(load(package), EVERYTHING), tmp_path)
    assert heard == []
    assert paper.evaluate("() => window.broken") is None
    assert paper.locator("script, img, iframe").count() == 0
    assert HOSTILE in paper.locator("h3").first.inner_text()


def test_the_page_itself_prints_what_is_said_without_what_one_presses(visit: Visit) -> None:
    visit.open("?dates=2023-01-01&dates=2023-12-31")
    page = visit.page
    page.get_by_role("combobox", name="What is reported for…").click()
    page.get_by_role("option", name="Dandong · 단둥 · 丹东").click()
    page.locator(".rm-report").first.wait_for()
    page.emulate_media(media="print")
    for gone in ("stSidebar", "stSlider", "stPopover"):
        expect(page.get_by_test_id(gone).first).to_be_hidden()
    expect(page.locator(".rm-sentence")).to_be_visible()
    expect(page.locator(".rm-figure").first).to_be_visible()
    expect(page.locator(".rm-statements [data-pick]").last).to_be_visible()
    all_rows = f"{visit.server.url}/api/reports.print.html?dates=2023-01-01&dates=2023-12-31"
    expect(page.locator(".rm-on-paper")).to_contain_text(all_rows)
    cut = "(node) => node.scrollHeight - node.clientHeight"
    assert page.locator(".st-key-panel").evaluate(cut) <= 1
