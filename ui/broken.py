"""What is shown in place of the dashboard where the data package is not sound."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from refoulement.dataset import data_directory
from refoulement.problems import DatasetError

MOST_SHOWN = 200


def show(error: DatasetError) -> None:
    """Every error: file, row, column, value, what was expected; and how to check."""
    st.title("The data package cannot be shown")
    st.write(
        f"{len(error.problems)} problem(s) were found. Nothing is shown until they are mended, "
        "so that no number is shown that may be wrong. To check again:"
    )
    st.code(f".venv/bin/python -m refoulement validate {data_directory()}", language=None)
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
