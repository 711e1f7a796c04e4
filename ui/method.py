"""The method page: our own text, the fields of the data, and what is odd in them."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from refoulement import PROJECT
from refoulement.dataset.package import canonical_resources
from refoulement.presentation.citation import citation
from refoulement.presentation.html import escape, link
from refoulement.presentation.worked_example import (
    MEASURE,
    interval_text,
    rows_table,
    total_table,
    total_text,
    worked_example,
)
from ui import state

TEXT = PROJECT / "docs" / "method.md"


def show() -> None:
    """The page."""
    with st.container(key="method"):
        st.markdown(TEXT.read_text(encoding="utf-8"))
        _worked_example()
        _oddities()
        _version()
        _fields()


def _worked_example() -> None:
    dataset = state.curated()
    example = worked_example(dataset)
    if example is None:
        return
    event_id = example.event.event_id
    st.header("A worked example, from these data")
    address = urlencode({"event": event_id, "measure": MEASURE})
    st.html(
        f"<p><b>{escape(dataset.event[event_id]['label'])}.</b> These are the rows of "
        f"<code>data/reports.csv</code> whose measure is <code>{MEASURE}</code> and whose event is "
        f"<code>{escape(event_id)}</code> or a part of it "
        f'(<a href="./?{escape(address)}" target="_self">open them on the map</a>, and download '
        "them there):</p>"
    )
    st.html(rows_table(dataset, example) + interval_text(example))
    st.html(total_text(example) + total_table(dataset, example))


def _oddities() -> None:
    warnings = state.curated().warnings
    st.header("What is odd in this version, and kept as it is")
    if not warnings:
        st.write("The checks found nothing.")
        return
    lines = "".join(
        f"<li>{escape(w.file)}, row {w.row}, {escape(w.value)}: {escape(w.message)}.</li>"
        for w in warnings
    )
    st.html(f"<ul>{lines}</ul>")


def _version() -> None:
    dataset = state.curated()
    licence = dataset.descriptor["licenses"][0]
    st.header("Version, licence and citation")
    st.html(
        f"<p>Dataset version {escape(dataset.version)}. "
        f"Data: {link(licence.get('path', ''), licence.get('title') or licence['name'])}. "
        "Software: MIT. Basemap: Natural Earth (public domain). Coordinates: GeoNames (CC BY 4.0)."
        f"</p><p>Cite as: {escape(citation(dataset))}</p>"
    )


def _fields() -> None:
    st.header("Every field")
    for resource in canonical_resources():
        with st.expander(f"{resource['path']}: {resource['title']}"):
            st.write(resource["description"])
            st.table(
                pd.DataFrame(
                    [
                        (field["name"], field["description"], _values(field))
                        for field in resource["schema"]["fields"]
                    ],
                    columns=["Field", "Meaning", "Values"],
                ).set_index("Field")
            )


def _values(field: dict[str, object]) -> str:
    constraints = field.get("constraints")
    values = constraints.get("enum") if isinstance(constraints, dict) else None
    return ", ".join(map(str, values)) if values else str(field["type"])
