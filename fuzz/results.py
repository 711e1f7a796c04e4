"""The figures of a run, as a page for whoever asks how much was tried."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version

from fuzz.harness import ROOT, Outcome
from fuzz.targets import TARGETS
from refoulement import __version__

RESULTS = ROOT / "fuzz" / "results.md"


def results(outcomes: Sequence[Outcome], seconds: int) -> str:
    """What was tried, and what came of it, in Markdown."""
    rows = [
        f"| {o.name} | {TARGETS[o.name].about} | {o.seconds} | {o.tried:,} | "
        f"{o.seeds_covered} | {o.covered} | {int(o.failed)} |"
        for o in outcomes
    ]
    tried = sum(outcome.tried for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    return f"""# What fuzzing found

`make fuzz SECONDS={seconds}` wrote this: {tried:,} inputs tried, {failed} failed.
Refoulement Map {__version__}, Python {platform.python_version()}, atheris {version("atheris")}.

| target | what is tried | seconds | inputs | first reached | reached | failed |
|---|---|---:|---:|---:|---:|---:|
{chr(10).join(rows)}

“Reached” counts places in our own code: first those of real files and words and of what
earlier runs kept, then all. A target ends at its first input that fails.
"""
