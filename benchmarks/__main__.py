"""Measure, and write benchmarks/results.json and benchmarks/results.md.

    python -m benchmarks                      # all parts, all sizes
    python -m benchmarks --part moves --size shipped --size 10k

A part that is run alone replaces its own rows only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import click

from benchmarks import attack, check, crowd, drag, first, form, memory, moves, records, rivals
from benchmarks.results import REPORT, Row, keep
from benchmarks.servers import SIZES

Part = Callable[[Sequence[str], Callable[[str], None]], list[Row]]
#: Each part, with the sizes used if none are given.
PARTS: dict[str, tuple[Part, tuple[str, ...]]] = {
    "moves": (moves.run, ("shipped", "1k", "1k-7", "10k", "100k", "1m")),
    "rivals": (rivals.run, ("1k",)),
    "drag": (drag.run, ("shipped", "10k-1000", "1m")),
    "first": (first.run, ("shipped",)),
    "memory": (memory.run, ("shipped",)),
    "crowd": (crowd.run, ("shipped",)),
    "form": (form.run, ("100k",)),
    "attack": (attack.run, ("shipped",)),
    "check": (check.run, ("shipped",)),
    "pages": (records.run, ("shipped",)),
}


@click.command(help=__doc__)
@click.option("--part", "parts", multiple=True, type=click.Choice([*PARTS]))
@click.option("--size", "sizes", multiple=True, type=click.Choice([*SIZES]))
def main(parts: Sequence[str], sizes: Sequence[str]) -> None:
    """Run the given parts, or all of them, each with its own sizes or the given ones."""
    begun = time.monotonic()

    def say(text: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {text}")

    for name in parts or PARTS:
        run, own = PARTS[name]
        for size in sizes or own:
            command = f"python -m benchmarks --part {name} --size {size}"
            keep(f"{name}, {size}", command, run([size], say))
    click.echo(REPORT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
