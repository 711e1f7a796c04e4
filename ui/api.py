"""The API page: what there is for programs, and examples for the current selection."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urljoin

import streamlit as st

from refoulement.export.formats import ABOUT, ANSWERS
from refoulement.presentation.html import escape, table
from server.headers import API
from server.openapi import readers_text
from ui import state

_CURL = 'curl --fail --remote-name --remote-header-name "{csv}"'

_PANDAS = """import pandas as pd

reports = pd.read_csv("{csv}")
print(reports[["date_from", "count_low", "count_high", "publisher"]])"""

_R = """reports <- read.csv("{csv}", fileEncoding = "UTF-8-BOM")
print(reports[c("date_from", "count_low", "count_high", "publisher")])"""


def show() -> None:
    """What there is, the address of the selection, and examples that work as printed."""
    csv = _address("/reports.csv")
    st.subheader("API")
    if state.own():
        st.write(
            "Programs read the curated data alone. Your own file is in this session only, and no "
            "address opens it."
        )
        return
    st.write(
        "Programs read at these addresses what the pages show, with the query string of a page: "
        f"copy what stands after the question mark. No key is needed. {readers_text()}"
    )
    st.html(_paths())
    st.write("**This selection**, as CSV:")
    st.code(csv, language=None, wrap_lines=True)
    st.write(
        "Where anything in an address cannot be used, a page leaves it out and says so; the API "
        "gives no data but status 400, and which parameter, which value and what is expected. "
        "Every answer to a selection has an ETag, so that a program can ask again and get status "
        "304 where nothing has changed."
    )
    for label, language, example in (
        ("curl", "bash", _CURL),
        ("Python, with pandas", "python", _PANDAS),
        ("R", "r", _R),
    ):
        st.write(f"**{label}**")
        st.code(example.format(csv=csv), language=language, wrap_lines=True)
    st.write(
        "**Reading the CSV.** A cell that a spreadsheet could take for a formula (one that begins "
        "with `=`, `+`, `-` or `@`, for example) has an apostrophe before it, which is no part of "
        "the text. JSON gives every text as it is. Counts of different reports must not be "
        "added: they rival or repeat each other. For figures, read `summary.json`."
    )


def _paths() -> str:
    """A table of what there is, each with a link for the current selection."""
    query = urlencode(state.parameters(), doseq=True)
    lines = [
        (_link(path, f"?{query}" if query else ""), escape(f"{form.label}, {form.purpose}"))
        for path, form in ANSWERS.items()
    ]
    lines += [(_link(path, ""), escape(said)) for path, said in ABOUT.items()]
    return table(("Address", "What it gives"), lines)


def _link(path: str, query: str) -> str:
    full = API.rstrip("/") + path
    return f'<a href="{escape("." + full + query)}" target="_blank"><code>{escape(full)}</code></a>'


def _address(path: str) -> str:
    """An address on the API for the current selection, as the reader reaches this server.

    Whatever the browser says its own address is, nothing in it can end the quotes of
    an example.
    """
    query = urlencode(state.parameters(), doseq=True)
    page = quote(st.context.url or "", safe="/:[]%")
    return urljoin(page, "." + API + path.lstrip("/")) + (f"?{query}" if query else "")
