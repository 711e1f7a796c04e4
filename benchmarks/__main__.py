"""Measure, and write benchmarks/results.json and benchmarks/results.md.

    python -m benchmarks                      # all parts, all sizes
    python -m benchmarks --part moves --size shipped --size 10k

A part that is run alone replaces its own rows only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import click

from benchmarks import attack, crowd, drag, first, form, memory, moves, rivals
from benchmarks.results import REPORT, Row, keep
from benchmarks.servers import SIZES

Part = Callable[[Sequence[str], Callable[[str], None]], list[Row]]
#: Each part, and the sizes that it is run with where none are named.
PARTS: dict[str, tuple[Part, tuple[str, ...]]] = {
    "moves": (moves.run, ("shipped", "1k", "1k-7", "10k", "100k", "1m")),
    "rivals": (rivals.run, ("1k",)),
    "drag": (drag.run, ("shipped", "10k-1000", "1m")),
    "first": (first.run, ("shipped",)),
    "memory": (memory.run, ("shipped",)),
    "crowd": (crowd.run, ("shipped",)),
    "form": (form.run, ("100k",)),
    "attack": (attack.run, ("shipped",)),
}


@click.command(help=__doc__)
@click.option("--part", "parts", multiple=True, type=click.Choice([*PARTS]))
@click.option("--size", "sizes", multiple=True, type=click.Choice([*SIZES]))
def main(parts: Sequence[str], sizes: Sequence[str]) -> None:
    """Run the parts named, or all, each with its sizes, or with those named."""
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
