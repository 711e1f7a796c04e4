"""What readers see when the data package is broken: instead of the dashboard, or above it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from refoulement.dataset.package import data_directory
from refoulement.loading.reloading import Shown
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import paragraph
from refoulement.problems import DatasetError
from refoulement.wording import moment_text

MOST_SHOWN = 200


def show(error: DatasetError) -> None:
    """Every error with its file, row, column, value and what was expected; and how to check."""
    st.title(gettext("The data package cannot be shown"))
    said = ngettext(
        "%(count)s problem was found. Nothing is shown until it is mended, because a number might "
        "be wrong. To check again, in the folder that holds the package (the server’s terminal "
        "has the whole command):",
        "%(count)s problems were found. Nothing is shown until they are mended, because a number "
        "might be wrong. To check again, in the folder that holds the package (the server’s "
        "terminal has the whole command):",
        len(error.problems),
    )
    st.write(said)
    # Only the name: visitors need not learn where on the machine the package is.
    name = data_directory().resolve().name
    st.code(f".venv/bin/python -m refoulement validate …/{name}", language=None)
    st.dataframe(
        pd.DataFrame(
            [
                (p.file, "" if p.row is None else str(p.row), p.column, p.value, p.message)
                for p in error.problems[:MOST_SHOWN]
            ],
            columns=[
                gettext("File"),
                gettext("Row"),
                gettext("Column"),
                gettext("Value"),
                gettext("What is wrong, and what was expected"),
            ],
        ),
        hide_index=True,
        width="stretch",
    )


def notice(shown: Shown) -> None:
    """Say that the last good data are shown, what is wrong with the files, and since when."""
    trouble = shown.trouble
    if trouble:
        said = gettext(
            "The data package has been changed and cannot be shown as it is now: %(problem)s. "
            "Found on %(moment)s. Everything here is from the last good data, version %(version)s.",
            problem=trouble.error.in_short,
            moment=moment_text(trouble.since),
            version=shown.dataset.version,
        )
        st.html(paragraph(said, "rm-alert", role="alert"))
