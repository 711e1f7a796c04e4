"""Draws pictures in a process of its own, which is kept for the next one.

A picture takes seconds of processor time, and Python runs one thread at a time: drawn in the
server it would stop every page. The process is told through a pipe what to draw, and returns
nothing but the picture's bytes. It leaves the processor to the server if both want it.
"""

from __future__ import annotations

import atexit
import os
import pickle
import select
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event, Lock, Timer
from typing import IO
from weakref import ref

from refoulement import PROJECT
from refoulement.dataset.tables import Dataset
from refoulement.export.formats import Format
from refoulement.messages import gettext, language, speaking
from refoulement.selecting.selection import Selection

PICTURES = frozenset({".png", ".svg"})  # the formats that are drawn, by file suffix
MOST_SECONDS = 120.0  # for one picture
IDLE_SECONDS = 600.0  # after which the process ends, until there is something to draw
NICE = 19  # the lowest priority: whoever reads a page comes first

_OURS = "REFOULEMENT_"  # prefix of the names of our settings, which the process is started with
_LENGTH = struct.Struct("<Q")
_FAILED = 2**64 - 1  # in place of a length


class PictureError(RuntimeError):
    """A picture could not be drawn."""


class Painter:
    """The process that draws, started when needed. It draws one picture at a time."""

    def __init__(self) -> None:
        self._one = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._settings: dict[str, str] = {}
        self._holds: ref[Dataset] | None = None
        atexit.register(self.stop)

    def draw(self, suffix: str, dataset: Dataset, selection: Selection) -> bytes:
        """The picture, byte for byte as its writer in `formats` gives it."""
        with self._one:
            for _ in range(2):  # it may have just ended because it was idle
                with suppress(BrokenPipeError):
                    return self._draw(self._ready(), suffix, dataset, selection)
                self.stop()
        raise PictureError(gettext("the process that draws ends too early"))

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process, self._holds = self._process, None, None
        if process:
            process.kill()
            process.communicate()

    def _ready(self) -> subprocess.Popen[bytes]:
        settings = {
            name: value for name, value in os.environ.items() if name[:12] == "REFOULEMENT_"
        }
        if settings != self._settings:
            self.stop()
        if self._process is None:
            self._settings = settings
            self._process = subprocess.Popen(
                [sys.executable, "-m", "refoulement.export.painter"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
            )
        return self._process

    def _draw(
        self, process: subprocess.Popen[bytes], suffix: str, dataset: Dataset, selection: Selection
    ) -> bytes:
        assert process.stdin
        assert process.stdout
        is_held = self._holds is not None and self._holds() is dataset
        sent = None if is_held else replace(dataset)  # without anything that was worked out from it
        self._holds = None if dataset.own_file else ref(dataset)
        is_late = Event()
        with _after(MOST_SECONDS, is_late.set, process.kill):
            try:
                _write(process.stdin, pickle.dumps((suffix, sent, selection, language())))
                content = _read(process.stdout)
            except BrokenPipeError:
                if not is_late.is_set():
                    raise
                self.stop()
                raise PictureError(gettext("the picture takes too long to draw")) from None
        if content is None:
            raise PictureError(gettext("the picture could not be drawn"))
        return content


_painter = Painter()


def written(form: Format, dataset: Dataset, selection: Selection) -> bytes:
    """A selection in a format; pictures are drawn by the process for them."""
    if form.suffix in PICTURES:
        return _painter.draw(form.suffix, dataset, selection)
    return form.write(dataset, selection)


def chart(suffix: str, dataset: Dataset, event_id: str) -> bytes:
    """The dot chart of an event, which has current statements; `suffix` is `.svg` or `.png`."""
    return _painter.draw(f".chart{suffix}", dataset, Selection(events=(event_id,)))


@contextmanager
def _after(seconds: float, *steps: Callable[[], None]) -> Iterator[None]:
    """Take these steps if the block lasts longer than `seconds`."""
    timer = Timer(seconds, lambda: [step() for step in steps])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _write(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(_LENGTH.pack(len(content)) + content)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """What comes next; None if drawing it has failed."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise BrokenPipeError
    (length,) = _LENGTH.unpack(head)
    if length == _FAILED:
        return None
    content = pipe.read(length)
    if len(content) < length:
        raise BrokenPipeError
    return content


def _main() -> None:
    """In the other process: draw what is asked for, until there are no more requests."""
    os.nice(NICE)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be taken for a picture
    from refoulement.export.dot_picture import export_chart_png, export_chart_svg
    from refoulement.export.picture import export_png, export_svg

    writers = {".png": export_png, ".svg": export_svg}
    writers |= {".chart.png": export_chart_png, ".chart.svg": export_chart_svg}
    held: Dataset | None = None
    while select.select([sys.stdin.buffer], [], [], IDLE_SECONDS)[0]:
        try:
            asked = _read(sys.stdin.buffer)
        except BrokenPipeError:
            return
        suffix, sent, selection, spoken = pickle.loads(asked or b"")  # noqa: S301 the server's own
        dataset = sent or held
        assert dataset, "the first request has one"
        held = None if dataset.own_file else dataset  # nothing is kept of a visitor's file
        try:
            with speaking(spoken):
                _write(output, writers[suffix](dataset, selection))
        except Exception:  # whatever it is, there is no picture
            output.write(_LENGTH.pack(_FAILED))
            output.flush()
        del dataset, sent


if __name__ == "__main__":
    _main()
