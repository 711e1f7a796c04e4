"""Runs one target under atheris in a process of its own and reports the outcome.

Everything is loaded before forking, since loading takes longer than many inputs.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import atheris

from fuzz.targets import Target

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / ".fuzz" / "found"
CORPUS = ROOT / ".fuzz" / "corpus"

SLOWEST = 10  # seconds for an input of at most 64 kB; anything slower is a finding to look into
_FORM_TOO = 0.3  # share of changes that may break the form of an input as well
_LONGEST_TOKEN = 64  # bytes, libFuzzer's own limit


@dataclass(frozen=True)
class Outcome:
    """The outcome of fuzzing a target for a given time.

    `covered` counts places in our code that any input reached, `seeds_covered` those that the
    first inputs reached. If an input `failed`, `trouble` is the output and `finding` its file.
    """

    name: str
    tried: int
    seconds: int
    seeds_covered: int
    covered: int
    failed: bool
    trouble: str
    finding: Path | None

    @property
    def line(self) -> str:
        """The outcome in one line."""
        failed = "1 FAILED" if self.failed else "none failed"
        new = self.covered - self.seeds_covered
        return (
            f"{self.name:<10} {self.tried:>9,} inputs in {self.seconds:>4} s, {failed}; "
            f"{self.covered} places of the code reached, {new} not by the first inputs"
        )


def fuzz(name: str, target: Target, scratch: Path, *, seconds: int = 0) -> Outcome:
    """Fuzz a target for `seconds`; if that is 0, try a fixed number of inputs, the same each time.

    With `seconds`, it continues from what earlier runs kept in .fuzz/corpus. It stops at the first
    finding, which is saved in .fuzz/found. `scratch` is a directory for temporary files.
    """
    found, corpus = FOUND / name, (CORPUS if seconds else scratch / "corpus") / name
    seeds, tokens, log = (scratch / f"{name}.{kind}" for kind in ("seeds", "tokens", "log"))
    for directory in (found, corpus, seeds):
        directory.mkdir(parents=True, exist_ok=True)
    first = list(target.begin())
    for number, content in enumerate(first):
        (seeds / f"{number:03}").write_bytes(content)
    tokens.write_text(_dictionary(target.tokens()), encoding="ascii")
    limit = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}"]
    if not seconds:
        limit = [f"-runs={len(first) + 1 + target.runs}", "-seed=1"]
    options = [
        *limit,
        "-keep_seed=1",
        "-print_final_stats=1",
        "-report_slow_units=3600",
        f"-max_len={target.longest}",
        f"-dict={tokens}",
        f"-artifact_prefix={found}/",
        str(corpus),
        str(seeds),
    ]
    sys.stdout.flush()
    started = time.monotonic()
    process = multiprocessing.get_context("fork").Process(target=_run, args=(target, options, log))
    process.start()
    process.join()
    took = round(time.monotonic() - started)
    return _outcome(name, took, log.read_text(errors="replace"), failed=process.exitcode != 0)


def _run(target: Target, options: list[str], log: Path) -> None:
    """Run in the new process, with all output going to the log. Does not return."""
    written = os.open(log, os.O_WRONLY | os.O_CREAT)
    os.dup2(written, sys.stdout.fileno())
    os.dup2(written, sys.stderr.fileno())
    exchange = {"custom_mutator": _exchange(target)} if target.values else {}
    atheris.Setup([target.try_one.__name__, *options], target.hold, **exchange)
    try:
        atheris.Fuzz()
    except SystemExit:  # an input failed; libFuzzer saves it only as the program exits
        ctypes.CDLL(None).exit(1)


def _exchange(target: Target) -> Callable[[bytes, int, int], bytes]:
    """A mutator that keeps the form of an input: it replaces one value by another."""
    pattern = target.values
    tokens = [token.encode("utf-8", "surrogateescape") for token in target.tokens()]

    def change(content: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311
        places = [*pattern.finditer(content)] if pattern else []
        if not places or chance.random() < _FORM_TOO:
            return bytes(atheris.Mutate(content, longest))
        place, other = chance.choice(places), chance.choice(places)[0]
        value = chance.choice((other, chance.choice(tokens), atheris.Mutate(other, len(other) + 9)))
        return (content[: place.start()] + value + content[place.end() :])[:longest]

    return change


def _outcome(name: str, seconds: int, printed: str, *, failed: bool) -> Outcome:
    """Read the outcome from libFuzzer’s log: numbered lines, then totals."""
    steps = re.findall(r"^#\d+\s+(\w+)\s+cov: (\d+)", printed, re.MULTILINE)
    tried = re.search(r"^stat::number_of_executed_units: (\d+)", printed, re.MULTILINE)
    saved = re.search(r"Test unit written to (.+)", printed)
    return Outcome(
        name,
        int(tried[1]) if tried else 0,
        seconds,
        next((int(covered) for step, covered in steps if step == "INITED"), 0),
        max((int(covered) for _, covered in steps), default=0),
        failed,
        printed.rpartition(" === Uncaught")[2] if failed else "",
        Path(saved[1]) if saved else None,
    )


def _dictionary(tokens: Iterable[str]) -> str:
    """Tokens in the format that libFuzzer reads, one per line."""
    written = dict.fromkeys(token.encode("utf-8", "surrogateescape") for token in tokens)
    return "".join(
        '"{}"\n'.format("".join(f"\\x{byte:02x}" for byte in token))
        for token in written
        if 0 < len(token) <= _LONGEST_TOKEN
    )
