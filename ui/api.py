"""The API page: what programs can read, and examples for the current selection."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urljoin

import streamlit as st
from markupsafe import Markup

from refoulement.export.formats import ABOUT, ANSWERS
from refoulement.messages import gettext
from refoulement.presentation.html import render, table
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
    """The endpoints, the address of the selection, and examples that work as printed."""
    csv = _address("/reports.csv")
    if state.own():
        st.write(
            gettext(
                "Programs can read the published data only. Your own file is on this page alone, "
                "and no address opens it."
            )
        )
        return
    st.write(
        gettext(
            "Everything on these pages is available as data. Add the part of a page’s address "
            "after “?” to any of these. No key needed. %(who)s",
            who=readers_text(),
        )
    )
    st.html(_paths())
    st.write(gettext("**This selection**, as CSV:"))
    st.code(csv, language=None, wrap_lines=True)
    st.write(
        gettext(
            "Invalid parameters return status 400 with the parameter, its value and what was "
            "expected. Every answer to a selection has an ETag, so that a program can ask again "
            "and get status 304 if nothing has changed."
        )
    )
    for label, language, example in (
        ("curl", "bash", _CURL),
        (gettext("Python, with pandas"), "python", _PANDAS),
        ("R", "r", _R),
    ):
        st.write(f"**{label}**")
        st.code(example.format(csv=csv), language=language, wrap_lines=True)
    st.write(
        gettext(
            "**Reading the CSV.** A cell that a spreadsheet could take for a formula (for example "
            "one that begins with `=`, `+`, `-` or `@`) has an apostrophe before it, which is not "
            "part of the text. JSON gives every text as it is. Never add counts of different "
            "statements: they may disagree about the same people or repeat each other. For "
            "figures, read `summary.json`."
        )
    )


def _paths() -> Markup:
    """A table of the endpoints, each with a link for the current selection."""
    query = urlencode(state.parameters(), doseq=True)
    lines: list[tuple[Markup, str]] = [
        (_link(path, f"?{query}" if query else ""), form.label) for path, form in ANSWERS.items()
    ]
    lines += [(_link(path, ""), said) for path, said in ABOUT.items()]
    return table((gettext("Address"), gettext("What it gives")), lines)


def _link(path: str, query: str) -> Markup:
    full = API.rstrip("/") + path
    return render("code_link.html", address=f".{full}{query}", text=full)


def _address(path: str) -> str:
    """The API address of the current selection, as the reader reaches this server.

    Whatever address the browser reports for itself, it cannot close the quotes around
    an example.
    """
    query = urlencode(state.parameters(), doseq=True)
    page = quote(st.context.url or "", safe="/:[]%")
    return urljoin(page, "." + API + path.lstrip("/")) + (f"?{query}" if query else "")
