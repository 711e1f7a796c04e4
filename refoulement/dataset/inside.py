"""Reading files of a package, and nothing outside it: the one place where they are opened.

Packages come as archives from others. A link in one that leads out of it would show what
lies elsewhere on the machine; a pipe or a device would keep the reader waiting.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

TABLE_BYTES = 2**30  # a million reports take a third
DESCRIPTOR_BYTES = TEXT_BYTES = 4 * 2**20

_LEADS_OUT = "it leads out of the package; expected a file that lies in it"
_NO_FILE = "it is no regular file; expected one"


class NotInsideError(OSError):
    """A file that is not read. `strerror` says why, and what was expected."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EACCES, reason)


def open_file(directory: Path, name: str, most: int = TEXT_BYTES) -> BinaryIO:
    """A file of the package, open for reading. `name` is its path in the package.

    Raises NotInsideError where it lies outside once links are followed, is no regular file or
    has more than `most` bytes; another OSError where it is missing or cannot be read.
    """
    path = locate(directory, name)
    # The path has no link any more; a pipe is opened without waiting for who writes into it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and found.st_size <= most:
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    too_large = f"it has {found.st_size:,} bytes; expected at most {most:,}"
    raise NotInsideError(too_large if stat.S_ISREG(found.st_mode) else _NO_FILE)


def read_file(directory: Path, name: str, most: int = TEXT_BYTES) -> bytes:
    """The content of a file of the package. Raises as `open_file` does."""
    with open_file(directory, name, most) as opened:
        return opened.read(most)  # and no more, should it grow meanwhile


def is_there(directory: Path, name: str) -> bool:
    """Whether the package has anything of this name, be it a link that leads nowhere."""
    return os.path.lexists(directory / name)


def locate(directory: Path, name: str) -> Path:
    """Where a file or folder of the package lies, all links followed.

    Raises NotInsideError where that is outside, FileNotFoundError where there is none.
    """
    root = directory.resolve()
    try:
        path = (root / name).resolve(strict=True)
    except RuntimeError as error:  # links in a circle, before Python 3.13
        raise NotInsideError(_NO_FILE) from error
    if not path.is_relative_to(root):
        raise NotInsideError(_LEADS_OUT)
    return path
