"""What is said where the data package is not sound: in place of the dashboard, or above it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from refoulement.dataset.package import data_directory
from refoulement.loading.reloading import Shown
from refoulement.presentation.html import escape
from refoulement.problems import DatasetError
from refoulement.wording import moment_text

MOST_SHOWN = 200


def show(error: DatasetError) -> None:
    """Every error: file, row, column, value, what was expected; and how to check."""
    st.title("The data package cannot be shown")
    st.write(
        f"{len(error.problems)} problem(s) were found. Nothing is shown until they are mended, "
        "so that no number is shown that may be wrong. To check again, with the folder that holds "
        "the package (the server’s terminal has the whole command):"
    )
    # By its name: where the package lies on the machine is nobody's business here.
    name = data_directory().resolve().name
    st.code(f".venv/bin/python -m refoulement validate …/{name}", language=None)
    st.dataframe(
        pd.DataFrame(
            [
                (p.file, "" if p.row is None else str(p.row), p.column, p.value, p.message)
                for p in error.problems[:MOST_SHOWN]
            ],
            columns=["File", "Row", "Column", "Value", "What is wrong, and what was expected"],
        ),
        hide_index=True,
        width="stretch",
    )


def notice(shown: Shown) -> None:
    """That the last good data are shown, what is wrong with the files, and since when."""
    trouble = shown.trouble
    if trouble:
        st.html(
            '<p class="rm-alert" role="alert">The data package has been changed and cannot be '
            f"shown as it is now: {escape(trouble.error.in_short)}. Found on "
            f"{moment_text(trouble.since)}. Everything here is from the last good data, version "
            f"{escape(shown.dataset.version)}.</p>"
        )
