"""The server's end of the confined process: started when first needed, ended when idle."""

from __future__ import annotations

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from threading import Lock, RLock, Thread, Timer

from refoulement import PROJECT
from refoulement.dataset.tables import Dataset
from refoulement.intake.confined import DONE, END, LIMITS, READ, SIZE

IDLE = 600.0  # seconds without a file, after which the process ends
PATIENCE = 60.0  # seconds for it to start, even on a slow machine
_BUSY = 1.0  # seconds to answer a message, once it has started

#: The other process gets its settings as arguments, and takes no module from elsewhere.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from refoulement.intake.confined import main; main()"
)
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # and no variable of ours


class Warm:
    """A confined process that has a dataset. Raises OSError if it does not answer."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._lock = Lock()
        path = [str(PROJECT), *filter(os.path.isabs, sys.path)]
        self._talk, theirs = socket.socketpair()
        self._talk.settimeout(PATIENCE)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 our own program
                [sys.executable, "-I", "-B", "-c", _START, json.dumps(path)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        self._is_ready = False

    def start(self) -> None:
        """Give it the dataset, and wait until everything is loaded."""
        with self._lock:
            if not self._is_ready:
                told = pickle.dumps(replace(self.dataset))  # without what was worked out from it
                self._talk.sendall(SIZE.pack(len(told)) + told)
                self._wait()
                self._is_ready = True

    def read(self, most_bytes: int, most_seconds: float) -> socket.socket:
        """Make it fork; returns our end of the talk with the fork."""
        self.start()
        ours, theirs = socket.socketpair()
        with self._lock, theirs:
            message = READ + LIMITS.pack(most_bytes, int(most_seconds))
            socket.send_fds(self._talk, [message], [theirs.fileno()])
            self._wait()
        return ours

    def end(self) -> None:
        """End the last fork, or the whole process if it does not listen."""
        if not self._lock.acquire(timeout=_BUSY):  # it is starting, or hangs
            self.close()
            return
        try:
            self._talk.sendall(END + LIMITS.pack(0, 0))
            self._wait()
        except OSError:
            self.close()
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process and its forks."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._talk.close()

    @property
    def is_alive(self) -> bool:
        """Whether it is running."""
        return self.process.poll() is None

    def _wait(self) -> None:
        if self._talk.recv(1) != DONE:
            raise OSError("the process has ended")


_kept: Warm | None = None
_idle: Timer | None = None
_choosing = RLock()


def warm(dataset: Dataset) -> Warm:
    """The process for a dataset, the same one each time; it ends when nobody asks any more."""
    global _kept, _idle
    with _choosing:
        if _kept and (_kept.dataset is not dataset or not _kept.is_alive):
            _kept.close()
            _kept = None
        _kept = _kept or Warm(dataset)
        if _idle:
            _idle.cancel()
        _idle = Timer(IDLE, end)
        _idle.daemon = True
        _idle.start()
        return _kept


def end() -> None:
    """End the process, if there is one."""
    global _kept
    with _choosing:
        if _kept:
            _kept.close()
            _kept = None


def warm_up(dataset: Dataset) -> None:
    """Start the process for a dataset without waiting for it."""
    Thread(target=_started, args=(dataset,), daemon=True).start()


def _started(dataset: Dataset) -> None:
    with suppress(OSError):
        warm(dataset).start()
