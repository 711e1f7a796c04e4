"""The quiet lines under every page: version, coverage, licence, citation, corrections."""

from __future__ import annotations

import streamlit as st

from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.citation import citation
from refoulement.presentation.html import html_gettext, link, render
from refoulement.presentation.summary import purpose
from refoulement.settings import contact, tiles
from refoulement.wording import span_text
from ui import state


def show() -> None:
    """The footer."""
    dataset = state.dataset()
    lines = _of_own_file(dataset) if dataset.own_file else _of_package(dataset)
    online = tiles()
    if online:
        said = gettext(
            "Map tiles come from %(host)s, which sees what part of the map you view.",
            host=online.host,
        )
    else:
        said = gettext("This page loads nothing from any other site.")
    lines.append(said)
    st.html(render("footer.html", lines=lines))


def _of_package(dataset: Dataset) -> list[str]:
    licence = dataset.descriptor["licenses"][0]
    checked = dataset.descriptor.get("last_checked", "")
    lines = [
        html_gettext("Dataset version %(version)s.", version=dataset.version),
        _coverage(dataset),
        html_gettext("Last checked: %(day)s.", day=checked) if checked else "",
        html_gettext(
            "Licence: %(licence)s.",
            licence=link(licence.get("path", ""), licence.get("title") or licence["name"]),
        ),
    ]
    return [
        render("sentences.html", sentences=filter(None, lines)),
        gettext("Cite as: %(citation)s", citation=citation(dataset)),
        _corrections(),
    ]


def _corrections() -> str:
    if contact():
        return html_gettext(
            "Found a mistake? Write to %(contact)s with the entry number and the source.",
            contact=link(contact(), contact()),
        )
    return gettext(
        "Found a mistake? Tell whoever runs this server the entry number and the source."
    )


def _of_own_file(dataset: Dataset) -> list[str]:
    lines = (purpose(dataset), _coverage(dataset), f"{dataset.version}.")
    return [render("sentences.html", sentences=lines)]


def _coverage(dataset: Dataset) -> str:
    if not dataset.is_dated:
        return ngettext("%(count)s statement.", "%(count)s statements.", dataset.current)
    return ngettext(
        "%(count)s statement about %(dates)s.",
        "%(count)s statements about %(dates)s.",
        dataset.current,
        dates=span_text(*dataset.span),
    )
