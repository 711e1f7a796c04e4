"""Every page, file and command in a pseudo-language: none of our texts escapes it."""

from __future__ import annotations

import html as html_entities
import io
import json
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner
from google.protobuf.message import Message  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from refoulement import messages
from refoulement.cli import commands
from refoulement.dataset.package import ENVIRONMENT_VARIABLE, canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import ASSETS
from refoulement.drawing.map_data import name_of, packed, words_data
from refoulement.export.formats import ANSWERS, FORMATS
from refoulement.export.paper import export_print
from refoulement.export.picture import export_svg
from refoulement.intake.headings import aliases
from refoulement.loading.load import load
from refoulement.loading.reloading import look
from refoulement.presentation.citation import as_text, cite_report, cite_selection
from refoulement.presentation.html import render
from refoulement.presentation.sentences import for_map, for_scripts
from refoulement.problems import DatasetError
from refoulement.selecting.selection import Selection
from tests.conftest import ROOT
from tests.copies import (
    FREE_TEXT,
    FROZEN,
    copy_package,
    edit_cells,
    edit_descriptor,
    edit_rows,
    read_rows,
)
from tests.pseudo import PSEUDO, Pseudo, outside
from tests.screen.test_pages import PAGES, open_page

BASEMAP = json.loads((ASSETS / "map" / "basemap.json").read_text(encoding="utf-8"))

#: Our own names, which stay the same in every language.
NAMES = (
    "Refoulement Map",
    *("GeoNames", "Natural Earth", "CC BY 4.0", "MIT", " km "),
    *(label["properties"]["name"] for label in BASEMAP["labels"]["features"]),
    *(label["properties"]["name"].upper() for label in BASEMAP["labels"]["features"]),
    # Data: names of columns, values and files, row ids, addresses, texts for programs.
    *("China", "report_id", "count_low", "count_high", "count_wording"),
)
#: Data words that may occur in texts: ids and closed values, addresses, years, versions.
DATA = re.compile(
    r"https?://\S+|\?[a-z_]+=\S+|\b[\w.-]+@[\w.-]+\b|\b(?:r|v)\d+\b|\b\d{4}-Q\d(?:\.\.Q\d)?\b"
    r"|/api/[\w.]+|\b[\w-]+\.(?:csv|md|json|cff|geojson|sha256)\b|\bSHA256SUMS\b|\bdata/"
)
OPEN_LIST = ("other_places", "others")  # a value of the data that readers get in translation
LATIN = re.compile(r"[A-Za-z]{2,}")

#: Documents, which are written in English and translated as a whole, if at all.
DOCUMENTS = tuple(
    " ".join(path.read_text(encoding="utf-8").split())
    for path in (ROOT / "docs" / "method.md", ROOT / "data" / "README.md", FROZEN / "CHANGELOG.md")
)
#: Names of fields, file headings or tools, which are the same in every language.
TERMS = {
    *(f"{resource['path']}: {resource['title']}" for resource in canonical_resources()),
    *(resource["description"] for resource in canonical_resources()),
    *(name.replace("_", " ") for name in aliases()),
    *(", ".join(names["english"]) for names in aliases().values()),
    "**curl**",
    "**R**",
}

