"""Runs a command, and copies the state of its folder at every point where it might be killed.

    python -m tests.stopping FOLDER LEFT [KILLED_AT] -- release 1.1.0 …

Before each step that changes a file or folder, FOLDER is copied to LEFT/NUMBER: the state in which
killing the command there would leave it. With KILLED_AT it really is killed there, and nothing is
copied.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

_STEPS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def main() -> None:
    """Run the command with a hook on all its file operations."""
    split = sys.argv.index("--")
    folder, left, *killed_at = sys.argv[1:split]
    from refoulement.cli import main as run

    sys.dont_write_bytecode = True
    sys.addaudithook(_Stops(Path(folder), Path(left), *map(int, killed_at)))
    run(sys.argv[split + 1 :])


class _Stops:
    def __init__(self, folder: Path, left: Path, killed_at: int | None = None) -> None:
        self.folder, self.left, self.killed_at = folder, left, killed_at
        self.number, self.is_copying = 0, False

    def __call__(self, event: str, about: tuple[object, ...]) -> None:
        is_write = event == "open" and isinstance(about[2], int) and bool(about[2] & _WRITES)
        if self.is_copying or not (is_write or event in _STEPS):
            return
        self.number += 1
        if self.killed_at is None:
            self.is_copying = True
            shutil.copytree(self.folder, self.left / str(self.number))
            self.is_copying = False
        elif self.number == self.killed_at:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
