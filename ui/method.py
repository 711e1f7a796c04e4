"""The method page: our own text, the fields of the data, and the data's oddities."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from refoulement import PROJECT
from refoulement.dataset.package import canonical_resources
from refoulement.messages import gettext
from refoulement.presentation.citation import citation
from refoulement.presentation.html import html_gettext, link, paragraph, render
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
    st.header(gettext("A worked example, from these data"))
    address = urlencode({"event": event_id, "measure": MEASURE})
    st.html(
        render(
            "example_heading.html",
            label=dataset.event[event_id]["label"],
            measure=MEASURE,
            event_id=event_id,
            address=f"./?{address}",
        )
    )
    st.html(rows_table(dataset, example) + interval_text(example))
    st.html(total_text(example) + total_table(dataset, example))


def _oddities() -> None:
    warnings = state.curated().warnings
    st.header(gettext("Known oddities in this version"))
    if not warnings:
        st.write(gettext("The checks found nothing."))
        return
    st.html(render("oddities.html", warnings=warnings))


def _version() -> None:
    dataset = state.curated()
    licence = dataset.descriptor["licenses"][0]
    st.header(gettext("Version, licence and citation"))
    said = html_gettext(
        "Dataset version %(version)s. Data: %(licence)s. Software: MIT. Basemap: Natural Earth "
        "(public domain). Coordinates: GeoNames (CC BY 4.0).",
        version=dataset.version,
        licence=link(licence.get("path", ""), licence.get("title") or licence["name"]),
    )
    st.html(
        paragraph(said) + paragraph(gettext("Cite as: %(citation)s", citation=citation(dataset)))
    )


def _fields() -> None:
    st.header(gettext("Every field"))
    field_name = gettext("Field")
    for resource in canonical_resources():
        with st.expander(f"{resource['path']}: {resource['title']}"):
            st.write(resource["description"])
            st.table(
                pd.DataFrame(
                    [
                        (field["name"], field["description"], _values(field))
                        for field in resource["schema"]["fields"]
                    ],
                    columns=[field_name, gettext("Meaning"), gettext("Values")],
                ).set_index(field_name)
            )


def _values(field: dict[str, object]) -> str:
    constraints = field.get("constraints")
    values = constraints.get("enum") if isinstance(constraints, dict) else None
    return ", ".join(map(str, values)) if values else str(field["type"])
