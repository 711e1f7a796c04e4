"""Citations: what they name, and that third-party code can read back each form in full."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import LatexNodes2Text
from streamlit.testing.v1 import AppTest

from refoulement.dataset.package import SHIPPED
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.presentation.citation import (
    CITATION_FORMS,
    Work,
    as_bibtex,
    as_ris,
    as_text,
    citation,
    citation_cff,
    cite_dataset,
    cite_report,
    cite_selection,
)
from refoulement.problems import SelectionError
from refoulement.selecting.selection import Selection
from tests.conftest import ROOT, Visit
from tests.copies import copy_package, edit_cells, edit_descriptor
from tests.screen.test_pages import open_page
from tests.test_cli import assert_one_line, call, output
from ui.cite import FORM_NAMES

TUMEN = Selection(date_from=date(2023, 10, 1), sites=("tumen",), search="50% & more_{x}~^#$\\")
HOSTILE = (
    "100% of A & B_C #1 costs $5",
    "open { only",
    "} closed only",
    "a ~ b ^ c \\ d \\textbf{no}",
    "two\nlines\r\nTY  - BOOK\rER  - \u2028AU  - X",
    "<img src=x onerror=alert(1)> ${6*7} @misc{x, y}",
    "yes: [no] - {a: b} # not a comment\t!!python/object:os.system",
    "도문(图們) “quoted” \u202eover",
)


def read_bibtex(text: str) -> list[dict[str, str]]:
    """Every entry's key and fields as a reader sees them, without LaTeX except in the address."""
    library = parse_string(text)
    assert library.failed_blocks == []
    latex = LatexNodes2Text()

    def shown(name: str, value: str) -> str:
        # pylatexenc has no names for these two, and a different letter for the third.
        for command, char in ((r"\textbraceleft{}", r"\{"), (r"\textbraceright{}", r"\}")):
            value = value.replace(command, char)
        return value if name == "url" else latex.latex_to_text(value).replace("ˆ", "^")

    return [
        {"key": entry.key, "kind": entry.entry_type}
        | {field.key: shown(field.key, field.value) for field in entry.fields}
        for entry in library.entries
    ]


