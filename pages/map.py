"""The home page: dates, figures, map, ledger, table."""

import streamlit as st

from ui import dates, ledger, map_view, play, sentence, table, totals


def what_moves() -> None:
    """What follows the dates while they play."""
    dates.show()
    sentence.show()
    totals.show()
    on_map, beside = st.columns([5, 3], gap="medium")
    with on_map:
        play.show()
        picked = table.picked()
        map_view.show(highlight=picked.sites if picked else ())
    with beside:
        ledger.show()


play.run(what_moves)
table.show()
