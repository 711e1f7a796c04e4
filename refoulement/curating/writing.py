"""Files that change together: written beside the package, and put in their places at the end.

Until all are written the package is as it was. Then one rename says that the switch has begun;
whatever stops it after that, `finish` ends it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from refoulement.dataset.package import DESCRIPTOR

_WRITING = ".writing"  # being written: worth nothing until it has its other name
_READY = ".release-"  # and the version
_PACKAGE, _BESIDE = "package", "beside"
VERSIONS = "versions"


def stage(
    directory: Path, version: str, package: Mapping[str, bytes], beside: Mapping[str, bytes]
) -> Path:
    """Write all files of a release beside those in use; gives the folder that has them.

    `package` has files by their path in the package, `beside` those in the folder around it.
    """
    folder = directory / _WRITING
    if folder.exists():  # of a release that was stopped while it wrote
        shutil.rmtree(folder)
    for place, files in ((_PACKAGE, package), (_BESIDE, beside)):
        for name, content in files.items():
            _write(folder / place / name, content)
    ready = directory / f"{_READY}{version}"
    folder.rename(ready)
    return ready


def begun(directory: Path) -> dict[str, Path]:
    """The folders of releases whose switch has begun and not ended, by version."""
    folders = (path for path in sorted(directory.glob(f"{_READY}*")) if not path.is_symlink())
    return {path.name.removeprefix(_READY): path for path in folders}


def finish(directory: Path, ready: Path) -> None:
    """Put the files of a release in their places. What is there already stays.

    The descriptor comes last: until then the package has the version before.
    """
    for source, target in list(_moves(directory, ready)):
        target.parent.mkdir(exist_ok=True)
        source.replace(target)
    shutil.rmtree(ready)


def _moves(directory: Path, ready: Path) -> Iterator[tuple[Path, Path]]:
    """From where to where, in order; the folder of the version as a whole."""
    package, versions = ready / _PACKAGE, ready / _PACKAGE / VERSIONS
    if versions.exists():
        yield from ((path, directory / VERSIONS / path.name) for path in versions.iterdir())
    if (ready / _BESIDE).exists():
        yield from ((path, directory.parent / path.name) for path in (ready / _BESIDE).iterdir())
    if package.exists():
        files = sorted(path for path in package.iterdir() if path.is_file())
        for path in sorted(files, key=lambda path: path.name == DESCRIPTOR):
            yield path, directory / path.name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
