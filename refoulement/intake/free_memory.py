"""How much memory the system has to spare, for a process that reads a stranger's file.

A file may take as much as its limit allows. On a small machine that could be more than there
is, and the system would end whatever it likes, perhaps the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SHARE = 2  # one part in so many of what is free; the rest is the server's


def bytes_to_spare(root: Path = Path("/")) -> int | None:
    """A share of what is free, on the machine and in all groups that limit this process.

    None if the system does not say; Linux does, for groups of the second version (cgroup v2).
    """
    free = [*_of_machine(root), *_of_groups(root)]
    return min(free) // SHARE if free else None


def _of_machine(root: Path) -> Iterator[int]:
    with suppress(OSError):
        for kilobytes in _numbers(root / "proc/meminfo", "MemAvailable:"):
            yield kilobytes * 1024


def _of_groups(root: Path) -> Iterator[int]:
    """What is free in the group of this process, and in each group around it."""
    top = root / "sys/fs/cgroup"
    with suppress(OSError):
        own = re.search(r"^0::/(.*)$", (root / "proc/self/cgroup").read_text("utf-8"), re.MULTILINE)
        group = top / own[1] if own else top
        for around in (group, *group.parents):
            if around.is_relative_to(top):
                yield from _of_group(around)


def _of_group(group: Path) -> Iterator[int]:
    with suppress(OSError, ValueError):  # it has no limit
        most, used = (
            int((group / name).read_text("ascii")) for name in ("memory.max", "memory.current")
        )
        given_back = sum(_numbers(group / "memory.stat", "inactive_file"))  # when it is needed
        yield max(0, most - used + given_back)


def _numbers(file: Path, name: str) -> Iterator[int]:
    """The number on the line with this name."""
    for line in file.read_text("ascii").splitlines():
        found = line.split()
        if found[:1] == [name]:
            yield int(found[1])
