"""What stays in memory for all sessions, and is not looked through for what may go."""

from __future__ import annotations

import gc

from refoulement.dataset import Dataset
from refoulement.remembered import once_a_dataset


@once_a_dataset
def settle(_of: Dataset) -> None:
    """Take all that is loaded by now out of the rounds of the garbage collector.

    Each round would go through modules, data and index too, for as long as a run takes.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
