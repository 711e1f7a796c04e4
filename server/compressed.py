"""Streamlit's scripts, styles and fonts, compressed once and sent as each browser accepts them.

Streamlit sends them uncompressed, 4 MB on a first visit. Good compression takes seconds, so each
file is compressed once, in the background; until then it is sent with fast compression or
uncompressed.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from mimetypes import guess_type
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from refoulement import PROJECT
from server.headers import FOR_EVER

#: Subsets of Streamlit's fonts, named like the files that they replace.
FONTS = PROJECT / "assets" / "page" / "fonts"
#: File types worth compressing; fonts and pictures are compressed already.
TEXTS = {".js", ".css", ".svg", ".json"}
BEST = 11  # for brotli: 15 % smaller than gzip
NICE = 10  # so that compressing does not hold up the server
VARY = "Accept-Encoding"
_ACCEPTED = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+))?", re.ASCII)


def _folder_of(package: str) -> Path:
    """The folder of a package. The map component must not be imported outside a session."""
    found = importlib.util.find_spec(package)
    assert found
    assert found.origin
    return Path(found.origin).parent


OF_STREAMLIT = _folder_of("streamlit") / "static"

_BUILD = _folder_of("streamlit_folium") / "frontend" / "build"
(_main,) = (_BUILD / "static" / "js").glob("main.*.js")
#: The address of the map component's script, relative to a page.
COMPONENT_SCRIPT = f"./component/streamlit_folium.st_folium/static/js/{_main.name}"

Read = Callable[[], bytes]


def cache_folder() -> Path:
    """Where compressed files are kept between restarts, if it is writable.

    It is the service's own folder or the project's, so nobody else can put a script there.
    """
    return Path(os.environ.get("CACHE_DIRECTORY", PROJECT / ".cache")) / "compressed"


class Compressor:
    """Contents by name, each compressed when there is time for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, dict[str, bytes]] = {}
        self._asked: set[str] = set()
        self._queue: SimpleQueue[tuple[str, Read, bool]] = SimpleQueue()
        threading.Thread(target=self._work, name="compressor", daemon=True).start()

    def ask(self, name: str, read: Read) -> None:
        """Have this content compressed, fast at first and well later."""
        if name not in self._asked:
            self._asked.add(name)
            self._queue.put((name, read, False))

    def best(self, name: str, accepted: str) -> tuple[str, bytes] | None:
        """The smallest form that Accept-Encoding allows, and its encoding; None if not ready."""
        allowed = encodings(accepted)
        held = self._held.get(name, {})
        return next(((way, held[way]) for way in ("br", "gzip") if way in allowed & {*held}), None)

    def _work(self) -> None:
        with suppress(OSError, AttributeError):  # not every system has thread priorities
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        while True:
            name, read, is_quick_done = self._queue.get()
            with suppress(OSError):  # the file may be gone
                content = read()
                kept = self._folder / f"{hashlib.sha256(content).hexdigest()}.br"
                well = _kept(kept, content)
                held = self._held.setdefault(name, {})
                if not is_quick_done:
                    held["gzip"] = gzip.compress(content, 6, mtime=0)
                if well is not None:
                    held["br"] = well
                elif is_quick_done:
                    held["br"] = brotli.compress(content, quality=BEST)
                    _keep(kept, held["br"])
                else:  # after other files that are waiting
                    self._queue.put((name, read, True))


def _kept(path: Path, content: bytes) -> bytes | None:
    """The compressed file from an earlier run, if it is intact."""
    with suppress(OSError, brotli.error):
        compressed = path.read_bytes()
        if brotli.decompress(compressed) == content:
            return compressed
    return None


def _keep(path: Path, compressed: bytes) -> None:
    """Save the compressed file if possible. Another process may be doing the same."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder) / path.name
            whole.write_bytes(compressed)
            whole.replace(path)


def encodings(accepted: str) -> set[str]:
    """The encodings that an Accept-Encoding header allows (RFC 9110)."""
    found = (_ACCEPTED.fullmatch(part.strip()) for part in accepted.split(","))
    return {one[1].lower() for one in found if one and _weight(one[2]) > 0}


def _weight(text: str | None) -> float:
    with suppress(ValueError):
        return 1.0 if text is None else float(text)
    return 0.0


class CompressedFiles:
    """Serves these files, compressed when ready; passes all other requests on."""

    def __init__(self, app: ASGIApp, files: Mapping[str, Path], compressor: Compressor) -> None:
        self.app = app
        self.files = files
        self.compressor = compressor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        path = scope.get("path", "")
        file = self.files.get(path) if scope.get("method") in ("GET", "HEAD") else None
        if file is None:
            await self.app(scope, receive, send)
            return
        if file.suffix not in TEXTS:  # a font
            await _answer(file.read_bytes(), path, {})(scope, receive, send)
            return
        headers = {"Vary": VARY}
        best = self.compressor.best(path, Headers(scope=scope).get("accept-encoding", ""))
        if best:
            headers["Content-Encoding"], content = best
        else:
            content = file.read_bytes()
            self.compressor.ask(path, file.read_bytes)
        await _answer(content, path, headers)(scope, receive, send)


def _answer(content: bytes, path: str, headers: Mapping[str, str]) -> Response:
    media_type = guess_type(path)[0]
    return Response(content, 200, {"Cache-Control": FOR_EVER, **headers}, media_type)


def files(base: str = "") -> dict[str, Path]:
    """Files with content hashes in their names, by request path."""
    found = {
        f"{base}/{path.relative_to(OF_STREAMLIT).as_posix()}": path
        for path in (OF_STREAMLIT / "static").rglob("*.*")
        if path.suffix in TEXTS
    }
    found |= {
        f"{base}/component/streamlit_folium.st_folium/{path.relative_to(_BUILD).as_posix()}": path
        for path in (_BUILD / "static").rglob("*.*")
        if path.suffix in TEXTS
    }
    return found | {f"{base}/static/media/{path.name}": path for path in FONTS.glob("*.woff2")}


def compressor_at_work(files: Mapping[str, Path], html: str, base: str = "") -> Compressor:
    """A compressor that starts with what every visit requests."""
    compressor = Compressor(cache_folder())
    for name in (*re.findall(r'"\./(static/[^"]+)"', html), COMPONENT_SCRIPT.removeprefix("./")):
        path = f"{base}/{name}"
        if path in files and files[path].suffix in TEXTS:
            compressor.ask(path, files[path].read_bytes)
    return compressor