SELECTIONS = (
    Selection(),
    Selection(sites=("tumen",), measures=("returned",)),
    Selection(search="2"),
)


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(messages.CATALOGUES, PSEUDO, Pseudo())
    monkeypatch.setattr(messages, "_language", ContextVar("language", default=PSEUDO))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package whose own texts have no Latin letters, so that any are ours."""
    directory = copy_package(tmp_path_factory.mktemp("pseudo") / "package")

    def without_letters(columns: tuple[str, ...]) -> Callable[[list[list[str]]], list[list[str]]]:
        def edit(rows: list[list[str]]) -> list[list[str]]:
            places = [rows[0].index(column) for column in columns]
            for row in rows[1:]:
                for place in places:
                    if row[place] != "China" and (rows[0][place], row[place]) != OPEN_LIST:
                        row[place] = re.sub("[A-Za-z]", "字", row[place])
            return rows

        return edit

    for table, columns in FREE_TEXT.items():
        edit_rows(directory, table, without_letters(columns))
    edit_descriptor(
        directory,
        lambda d: d.update(
            title="字", contributors=[{"title": "字"}], licenses=[{"name": "字", "title": "字"}]
        ),
    )
    return directory


@pytest.fixture(scope="module")
def dataset(package: Path) -> Dataset:
    return load(package)


@pytest.fixture
def known(package: Path) -> re.Pattern[str]:
    """The ids of rows, which are data wherever they occur."""
    ids = {
        row[0]
        for table in ("reports", "events", "sources", "sites", "context")
        for row in read_rows(package, table)[1:]
    }
    return re.compile("|".join(sorted(map(re.escape, ids), key=len, reverse=True)))


def escaped_from_it(text: str, known: re.Pattern[str]) -> list[str]:
    """Our words in a text that are outside the brackets."""
    if " ".join(text.split()) in DOCUMENTS or text in TERMS:
        return []
    rest = " ".join(outside(text).split()) + " "
    for name in NAMES:
        rest = rest.replace(name, " ")
    return LATIN.findall(known.sub(" ", DATA.sub(" ", rest)))


def texts_of_markup(markup: str) -> Iterator[str]:
    """What HTML or SVG shows and says: its text, and the attributes that hold words."""
    markup = re.sub(r"(<(style|script)\b[^>]*>).*?(</\2>)", r"\1\3", str(markup), flags=re.DOTALL)
    for attribute in re.findall(
        r'(?:aria-label|title|alt|data-(?:head|blocked|rest|table|file))="([^"]*)"', markup
    ):
        yield html_entities.unescape(attribute)
    yield html_entities.unescape(
        re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:b|i|span|a|code)\b[^>]*>", "", markup))
    )


def cells_and_texts(markup: str) -> Iterator[str]:
    """What HTML shows, with each table cell separate."""
    cells = re.compile("<td[^>]*>(.*?)</td>", re.DOTALL)
    for cell in cells.findall(markup):
        yield from texts_of_markup(cell)
    yield from texts_of_markup(cells.sub(" ", markup))


#: Fields of Streamlit's messages that readers never see, or that hold data or code.
UNSEEN = {
    *("id", "form_id", "key", "icon", "url", "src", "page", "page_script_hash", "element_id"),
    *("type", "mime_type", "query_string", "display", "language", "format", "active_script_hash"),
    *("json_args", "special_args", "component_name", "deferred_file_id", "user_key", "data_type"),
    *("body_html", "css_class", "script_name", "command", "group", "anchor", "icon_position"),
    *("selection_mode", "width", "height", "min", "max", "start", "end", "arrow_data", "styler"),
}


def seen(message: Message) -> Iterator[tuple[str, str]]:
    """Every text in one of Streamlit's messages, with the name of its field."""
    for field, value in message.ListFields():
        if field.name in UNSEEN:
            continue
        repeated = (
            list(value) if not isinstance(value, (str, bytes, int, float, Message)) else [value]
        )
        for one in repeated:
            if isinstance(one, Message):
                yield from seen(one)
            elif isinstance(one, str):
                yield field.name, one


def shown(app: AppTest) -> Iterator[str]:
    """Every text that a page shows."""

    def walk(block: Any) -> Iterator[Any]:
        for child in getattr(block, "children", {}).values():
            yield child
            yield from walk(child)

    for element in walk(app._tree):
        proto = getattr(element, "proto", None)
        if not isinstance(proto, Message):
            continue
        for name, text in seen(proto):
            if element.type == "html" and "rm-changelog" in text:
                continue  # a document
            if element.type == "html":
                yield from cells_and_texts(text)
            elif name in ("spec", "columns"):
                yield from texts_of_json(json.loads(text))
            elif element.type != "code":
                yield text


#: Keys of charts and tables with words for readers.
WORDS = {"title", "label", "help", "said", "figure", "evidence", "dates", "status", "note"}
WORDS |= {"labelExpr", "display_text", "alt"}


