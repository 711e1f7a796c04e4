"""`make fuzz`: runs each target for the given time; exits with 1 if an input failed.

Only our own modules are instrumented, so that only new paths through these count as new.
"""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import redirect_stderr
from pathlib import Path

import atheris
import click

with redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["refoulement"]):
    from fuzz.harness import ROOT, fuzz
    from fuzz.results import RESULTS, results
    from fuzz.targets import TARGETS, load_all


@click.command()
@click.option("--target", "names", type=click.Choice([*TARGETS]), multiple=True)
@click.option("--seconds", default=60, type=click.IntRange(min=1), show_default=True)
@click.option("--bounded", is_flag=True, help="The same few inputs each time, as in make test.")
@click.option("--replay", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(names: tuple[str, ...], seconds: int, bounded: bool, replay: Path | None) -> None:
    """Fuzz every target, or those named; or with --replay, try one saved input on these.

    The figures of a run of every target are written to fuzz/results.md.
    """
    if replay:
        for name in names or TARGETS:
            TARGETS[name].hold(replay.read_bytes())
        return
    with tempfile.TemporaryDirectory() as scratch:
        tempfile.tempdir = scratch  # for the files that targets write as well
        if not names:
            load_all()
        outcomes = []
        for name in names or TARGETS:
            outcome = fuzz(name, TARGETS[name], Path(scratch), seconds=0 if bounded else seconds)
            print(outcome.line, flush=True)
            if outcome.failed:
                print(outcome.trouble, file=sys.stderr)
                again = f"{sys.executable} -m fuzz --target {name} --replay {outcome.finding}"
                print(f"again: {again}" if outcome.finding else "no input was saved")
            outcomes.append(outcome)
    if not names and not bounded:
        RESULTS.write_text(results(outcomes, seconds), encoding="utf-8")
        print(f"written to {RESULTS.relative_to(ROOT)}")
    sys.exit(any(outcome.failed for outcome in outcomes))


if __name__ == "__main__":
    main()
