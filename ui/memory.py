"""What stays in memory for all sessions, and is not looked through after each run."""

from __future__ import annotations

import gc

from refoulement.dataset import Dataset
from refoulement.remembered import once_a_dataset


@once_a_dataset
def settle(_of: Dataset) -> None:
    """Take all that is loaded by now out of the rounds of the garbage collector.

    Streamlit has it go through all objects after each run of a page: through modules,
    data and index too, which took longer than the run.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
