"""The pages of records as served."""

from __future__ import annotations

import gzip
import json
import time
from urllib.parse import quote

import brotli
import pytest

from refoulement.dataset.tables import Dataset
from tests.conftest import Server, get
from tests.presentation.test_markup import HOSTILE
from tests.site.reading import RecordPage

OCTOBER = "/event/2023-10-09-mass-return"
ONE_SENTENCE = 300  # bytes


@pytest.mark.parametrize("path", [OCTOBER, "/place/tumen", "/source/hrw-2021-07", "/report/r031"])
def test_a_page_is_sent_compressed_once_and_then_asked_about(server: Server, path: str) -> None:
    status, headers, plain = get(server, path)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert RecordPage(plain).title.endswith(" · Refoulement Map")
    for way, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        _, compressed, body = get(server, path, **{"Accept-Encoding": way})
        assert compressed["content-encoding"] == way
        assert compressed["vary"] == "Accept-Encoding"
        assert opened(body) == plain
    tag = {"If-None-Match": headers["etag"]}
    assert get(server, path, **tag)[0] == 304
    assert get(server, f"{path}x", **tag)[0] == 404


def test_a_page_of_a_record_runs_no_script_and_asks_nobody(server: Server) -> None:
    policy = get(server, OCTOBER)[1]["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "set-cookie" not in get(server, OCTOBER)[1]


@pytest.mark.parametrize("kind", ["event", "place", "source", "report"])
def test_the_lists_do_not_stand_in_the_way_of_the_dashboard(server: Server, kind: str) -> None:
    status, _, body = get(server, f"/{kind}/")
    assert (status, RecordPage(body).base) == (200, "../")
    assert get(server, f"/{kind}")[2] == body, "and without a slash they lead there"
    assert b"rm-front" in get(server, f"/{kind}s")[2] or kind == "report"


@pytest.mark.parametrize("asked", [*HOSTILE[:4], "%", "a" * 3000, "a/b/c"])
def test_an_unknown_id_is_answered_404_in_our_words(server: Server, asked: str) -> None:
    status, _, body = get(server, f"/event/{quote(asked, safe='')}")
    assert status == 404
    page = RecordPage(body)
    assert "There is no page at this address." in page.text
    assert page.base == "../" * (1 + asked.count("/"))


@pytest.mark.parametrize(
    "query",
    [
        "without=nobody",
        "without=%3Cscript%3E",
        "&".join(["without=jm-mission"] * 10_000),
        "&".join(["without=a"] * 1_000),
        "x=" + "y" * 2**20,
    ],
    ids=["unknown", "markup", "ten thousand", "a thousand", "a megabyte"],
)
def test_what_cannot_be_left_out_is_refused_quickly_in_one_sentence(
    server: Server, query: str
) -> None:
    begun = time.process_time()
    status, _, body = get(server, f"{OCTOBER}?{query}")
    assert 400 <= status < 500
    assert len(body) < ONE_SENTENCE
    assert body.count(b".") >= 1
    assert time.process_time() - begun < 5


def test_an_origin_is_left_out_by_a_link_and_put_back(server: Server) -> None:
    page = RecordPage(get(server, OCTOBER)[2])
    out = [link for link in page.links if "without=" in link]
    assert len(out) > 5
    assert "200 to 650 or more" in page.tags["description"]
    without = RecordPage(get(server, f"/{out[0]}")[2])
    assert "With all statements: 200 to 650 or more" in without.text
    assert "200 to 650 or more" not in without.tags["description"]
    assert without.tags["robots"] == "noindex"
    assert OCTOBER.removeprefix("/") in without.links, "the way back"


def test_what_else_stands_in_an_address_changes_nothing(server: Server) -> None:
    assert get(server, f"{OCTOBER}?utm_source=x")[2] == get(server, OCTOBER)[2]


def test_pages_agree_with_the_api(server: Server, dataset: Dataset) -> None:
    for event_id in [*dataset.event][:20]:
        answer = json.loads(get(server, f"/api/summary.json?event={event_id}")[2])["figures"]
        page = RecordPage(get(server, f"/event/{event_id}")[2])
        for measure in ("held", "returned", "arrested"):
            for end in filter(None, (answer[measure]["low"], answer[measure]["high"])):
                assert f"{end:,}" in page.tags["description"], event_id


def test_a_feed_takes_any_selection_and_refuses_what_is_none(server: Server) -> None:
    status, headers, body = get(server, "/feed.xml?site=tumen")
    assert (status, headers["content-type"]) == (200, "application/atom+xml")
    assert b"<entry>" in body
    status, _, body = get(server, "/feed.xml?site=atlantis")
    assert status == 400
    assert body.startswith(b"The address cannot be used: ")


def test_nothing_is_to_be_found_unless_our_address_is_set(server: Server) -> None:
    assert get(server, "/robots.txt")[2] == b"User-agent: *\nDisallow: /\n"
    assert get(server, "/sitemap.xml")[0] == 404
    for path in ("/", OCTOBER, "/api/reports.csv"):
        assert get(server, path)[1]["x-robots-tag"] == "noindex, nofollow"
