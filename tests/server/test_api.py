"""The API on a real server: the same bytes as page and command line, strictness, HTTP."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from playwright.sync_api import expect

from refoulement import __version__
from refoulement.counting.places import place_measures
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv, file_name
from refoulement.export.formats import ABOUT, ANSWERS, FORMATS
from refoulement.export.sentence import sentence
from refoulement.loading.load import load
from refoulement.presentation.summary import selection_text
from refoulement.selecting.address import PAGE_PARAMETERS, PARAMETERS
from refoulement.selecting.selection import CHOICE_PARAMETERS, Selection, choices
from refoulement.vocabulary import COUNTED_MEASURES
from server.api import MOST_PARAMETERS
from server.limits import LONGEST_QUERY
from tests.conftest import Server, Visit, get
from tests.copies import FROZEN
from tests.test_cli import output

DATASET = load(FROZEN)


def generated_selection(seed: int) -> Selection:
    """A selection by one or two filters, with values that occur together in some report."""
    chance = random.Random(seed)
    report = chance.choice(DATASET.records)
    source = DATASET.source[report.source_id]
    fields: dict[str, Any] = {
        "measures": (report.measure,),
        "sites": report.sites,
        "publishers": (source["publisher"],),
        "roles": (report.place_role,),
        "events": (report.event_id,),
        "languages": (source["language"],),
        "search": DATASET.event[report.event_id]["label"].split()[-1].lower(),
    }
    known = choices(DATASET)
    chosen = {name: fields[name] for name in chance.sample(list(fields), chance.randint(1, 2))}
    for name in chosen:
        if name in known and chance.random() < 0.5:
            chosen[name] = (*chosen[name], chance.choice(known[name]))
    if chance.random() < 0.5 and report.date_from:
        chosen["date_from"] = report.date_from
    if chance.random() < 0.5 and report.date_to:
        chosen["date_to"] = report.date_to
    return Selection(**chosen, undated=chance.random() < 0.5)


#: Drawing a picture takes seconds. Its source (svg) is compared for all selections.
SLOW, FEW, SEVERAL = ("png",), 2, 8
SELECTIONS = [generated_selection(seed) for seed in range(20)]


def flags(selection: Selection) -> list[str]:
    """A selection as command-line options."""
    days = {"--from": selection.date_from, "--to": selection.date_to}
    said = [text for flag, day in days.items() if day for text in (flag, day.isoformat())]
    for parameter, value in selection.query():
        if parameter == "undated":
            said.append("--undated")
        elif parameter != "dates":
            said += [f"--{parameter.replace('_', '-')}", value]
    return said


def asked(server: Server, path: str) -> tuple[int, dict[str, Any]]:
    """Status and JSON of a response."""
    status, headers, body = get(server, path)
    assert headers["content-type"] == "application/json"
    assert b"Traceback" not in body
    found: dict[str, Any] = json.loads(body)
    return status, found


def csv_of(dataset: Dataset, query: str, server: Server) -> bytes:
    return get(server, f"/api/reports.csv?{query}")[2]


# What it gives


def test_the_generated_selections_differ_and_hold_reports() -> None:
    assert len({selection.query_string() for selection in SELECTIONS}) == 20
    assert sum(bool(selection.reports(DATASET)) for selection in SELECTIONS) >= 15


@pytest.mark.parametrize("name", FORMATS)
def test_api_download_and_command_line_give_the_same_bytes(name: str, server: Server) -> None:
    form = FORMATS[name]
    for selection in SELECTIONS[: FEW if name in SLOW else SEVERAL]:
        expected = form.write(DATASET, selection)
        path = f"/api/reports{form.suffix}?{selection.query_string()}"
        status, headers, body = get(server, path)
        assert (status, body) == (200, expected), path
        assert headers["content-type"].split(";")[0] == form.media_type
        assert f'"{file_name(DATASET, selection, form.suffix)}"' in headers["content-disposition"]
        # Each takes seconds: several here, and all of them in `make outside`.
        if selection in SELECTIONS[:FEW]:
            assert output("export", *flags(selection), "--format", name) == expected, path


def test_the_summary_has_the_facts_of_the_command_line(server: Server) -> None:
    for selection in SELECTIONS[:5]:
        _, found = asked(server, f"/api/summary.json?{selection.query_string()}")
        assert found["figures"] == json.loads(output("summary", *flags(selection), "--json"))
        assert found["selection"] == sentence(DATASET, selection)
        assert found["query"] == selection.query_string()
        assert found["version"] == DATASET.version
        assert found["undated_hidden"] == selection.undated_hidden(DATASET)
        assert found["reports"] == len(selection.reports(DATASET))


def test_sites_are_those_that_matching_reports_name_each_with_its_own_figures(
    server: Server,
) -> None:
    for selection in [Selection(), *SELECTIONS[:5]]:
        _, found = asked(server, f"/api/sites.json?{selection.query_string()}")
        measures = {
            (site["site_id"], measure): facts
            for site in found["sites"]
            for measure, facts in site["measures"].items()
        }
        expected = place_measures(DATASET, selection.reports(DATASET))
        assert list(measures) == [(place.site_id, place.measure) for place in expected]
        for place in expected:
            facts = measures[place.site_id, place.measure]
            alone = (facts["alone"]["low"], facts["alone"]["high"], facts["alone"]["reports"])
            assert alone == (place.alone.low, place.alone.high, place.alone.reports)
            assert list(facts["by_role"]) == list(place.by_role)
            if place.measure in COUNTED_MEASURES:
                shared = sum(len(event["reports"]) for event in facts["shared"])
                assert shared + facts["shared_not_counted"] == len(place.shared)


def test_a_count_that_places_share_stands_by_event_and_in_no_figure_of_a_place(
    server: Server,
) -> None:
    _, found = asked(server, "/api/sites.json?event=2024-04-26-return&measure=returned")
    tumen = next(site for site in found["sites"] if site["site_id"] == "tumen")
    returned = tumen["measures"]["returned"]
    assert returned["alone"]["high"] is None
    (shared,) = returned["shared"]
    assert (shared["low"], shared["high"], shared["sites"]) == (50, 60, ["hunchun"])
    assert (tumen["latitude"], tumen["longitude"]) == (42.966, 129.842)
    assert tumen["names"]["ko"].startswith("투먼")


def test_health_says_which_software_and_data_are_served(server: Server) -> None:
    assert asked(server, "/api/health?anything") == (
        200,
        {"status": "ok", "software": __version__, "data": DATASET.version, "reports": 134},
    )


def test_what_a_page_shows_besides_selects_nothing(server: Server) -> None:
    shown = "embed=true&embed_options=dark_theme&place=tumen"
    assert csv_of(DATASET, f"site=tumen&{shown}", server) == export_csv(
        DATASET, Selection(sites=("tumen",))
    )


# What it refuses


@pytest.mark.parametrize(
    ("query", "parameter", "value", "said"),
    [
        ("site=tumn", "site", "tumn", "did you mean “tumen”?"),
        ("site=dandong&site=", "site", "", "We have no place called “”"),
        ("measure=killed", "measure", "killed", "expected one of held, returned"),
        ("event=nothing-like-it", "event", "nothing-like-it", "unknown event"),
        ("publisher=radio%20free%20asia", "publisher", "radio free asia", "unknown publisher"),
        ("role=prison", "role", "prison", "unknown role"),
        ("language=english", "language", "english", "unknown language"),
        ("read_as=all", "read_as", "all", "unknown read_as"),
        ("dates=2021-07-01", "dates", "2021-07-01", "Only one date"),
        ("dates=..", "dates", "..", "Only one date"),
        ("dates", "dates", "", "is not a date"),
        ("dates=2021-02-30&dates=..", "dates", "2021-02-30", "is not a date"),
        ("dates=2021-07&dates=..", "dates", "2021-07", "(use 2021-07-14)"),
        (
            "dates=2021-07-02&dates=2021-07-01",
            "dates",
            "2021-07-02 2021-07-01",
            "The dates were reversed",
        ),
        ("dates=..&dates=..&dates=2021-07-01", "dates", "2021-07-01", "More than two"),
        ("against=2021-07-02&against=..", "against", "2021-07-02", "no longer set beside"),
        ("undated=no", "undated", "no", "only “yes”"),
        ("undated=no&undated=yes", "undated", "no", "only “yes”"),
        ("search=" + "x" * 201, "search", "x" * 60 + "…", "longer than 200"),
        ("sites=tumen", "sites", "tumen", "did you mean “site”?"),
        (
            "site=<script>alert(1)</script>",
            "site",
            "<script>alert(1)</script>",
            "We have no place called",
        ),
        ("site=%00%0a", "site", "��", "no place called"),
    ],
)
@pytest.mark.parametrize("path", ["reports.csv", "sites.json"])
def test_what_cannot_be_used_is_refused_with_parameter_value_and_what_is_expected(
    path: str, query: str, parameter: str, value: str, said: str, server: Server
) -> None:
    status, found = asked(server, f"/api/{path}?{query}")
    assert status == 400
    (problem,) = found["problems"]
    assert (problem["parameter"], problem["value"]) == (parameter, value)
    assert said in problem["problem"]
    assert said in found["error"]
    assert problem["expected"]


def test_of_many_problems_a_handful_is_listed_and_the_number_of_the_rest_said(
    server: Server,
) -> None:
    status, found = asked(server, "/api/reports.json?" + "&".join(f"site=x{n}" for n in range(99)))
    assert status == 400
    assert len(found["problems"]) == 5
    assert found["error"].endswith("(and 98 problems more)")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("&".join(["site=tumen"] * 5_000), 414, "54,999 bytes; at most 16,384"),
        ("&".join(["a"] * 10_000), 414, "19,999 bytes"),
        ("search=" + "x" * 1_000_000, 414, "more than 65,536 bytes"),
        ("&".join(f"{n}=" for n in range(1_000_000 // 8)), 414, "more than 65,536 bytes"),
        ("&".join(["site=tumen"] * (MOST_PARAMETERS + 1)), 400, "501 parameters; at most 500"),
        ("&" * 8000, 400, "8,001 parameters"),
        ("search=%ff%fe", 400, "not text in UTF-8"),
        ("search=%ed%a0%80", 400, "not text in UTF-8"),
    ],
    ids=["repeated", "short", "1 MB", "1 MB of names", "501", "empty", "bytes", "surrogate"],
)
def test_an_address_beyond_measure_is_refused_with_one_sentence_and_the_server_goes_on(
    query: str, status: int, said: str, server: Server
) -> None:
    found = asked(server, f"/api/reports.csv?{query}")
    assert found[0] == status
    assert said in found[1]["error"]
    assert found[1]["error"].count(". ") == 0
    assert asked(server, "/api/health")[0] == 200


def test_a_page_is_asked_for_no_longer_address_either(server: Server) -> None:
    status, found = asked(server, "/?search=" + "x" * 1_000_000)
    assert status == 414
    assert "bytes" in found["error"]
    assert get(server, "/")[0] == 200


def test_an_address_that_selects_every_value_there_is_is_read(server: Server) -> None:
    known: dict[str, Any] = dict(choices(DATASET))
    everything = Selection(*DATASET.span, search="x" * 200, undated=True, **known)
    assert len(everything.query_string()) < LONGEST_QUERY / 2
    assert csv_of(DATASET, everything.query_string(), server) == export_csv(DATASET, everything)


@pytest.mark.parametrize("path", ["", "reports", "reports.csv/", "reports.pdf", "health/x"])
def test_an_address_at_which_there_is_nothing_lists_what_there_is(
    path: str, server: Server
) -> None:
    status, found = asked(server, f"/api/{path}")
    assert status == 404
    assert found["paths"] == [f"/api{path}" for path in (*ANSWERS, *ABOUT)]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_than_those_that_read_are_refused(method: str, server: Server) -> None:
    for path in ("reports.csv", "health"):
        status, headers, body = get(server, f"/api/{path}", method)
        assert status == 405
        assert headers["allow"] == "GET, HEAD, OPTIONS"
        assert method in json.loads(body)["error"]


# How it uses HTTP


@pytest.mark.parametrize("path", [*ANSWERS, *ABOUT, "/reports.csv?site=x", "/nowhere"])
def test_head_is_get_without_the_content(path: str, server: Server) -> None:
    status, headers, body = get(server, f"/api{path}")
    told = get(server, f"/api{path}", "HEAD")
    assert int(headers["content-length"]) == len(body)
    assert told == (status, headers | {"date": told[1]["date"]}, b"")


def test_what_a_client_holds_is_not_sent_again(server: Server) -> None:
    path = "/api/reports.csv?site=tumen"
    _, headers, _ = get(server, path)
    tag = headers["etag"]
    strong = tag.removeprefix("W/")
    for held in (tag, strong, f'"other", {tag}', f'W/"a",{strong}', "*"):
        status, told, body = get(server, path, **{"If-None-Match": held})
        assert (status, body) == (304, b""), held
        assert told["etag"] == tag
        assert told["cache-control"] == headers["cache-control"] == "no-cache"
        assert told["vary"] == headers["vary"] == "Accept-Encoding"
    for held in ('"other"', strong.strip('"'), f"x{tag}"):
        assert get(server, path, **{"If-None-Match": held})[0] == 200, held


def test_other_content_has_another_tag(server: Server) -> None:
    paths = ("reports.csv", "reports.csv?site=tumen", "reports.json?site=tumen", "summary.json")
    tags = [get(server, f"/api/{path}")[1]["etag"] for path in paths]
    assert len(set(tags)) == len(tags)
    assert tags[0] == get(server, "/api/reports.csv?dates=..&dates=..")[1]["etag"]


def test_an_answer_is_compressed_once_where_the_client_takes_it(server: Server) -> None:
    plain = get(server, "/api/reports.csv")
    status, headers, body = get(server, "/api/reports.csv", **{"Accept-Encoding": "gzip"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == plain[2]
    assert len(body) < len(plain[2]) / 3
    assert "content-encoding" not in plain[1]
    assert headers["etag"] == plain[1]["etag"]


def test_files_are_attachments_and_json_is_shown(server: Server) -> None:
    for path, form in ANSWERS.items():
        said = get(server, f"/api{path}", "HEAD")[1]["content-disposition"]
        kind = "inline" if form.media_type == "application/json" else "attachment"
        assert said.startswith(f'{kind}; filename="refoulement-map_2001-07-20_2025-10-15'), path
    assert get(server, "/api/reports.csv")[1]["content-type"] == "text/csv; charset=utf-8"


# What it says about itself


def test_the_openapi_document_is_valid_and_lists_every_path_and_parameter(server: Server) -> None:
    _, document = asked(server, "/api/openapi.json")
    OpenAPIV31SpecValidator(document).validate()
    assert list(document["paths"]) == [f"/api{path}" for path in (*ANSWERS, *ABOUT)]
    parameters = document["components"]["parameters"]
    assert list(parameters) == [*PARAMETERS, *PAGE_PARAMETERS]
    for path, form in ANSWERS.items():
        described = document["paths"][f"/api{path}"]["get"]
        named = [one["$ref"].rsplit("/", 1)[1] for one in described["parameters"]]
        assert named == list(parameters)
        assert list(described["responses"]["200"]["content"]) == [form.media_type]
    for field, name in CHOICE_PARAMETERS.items():
        assert parameters[name]["schema"]["items"]["enum"] == list(choices(DATASET)[field])


def test_the_examples_of_the_page_work_as_printed(visit: Visit, tmp_path: Path) -> None:
    selection = Selection(measures=("returned",), publishers=("Radio Free Asia",))
    visit.open(f"api?{selection.query_string()}")
    codes = visit.page.get_by_test_id("stCode").locator("code")
    expect(codes).to_have_count(4)
    address, curl, pandas, _ = codes.all_inner_texts()
    assert get(visit.server, address.removeprefix(visit.server.url))[2] == export_csv(
        DATASET, selection
    )
    subprocess.run(["sh", "-c", curl], cwd=tmp_path, check=True, capture_output=True)
    (saved,) = tmp_path.iterdir()
    assert saved.name == file_name(DATASET, selection)
    assert saved.read_bytes() == export_csv(DATASET, selection)
    ran = subprocess.run([sys.executable, "-c", pandas], check=True, capture_output=True, text=True)
    assert ran.stdout.count("Radio Free Asia") == len(selection.reports(DATASET)) > 2
    shown = visit.page.locator(".rm-sentence").inner_text()
    copied = urlsplit(visit.page.url).query
    said = asked(visit.server, f"/api/summary.json?{copied}")[1]["selection"]
    assert said == sentence(DATASET, selection)
    assert selection_text(DATASET, selection) in shown