def read_ris(text: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = rispy.loads(text)
    return records


def plain(text: str) -> str:
    """A text on one line, without characters that change its direction."""
    return " ".join(text.replace("\u202e", "").split())


# What is cited


def test_the_dataset_is_cited_with_authors_title_version_and_date(dataset: Dataset) -> None:
    assert citation(dataset) == (
        "Refoulement Map contributors. Refoulement Map dataset, version 1.0.0, 2026-11-21."
    )
    (entry,) = read_bibtex(as_bibtex(cite_dataset(dataset)))
    assert entry == {
        "key": "refoulement-map-1.0.0",
        "kind": "misc",
        "author": "Refoulement Map contributors",
        "title": "Refoulement Map dataset",
        "howpublished": "Dataset, version 1.0.0",
        "version": "1.0.0",
        "year": "2026",
        "month": "11",
        "day": "21",
    }
    (record,) = read_ris(as_ris(cite_dataset(dataset)))
    assert record == {
        "type_of_reference": "DATA",
        "id": "refoulement-map-1.0.0",
        "authors": ["Refoulement Map contributors"],
        "title": "Refoulement Map dataset",
        "year": "2026",
        "date": "2026/11/21",
        "edition": "1.0.0",
    }


def test_a_selection_is_cited_with_its_sentence_its_query_string_and_its_reports(
    dataset: Dataset,
) -> None:
    chosen = Selection(date_from=date(2023, 10, 1), sites=("tumen",))
    said = (
        "7 statements selected. Statements naming Tumen, dated 1 October 2023 or later. "
        "(?dates=2023-10-01&dates=..&site=tumen)"
    )
    works = cite_selection(dataset, chosen)
    assert as_text(works) == f"{citation(dataset)[:-1]}. {said}.\n"
    assert read_bibtex(as_bibtex(works))[0]["note"] == said
    assert read_ris(as_ris(works))[0]["notes"] == [said]


def test_selections_have_keys_of_their_own(dataset: Dataset) -> None:
    keys = {
        cite_selection(dataset, selection)[0].key
        for selection in (Selection(), Selection(sites=("tumen",)), Selection(sites=("dandong",)))
    }
    assert len(keys) == 3


def test_a_report_is_cited_by_its_own_source_first_and_then_by_the_dataset(
    dataset: Dataset,
) -> None:
    source, whole = as_text(cite_report(dataset, "r001")).splitlines()
    assert source == (
        "Lina Yoon. China Restarts Forced Returns of Refugees to North Korea, Human Rights Watch, "
        "2021-07-22. https://www.hrw.org/news/2021/07/22/"
        "china-restarts-forced-returns-refugees-north-korea"
    )
    assert whole.startswith(f"{citation(dataset)} Entry r001, a statement by this source: Human")
    for entries in (
        read_bibtex(as_bibtex(cite_report(dataset, "r001"))),
        read_ris(as_ris(cite_report(dataset, "r001"))),
    ):
        assert [entry.get("key") or entry["id"] for entry in entries] == [
            "hrw-2021-07",
            "refoulement-map-1.0.0-r001",
        ]


def test_a_withdrawn_report_is_cited_as_withdrawn(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", status="withdrawn")
    assert "Entry r003 (withdrawn)" in as_text(cite_report(load(package), "r003"))


def test_a_report_that_is_not_there_is_named(dataset: Dataset) -> None:
    with pytest.raises(SelectionError, match="unknown report “r999”"):
        cite_report(dataset, "r999")


def test_no_citation_knows_the_day_on_which_it_is_made(dataset: Dataset) -> None:
    works = (*cite_dataset(dataset), *cite_selection(dataset, TUMEN))
    for form in CITATION_FORMS.values():
        days = set(re.findall(r"\d{4}[-/]\d\d[-/]\d\d", form.write(works)))
        assert days <= {"2026-11-21", "2026/11/21", "2023-10-01"}


# The forms


@pytest.mark.parametrize("text", HOSTILE)
def test_every_form_is_read_back_as_it_was_meant(dataset: Dataset, text: str) -> None:
    sources = dataset.sources.assign(title=text, publisher=text, author="")
    dataset = replace(dataset, sources=sources)
    works = cite_report(dataset, "r001")
    entry, whole = read_bibtex(as_bibtex(works))
    assert (entry["author"], entry["title"], entry["howpublished"]) == (plain(text),) * 3
    assert whole["note"].endswith(plain(text))
    record, noted = read_ris(as_ris(works))
    assert (record["authors"], record["title"]) == ([plain(text)], plain(text))
    assert noted["notes"][0].endswith(plain(text))
    assert as_text(works).count("\n") == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_the_citation_file_holds_any_text_of_the_descriptor(dataset: Dataset, text: str) -> None:
    said = {"title": text, "description": text, "contributors": [{"title": text}]}
    hostile = replace(dataset, descriptor=dataset.descriptor | said)
    read = yaml.safe_load(citation_cff(hostile))
    assert (read["title"], read["abstract"]) == (plain(text), plain(text))
    assert read["authors"] == [{"name": plain(text)}]


def test_a_selections_own_words_come_back_too(dataset: Dataset) -> None:
    (work,) = cite_selection(dataset, TUMEN)
    assert read_bibtex(as_bibtex([work]))[0]["note"] == work.note
    assert read_ris(as_ris([work]))[0]["notes"] == [work.note]
    assert f"(?{TUMEN.query_string()})" in work.note


def test_an_address_stands_in_bibtex_as_it_is() -> None:
    url = "https://example.org/a_b?x=1&y=%20#z~"
    work = Work("key", ("Author",), "Title", "2021-07", url=url)
    assert read_bibtex(as_bibtex([work]))[0]["url"] == url
    braces = Work("key", ("Author",), "Title", "2021", url="https://example.org/{\\")
    assert read_bibtex(as_bibtex([braces]))[0]["url"] == "https://example.org/%7B%5C"


@pytest.mark.parametrize(
    ("published", "bibtex", "ris"),
    [
        ("2021-07-02", {"year": "2021", "month": "7", "day": "2"}, "2021/07/02"),
        ("2021-07", {"year": "2021", "month": "7"}, "2021/07"),
        ("2021", {"year": "2021"}, "2021"),
        ("", {}, None),
    ],
)
def test_a_date_is_given_as_far_as_it_is_known(
    published: str, bibtex: dict[str, str], ris: str | None
) -> None:
    work = Work("key", ("Author",), "Title", published)
    entry = read_bibtex(as_bibtex([work]))[0]
    assert {name: entry[name] for name in ("year", "month", "day") if name in entry} == bibtex
    assert read_ris(as_ris([work]))[0].get("date") == ris


# CITATION.cff


def test_the_citation_file_of_the_repository_is_that_of_the_shipped_dataset() -> None:
    assert (ROOT / "CITATION.cff").read_text(encoding="utf-8") == citation_cff(load(SHIPPED))


def test_the_citation_file_says_what_the_descriptor_says_and_no_more(dataset: Dataset) -> None:
    read = yaml.safe_load(citation_cff(dataset))
    assert read.pop("message")
    assert read == {
        "cff-version": "1.2.0",
        "type": "dataset",
        "title": "Refoulement Map dataset",
        "authors": [{"name": "Refoulement Map contributors"}],
        "version": "1.0.0",
        "date-released": "2026-11-21",
        "license": "CC-BY-4.0",
        "abstract": dataset.descriptor["description"],
    }


def test_another_package_is_cited_by_what_its_descriptor_gives(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")

    def edit(descriptor: dict[str, Any]) -> None:
        for name in ("created", "description", "name", "title"):
            del descriptor[name]
        descriptor |= {
            "homepage": "https://example.org/data",
            "licenses": [{"name": "own", "path": "https://example.org/licence"}],
        }

    edit_descriptor(package, edit)
    dataset = load(package)
    assert citation(dataset) == (
        "Refoulement Map contributors. Dataset, version 1.0.0. https://example.org/data"
    )
    read = yaml.safe_load(citation_cff(dataset))
    assert (read["url"], read["license-url"]) == (
        "https://example.org/data",
        "https://example.org/licence",
    )
    assert not {"license", "date-released", "abstract", "doi"} & set(read)
    assert cite_dataset(dataset)[0].key == "dataset-1.0.0"


# Command line and page


@pytest.mark.parametrize("form", CITATION_FORMS)
def test_the_command_line_cites_dataset_selection_and_report(form: str, dataset: Dataset) -> None:
    chosen = Selection(sites=("tumen",))
    for arguments, works in (
        ((), cite_dataset(dataset)),
        (("--site", "tumen"), cite_selection(dataset, chosen)),
        (("--report", "r001"), cite_report(dataset, "r001")),
    ):
        written = output("cite", *arguments, "--format", form)
        assert written.decode() == CITATION_FORMS[form].write(works)


def test_the_command_line_writes_the_citation_file(dataset: Dataset) -> None:
    assert output("cite", "--format", "cff") == citation_cff(dataset).encode()


@pytest.mark.parametrize(
    ("arguments", "fragments"),
    [
        (["--report", "r999\x1b[2J"], ["unknown report “r999�[2J”"]),
        (["--report", "r001", "--format", "cff"], ["expected no selection"]),
    ],
    ids=lambda value: " ".join(value)[:40],
)
def test_a_citation_that_cannot_be_made_is_one_line(
    arguments: list[str], fragments: list[str]
) -> None:
    assert_one_line(call("cite", *arguments), *fragments)


def shown(app: AppTest) -> list[list[str]]:
    """The citation lines that the page offers, in each form."""
    return [block.value.splitlines() for block in app.code]


def written(works: tuple[Work, ...]) -> list[list[str]]:
    """The expected lines."""
    return [form.write(works).splitlines() for form in CITATION_FORMS.values()]


def pick(app: AppTest, report_id: str) -> None:
    """Select a row of the table, as a click does; none with an empty id."""
    app.session_state["picked"] = report_id
    app.run()


def citing(app: AppTest) -> AppTest:
    """The page with its citations open."""
    app.session_state["cite"] = True
    return app.run()


def test_the_page_offers_the_same_citations(dataset: Dataset) -> None:
    app = citing(open_page(site=["tumen"]))
    assert shown(app) == written(cite_selection(dataset, Selection(sites=("tumen",))))
    app.radio(key="cite what").set_value("Whole dataset").run()
    assert shown(app) == written(cite_dataset(dataset))


def test_a_report_is_offered_where_its_row_is_picked(dataset: Dataset) -> None:
    held = Selection(events=("2021-07-held-tumen",))
    app = citing(open_page(event=["2021-07-held-tumen"]))
    assert "This statement" not in app.radio(key="cite what").options
    pick(app, "r003")
    app.radio(key="cite what").set_value("This statement").run()
    assert shown(app) == written(cite_report(dataset, "r003"))
    pick(app, "")
    assert not app.exception
    assert shown(app) == written(cite_selection(dataset, held))


def test_the_files_that_the_page_gives_are_those_of_the_command_line(visit: Visit) -> None:
    visit.open("?site=tumen")
    visit.page.get_by_role("button", name="Cite").click()
    for form in ("bibtex", "ris"):
        with visit.page.expect_download() as downloading:
            visit.page.get_by_role("button", name=f"Download {FORM_NAMES[form]}").click()
        file = downloading.value
        assert Path(file.path()).read_bytes() == output("cite", "--site", "tumen", "--format", form)
        key, suffix = file.suggested_filename.rsplit(".", 1)
        assert re.fullmatch(r"refoulement-map-1\.0\.0-[0-9a-f]{8}", key)
        assert suffix == {"bibtex": "bib", "ris": "ris"}[form]
