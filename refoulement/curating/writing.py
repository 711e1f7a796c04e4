"""Files that change together: written beside the package, then moved into place.

Until all are written the package is as it was. Then one rename marks the start of the switch;
if anything stops it after that, `finish` completes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from refoulement.dataset.package import DESCRIPTOR

_WRITING = ".writing"  # incomplete until it is renamed
_READY = ".release-"  # followed by the version
_PACKAGE, _BESIDE = "package", "beside"
VERSIONS = "versions"


def stage(
    directory: Path, version: str, package: Mapping[str, bytes], beside: Mapping[str, bytes]
) -> Path:
    """Write all files of a release beside those in use; returns the folder that has them.

    `package` maps paths in the package to content, `beside` those in the folder around it.
    """
    folder = directory / _WRITING
    if folder.exists():  # left by a release that was stopped while it wrote
        shutil.rmtree(folder)
    for place, files in ((_PACKAGE, package), (_BESIDE, beside)):
        for name, content in files.items():
            _write(folder / place / name, content)
    ready = directory / f"{_READY}{version}"
    folder.rename(ready)
    return ready


def begun(directory: Path) -> dict[str, Path]:
    """The folders of releases whose switch has begun but not ended, by version."""
    folders = (path for path in sorted(directory.glob(f"{_READY}*")) if not path.is_symlink())
    return {path.name.removeprefix(_READY): path for path in folders}


def finish(directory: Path, ready: Path) -> None:
    """Move the files of a release into place. Those already moved stay.

    The descriptor comes last: until then the package is still the version before.
    """
    for source, target in list(_moves(directory, ready)):
        target.parent.mkdir(exist_ok=True)
        source.replace(target)
    shutil.rmtree(ready)


def _moves(directory: Path, ready: Path) -> Iterator[tuple[Path, Path]]:
    """The source and target of each move, in order; the version's folder moves as a whole."""
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