def texts_of_json(value: Any, key: str = "") -> Iterator[str]:
    """The words in a chart's specification or a table's columns."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_of_json(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of_json(inner, key)
    elif isinstance(value, str) and key in WORDS:
        if key == "labelExpr":
            (value,) = re.findall(r'"(?:[^"\\]|\\.)*"', value)
            value = json.loads(value)
        yield value


@pytest.mark.parametrize("page", [*PAGES, "pages/check.py"])
@pytest.mark.parametrize("address", [{}, {"place": "tumen"}, {"search": "2"}, {"dates": "no"}])
def test_no_text_of_ours_escapes_a_page(
    page: str,
    address: dict[str, str],
    package: Path,
    known: re.Pattern[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    app = open_page(page, **address)
    assert not app.exception
    texts = [*shown(app)]
    assert sum("⟦" in text for text in texts) > 5
    found = [(escaped_from_it(text, known), text[:300]) for text in texts]
    assert [one for one in found if one[0]] == []


def test_what_is_wrong_with_a_package_is_said_in_the_language_of_who_reads_it(
    tmp_path: Path, known: re.Pattern[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r001", measure="字")
    edit_cells(package, "reports", "r002", count_low="字")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    with messages.speaking(messages.ENGLISH), pytest.raises(DatasetError):
        look()  # as for an earlier visitor with another language
    app = open_page("pages/map.py")
    (problems,) = app.dataframe
    for said in [*shown(app), *problems.value.columns, *problems.value.iloc[:, -1]]:
        rest = outside(re.sub("one of ⟦.*?⟧", "", said))
        assert not LATIN.findall(rest), said
    assert all(said.startswith("⟦expected") for said in problems.value.iloc[:, -1])


@pytest.mark.parametrize("selection", SELECTIONS, ids=["all", "some", "search"])
def test_no_text_of_ours_escapes_a_file(
    selection: Selection, dataset: Dataset, known: re.Pattern[str]
) -> None:
    texts = [
        *texts_of_markup(export_print(dataset, selection).decode()),
        *texts_of_markup(FORMATS["html"].write(dataset, selection).decode()),
        *texts_of_markup(export_svg(dataset, selection).decode()),
        as_text(cite_selection(dataset, selection)),
        as_text(cite_report(dataset, "r001")),
    ]
    pack = ZipFile(io.BytesIO(FORMATS["pack"].write(dataset, selection)))
    (about,) = (name for name in pack.namelist() if name.endswith("SELECTION.txt"))
    texts.append(pack.read(about).decode())
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(dataset, selection)))
    texts += [str(cell.value) for row in book["about"].iter_rows() for cell in row]
    assert [(text[:200], *found) for text in texts if (found := escaped_from_it(text, known))] == []


def test_files_for_programs_are_the_same_in_every_language(dataset: Dataset) -> None:
    for form in (*(FORMATS[name] for name in ("csv", "geojson", "json", "hxl")), *ANSWERS.values()):
        if form.suffix in (".csv", ".geojson", ".json", ".hxl.csv", ".summary.json", ".sites.json"):
            with messages.speaking(messages.ENGLISH):
                english = form.write(dataset, SELECTIONS[1])
            assert form.write(dataset, SELECTIONS[1]) == english, form.suffix


def test_no_text_of_ours_escapes_what_the_scripts_are_sent(dataset: Dataset) -> None:
    sent = for_scripts()
    for part in (for_map(), sent["figures"], sent["said"]):
        assert all(text.startswith("⟦") for text in part.values())
    assert all(month.startswith("⟦") for month in sent["months"])
    for part in (sent["counts"], sent["leftOut"]):
        assert {len(forms) for forms in part.values()} == {1}
        assert all(forms[0].startswith("⟦") for forms in part.values())
    assert set(sent["plurals"]) == {"0"}
    words = words_data(dataset)["words"]
    for name in ("measures", "short", "roles"):
        assert all(text.startswith("⟦") for text in words[name].values())


@pytest.mark.parametrize(
    "arguments",
    [["summary"], ["summary", "--search", "2"], ["summary", "--site", "x"]],
)
def test_no_text_of_ours_escapes_a_command(
    arguments: list[str], package: Path, known: re.Pattern[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    done = CliRunner().invoke(commands, arguments)
    told = done.output or str(done.exception)
    assert "⟦" in told
    assert escaped_from_it(told, known) == []


def test_the_page_that_has_no_scripts_speaks_it_too() -> None:
    for template in ("no_script.html", "blocked.html"):
        for text in texts_of_markup(render(template, address="x")):
            assert LATIN.findall(outside(text)) == []


def test_a_memory_of_text_does_not_speak_the_language_of_who_asked_first(dataset: Dataset) -> None:
    pseudo = packed(dataset), name_of(dataset)
    with messages.speaking(messages.ENGLISH):
        english = packed(dataset), name_of(dataset)
    assert pseudo[0] != english[0]
    assert pseudo[1] != english[1]
    assert (packed(dataset), name_of(dataset)) == pseudo
