"""Reading files of a package, and nothing outside it: the only place where they are opened.

Packages come as archives from others. A link that leads out of one would expose other files
on the machine; a pipe or a device would keep the reader waiting.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from refoulement.messages import Later, later, nlater

TABLE_BYTES = 2**30  # a million reports take a third of it
DESCRIPTOR_BYTES = TEXT_BYTES = 4 * 2**20

_LEADS_OUT = later("it leads out of the package; expected a file that lies in it")
_NO_FILE = later("it is no regular file; expected one")


class NotInsideError(OSError):
    """A file that was refused. `strerror` says why, and what was expected."""

    def __init__(self, reason: Later) -> None:
        super().__init__(errno.EACCES, reason)


def open_file(directory: Path, name: str, most: int = TEXT_BYTES) -> BinaryIO:
    """A file of the package, open for reading. `name` is its path in the package.

    Raises NotInsideError if it lies outside once links are followed, is not a regular file or
    has more than `most` bytes; another OSError if it is missing or cannot be read.
    """
    path = locate(directory, name)
    # Links are resolved by now; O_NONBLOCK opens a pipe without waiting for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and found.st_size <= most:
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    too_large = nlater(
        "it has %(count)s byte; expected at most %(most)s",
        "it has %(count)s bytes; expected at most %(most)s",
        found.st_size,
        most=most,
    )
    raise NotInsideError(too_large if stat.S_ISREG(found.st_mode) else _NO_FILE)


def read_file(directory: Path, name: str, most: int = TEXT_BYTES) -> bytes:
    """The content of a file of the package. Raises as `open_file` does."""
    with open_file(directory, name, most) as opened:
        return opened.read(most)  # no more, in case it has grown meanwhile


def is_there(directory: Path, name: str) -> bool:
    """Whether the package has anything of this name, even a link that leads nowhere."""
    return os.path.lexists(directory / name)


def locate(directory: Path, name: str) -> Path:
    """Where a file or folder of the package lies, with all links followed.

    Raises NotInsideError if that is outside, FileNotFoundError if there is none.
    """
    root = directory.resolve()
    try:
        path = (root / name).resolve(strict=True)
    except RuntimeError as error:  # a circle of links, before Python 3.13
        raise NotInsideError(_NO_FILE) from error
    if not path.is_relative_to(root):
        raise NotInsideError(_LEADS_OUT)
    return path
