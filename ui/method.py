"""The method page: our own text, the fields of the data, and what is odd in them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from refoulement.citation import citation
from refoulement.dataset import canonical_resources
from refoulement.markup import escape, link
from ui import state

TEXT = Path(__file__).resolve().parent.parent / "docs" / "method.md"


def show() -> None:
    """The page."""
    with st.container(key="method"):
        st.markdown(TEXT.read_text(encoding="utf-8"))
        _oddities()
        _version()
        _fields()


def _oddities() -> None:
    warnings = state.dataset().warnings
    st.subheader("What is odd in this version, and kept as it is")
    if not warnings:
        st.write("The checks found nothing.")
        return
    lines = "".join(
        f"<li>{escape(w.file)}, row {w.row}, {escape(w.value)}: {escape(w.message)}.</li>"
        for w in warnings
    )
    st.html(f"<ul>{lines}</ul>")


def _version() -> None:
    dataset = state.dataset()
    licence = dataset.descriptor["licenses"][0]
    st.subheader("Version, licence and citation")
    st.html(
        f"<p>Dataset version {escape(dataset.version)}. "
        f"Data: {link(licence.get('path', ''), licence.get('title') or licence['name'])}. "
        "Software: MIT. Basemap: Natural Earth (public domain). Coordinates: GeoNames (CC BY 4.0)."
        f"</p><p>Cite as: {escape(citation(dataset))}</p>"
    )


def _fields() -> None:
    st.subheader("Every field")
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
