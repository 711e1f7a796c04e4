"""The address offered for sharing shows what is on the screen."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from refoulement.selecting.address import read_address
from tests.screen.test_pages import open_page


@pytest.mark.parametrize(
    "query",
    [{}, {"dates": ["2023-10-01", ".."], "site": ["tumen", "dandong"], "place": "tumen"}],
)
def test_the_address_to_share_selects_what_is_selected(
    query: dict[str, str | list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFOULEMENT_ADDRESS", "https://map.example/north/")
    app = open_page("pages/map.py", **query)
    app.session_state["share"] = True
    app.run()
    (address,) = (block.value for block in app.code if "https://" in block.value)
    assert address.startswith("https://map.example/north/")
    parameters = parse_qs(urlsplit(address).query)
    chosen, notes = read_address(parameters, app.session_state["shown"].dataset)
    assert (chosen, notes) == (app.session_state["selection"], [])
    assert parameters.get("place") == ([query["place"]] if "place" in query else None)
