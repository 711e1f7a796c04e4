"""The dashboard, its first HTML, the API and the command line give the same figures."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from tests.conftest import Server, get
from tests.screen.test_pages import figures, open_page
from tests.server.test_api import SELECTIONS, asked, flags
from tests.test_cli import output

CHOSEN = [*SELECTIONS, Selection(events=("2023-10-09-mass-return",))]


def numbers(words: str) -> set[int]:
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)}


def ends(figure: dict[str, Any]) -> set[int]:
    return {end for end in (figure["low"], figure["high"]) if end is not None}


@pytest.mark.parametrize("at", range(len(CHOSEN)))
def test_all_give_the_same_figures(at: int, server: Server) -> None:
    selection = CHOSEN[at]
    query = selection.query_string()
    _, answer = asked(server, f"/api/summary.json?{query}")
    by_api = {MEASURES[name]: figure and ends(figure) for name, figure in answer["figures"].items()}
    by_command = json.loads(output("summary", *flags(selection), "--json"))
    first = unescape(get(server, f"/?{query}")[2].decode().partition('class="rm-front"')[2])
    in_first = dict(re.findall(r"<li>(.*?): (.*?)</li>", first))
    values: dict[str, Any] = {}
    for name, value in selection.query():
        values.setdefault(name, []).append(value)
    on_page = dict(figures(open_page(**values)))
    if not selection.has_figures:
        assert not any((*by_api.values(), *in_first, *on_page))
        assert by_command["no_figures_because"] == "text_search"
        return
    assert answer["figures"] == by_command
    assert {name for name, found in by_api.items() if found} <= on_page.keys() & in_first.keys()
    for name, words in on_page.items():
        assert numbers(words) == by_api[name]
    for name, words in in_first.items():  # which also say of which day
        assert by_api[name] <= numbers(words)
