"""The quiet lines under every page: version, coverage, licence, citation, corrections."""

from __future__ import annotations

import streamlit as st

from refoulement.dataset.tables import Dataset
from refoulement.presentation.citation import citation
from refoulement.presentation.html import escape, link
from refoulement.presentation.summary import purpose
from refoulement.settings import contact, tiles
from refoulement.wording import count_text, span_text
from ui import state


def show() -> None:
    """The footer."""
    dataset = state.dataset()
    lines = _of_own_file(dataset) if dataset.own_file else _of_package(dataset)
    if contact():
        lines.append(f"Whoever runs this server can be written to: {link(contact(), contact())}.")
    online = tiles()
    if online:
        lines.append(
            f"Map tiles come from {escape(online.host)}, which sees what part of the map is viewed."
        )
    else:
        lines.append("This page asks no other host for anything.")
    st.html(
        '<footer class="rm-footer">' + "".join(f"<p>{line}</p>" for line in lines) + "</footer>"
    )


def _of_package(dataset: Dataset) -> list[str]:
    licence = dataset.descriptor["licenses"][0]
    checked = dataset.descriptor.get("last_checked", "")
    return [
        f"Dataset version {escape(dataset.version)}, {_coverage(dataset)}"
        + (f", last checked {escape(checked)}" if checked else "")
        + f". Licence: {link(licence.get('path', ''), licence.get('title') or licence['name'])}.",
        f"Cite as: {escape(citation(dataset))}",
        "To report a correction, name the report’s id, the source and the passage, and propose it "
        "for data/reports.csv to the project or to whoever runs this server.",
    ]


def _of_own_file(dataset: Dataset) -> list[str]:
    return [
        f"{escape(purpose(dataset))} {_coverage(dataset)}, {escape(dataset.version)}.",
        f"Cite as: {escape(citation(dataset))}",
    ]


def _coverage(dataset: Dataset) -> str:
    span = f" of {escape(span_text(*dataset.span))}" if dataset.is_dated else ""
    return count_text(dataset.current, "report") + span
